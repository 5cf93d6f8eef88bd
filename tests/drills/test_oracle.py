"""The drills' oracle reports lost, repeated, unlogged and broken things when shown some."""

import ast
import re
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from cases.correspondence.actions import message_threads
from cases.documents import store
from cases.models import Message
from devtools.case_builder import CaseBuilder, cast
from devtools.fake_notify import KEY
from devtools.letter_steps import build_charged_case, record_wishes_in, send_letter_of
from drills import expected_state, matrix
from drills.browser_users import PromisedAct
from drills.sealed_files import key_of_case
from people.access import audit_log
from rasso.settings.environment import ROOT
from tests.support.cases.sample_files import add_document
from timeliness.models import Clock
from victims.actions.letter_email_queue import log_letter_disclosure
from victims.models import Sending

MENTIONED = "You are mentioned in a message: {}"
HOUR = timedelta(hours=1)


@pytest.fixture
def session_cookie_for(db):
    """The test's own connection, in place of a drill's superuser session."""
    connection.ensure_connection()
    return connection.connection


@pytest.fixture
def builder(session_cookie_for):
    return CaseBuilder(cast()).submit()


def key_of(case):
    return key_of_case(Path(settings.CASE_KEY_ROOT), case, settings.CASE_KEYS)


def write_to_thread(builder, text, mention=None):
    builder.do(
        message_threads.open_thread, "officer", case=builder.case, text=text, mention=mention
    )


def test_a_missing_promise_is_lost_and_a_repeated_one_is_double(builder, session_cookie_for):
    for text in ("once", "twice", "twice"):
        write_to_thread(builder, text)
    assert expected_state.compare_acts(
        session_cookie_for, [PromisedAct("message", "once")], key_of
    ) == (
        0,
        0,
    )
    promised = [PromisedAct("message", text) for text in ("once", "twice", "never")]
    assert expected_state.compare_acts(session_cookie_for, promised, key_of) == (1, 1)


def test_a_document_that_is_not_what_was_sent_is_lost(builder, session_cookie_for):
    document = add_document(builder)
    assert expected_state.compare_acts(
        session_cookie_for, [PromisedAct("document", document.title, document.sha256)], key_of
    ) == (0, 0)
    assert expected_state.compare_acts(
        session_cookie_for, [PromisedAct("document", document.title, "0" * 64)], key_of
    ) == (1, 1)


def test_a_mail_that_never_came_is_lost_and_one_that_came_twice_is_double(
    builder, session_cookie_for
):
    write_to_thread(builder, "Look.", mention=builder.cast.manager)
    [clock] = Clock.objects.filter(closed_at=None)
    mails = [(builder.cast.manager.email, MENTIONED.format(builder.urn))]
    facts = {
        "e_mails": {role: getattr(builder.cast, role).email for role in ("assistant", "manager")},
        "looks": [clock.overdue_at + HOUR],
    }
    nobody_was_told_of_the_clock = (1, 0, "lost: 1 × Overdue to assistant")
    assert (
        expected_state.compare_mails(session_cookie_for, mails, **facts)
        == nobody_was_told_of_the_clock
    )
    mails.append((builder.cast.assistant.email, f"Overdue: {clock.subject}"))
    assert expected_state.compare_mails(session_cookie_for, mails, **facts) == (0, 0, "")
    twice = (
        "too many: 1 × You are mentioned in a message to manager; "
        "too many: 1 × Overdue to assistant"
    )
    assert expected_state.compare_mails(session_cookie_for, mails * 2, **facts) == (0, 2, twice)
    given_up = {"given_up": mails[:1], "given_up_by": builder.cast.assistant.email}
    assert expected_state.compare_mails(session_cookie_for, [], **facts, **given_up) == (0, 0, "")
    assert expected_state.compare_mails(session_cookie_for, mails[1:], **facts, **given_up)[:2] == (
        0,
        1,
    )


def test_a_letter_that_never_went_is_lost_one_that_went_twice_is_double_and_each_is_in_the_log(
    session_cookie_for, settings
):
    settings.NOTIFY_API_KEY = KEY
    builder = build_charged_case(suspects=2)
    record_wishes_in(builder, channel="EMAIL")
    letters = [send_letter_of(builder, "EMAIL", suspect=suspect) for suspect in builder.suspects]
    one, other = (str(row.pk) for row in Sending.objects.unscoped("test").order_by("at"))
    assert expected_state.compare_letters(session_cookie_for, [one, other]) == (0, 0, 2, 2)
    log_letter_disclosure(letters[0], at=builder.at)
    log_letter_disclosure(letters[0], at=builder.at)  # retried
    assert expected_state.compare_letters(session_cookie_for, [one, one]) == (1, 1, 1, 2)
    log_letter_disclosure(letters[1], at=builder.at)
    assert expected_state.compare_letters(session_cookie_for, [one, other]) == (0, 0, 0, 2)
    assert expected_state.compare_letters(session_cookie_for, [one, other, "another"]) == (
        0,
        1,
        0,
        2,
    )


@pytest.mark.parametrize(("aside", "given_up", "wrong"), [(1, 1, 0), (2, 1, 1), (0, 1, 1)])
def test_a_message_too_few_set_aside_is_as_wrong_as_one_too_many(aside, given_up, wrong):
    class Session:
        def execute(self, statement, known):
            return self

        def fetchone(self):
            return (aside,)

    assert expected_state.compare_set_aside(Session(), ["a message"] * given_up) == wrong


def test_a_stage_is_spoken_of_once_it_is_reached_and_due_soon_only_in_time():
    moments = [timedelta(hours=n) for n in (1, 2, 2, 4)]  # any comparable values

    def said(*looks):
        return expected_state.expected_stages(*moments, looks=[timedelta(hours=n) for n in looks])

    assert said(0) == set()
    assert said(1) == {0}
    assert said(3) == {1}
    assert said(1, 3) == said(1, 3, 0) == {0, 1}
    assert said(1, 9) == {0, 1, 2}
    assert expected_state.expected_stages(None, *moments[1:], looks=[HOUR]) == set()


def test_an_act_that_is_not_in_the_log_counts_and_so_does_a_row_of_no_act(
    builder, session_cookie_for
):
    write_to_thread(builder, "Logged.")
    assert expected_state.compare_log(session_cookie_for) == 0
    message = Message.objects.unscoped("test").get()
    message.pk, message.number, message.text = None, 2, "Not logged."
    message.save(force_insert=True)
    assert expected_state.compare_log(session_cookie_for) == 1
    for n, verb in enumerate(("add_document", "add_suspect", "add_victim", "add_allegation"), 2):
        audit_log.record_entry(operation="collection", verb=verb, by=None, at=builder.at)
        assert expected_state.compare_log(session_cookie_for) == n


def test_a_file_that_is_missing_or_not_what_it_was_is_broken(
    builder, session_cookie_for, monkeypatch, tmp_path
):
    monkeypatch.setattr(settings, "DOCUMENT_ROOT", tmp_path)

    places = [store.stored_file_path(add_document(builder).stored_as) for _ in range(4)]
    assert expected_state.count_broken_files(session_cookie_for, tmp_path, key_of) == 0
    places[0].unlink()
    places[1].write_bytes(b"cut off")
    places[2].write_bytes(places[3].read_bytes())
    assert expected_state.count_broken_files(session_cookie_for, tmp_path, key_of) == 3


@pytest.mark.parametrize(
    "what", ["lost", "duplicate", "unlogged", "files", "errors_after_recovery", "wrong"]
)
def test_a_line_is_good_only_if_every_number_in_it_is_nought(what):
    assert expected_state.Verdict().is_good
    bad = expected_state.Verdict(**{what: 1})
    assert not bad.is_good
    assert str(bad) != str(expected_state.Verdict())


def test_the_oracle_imports_nothing_of_what_it_judges():
    named, ciphers = set(), {"cryptography", "nacl"}
    for file in ("expected_state.py", "sealed_files.py", "sealed_texts.py"):
        nodes = list(ast.walk(ast.parse((ROOT / "drills" / file).read_text())))
        named |= {a.name for node in nodes if isinstance(node, ast.Import) for a in node.names}
        named |= {node.module for node in nodes if isinstance(node, ast.ImportFrom)}
    named -= {"drills.sealed_files", "drills.sealed_texts"}
    assert {name.partition(".")[0] for name in named} - ciphers <= sys.stdlib_module_names


def test_every_drill_is_in_the_manual_and_every_line_of_the_matrix_has_one():
    manual = (ROOT / "docs" / "operations.md").read_text().partition("## Drills")[2]
    rows = "\n".join(line for line in manual.splitlines() if line.startswith("| K"))
    numbers = [each.number for each in matrix.all_drills()]
    assert re.findall(r"K\d\d[A-Z]?", rows) == numbers
    assert {number[:3] for number in numbers} == {f"K{n:02}" for n in range(1, 33)}


def test_the_drills_are_found_before_anything_is_set_up():
    code = "from drills.matrix import all_drills; print(len(all_drills()))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) == len(matrix.all_drills())
