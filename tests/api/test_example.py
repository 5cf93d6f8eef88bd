"""Run the client in docs/examples as a developer of a force would, as its own program."""

import os
import subprocess
import sys
from contextlib import ExitStack
from uuid import uuid4

import pytest

from cases.models import ActionItem, Document, Suspect
from devtools.case_builder import CaseBuilder, cast
from people.models import Token
from tests.api.conftest import PROGRAM
from tests.support.api.token_callers import Caller
from tests.support.cases.concurrency import case_locked, short_lock_timeout
from timeliness.models import Delivery


def run_program(site, folder, *files, **told):
    """Run the program in a folder. Returns its output and its errors."""
    environment = {"PATH": os.environ["PATH"], "RASSO_URL": site.url, "PYTHONUTF8": "1"} | told
    done = subprocess.run(
        [sys.executable, "-I", PROGRAM, *files],
        env=environment, cwd=folder, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    return done.stdout, done.stderr


def repeat_notice(person):
    """Repeat the person's only notice."""
    notice = Delivery.objects.get(recipient=person)
    notice.pk = uuid4()
    notice.save(force_insert=True)


@pytest.mark.django_db(transaction=True)
def test_the_police_answer_each_action_and_the_case_goes_back(live_server, tmp_path, settings):
    settings.DOCUMENT_ROOT, settings.ROWS_AT_ONCE = tmp_path / "documents", 1
    people = cast()
    builder = (
        CaseBuilder(people)
        .allocate()
        .plan(
            {"text": "The statement. Both sides know the reason."},
            {"text": "The footage. Both sides know the reason."},
        )
    )
    repeat_notice(people.officer)
    system = Caller(people.police)
    statement = tmp_path / 'Her "statement".txt'
    statement.write_text("What she said.")
    told = {"RASSO_CLIENT_ID": str(system.system.pk), "RASSO_SECRET": system.secret}
    told["RASSO_OFFICER"] = people.officer.email

    printed, wrong = run_program(live_server, tmp_path, statement, **told)

    assert wrong == ""
    assert printed.count("ANSWERED") == 2
    assert "See the document. Documents: 1" in printed
    assert "Suspect 1: With the prosecutor" in printed
    assert f"Notices of {people.officer.email}: 2" in printed  # each notice on a page of its own
    assert Suspect.objects.unscoped("test").get().state == "WITH_PROSECUTOR"
    answers = (
        ActionItem.objects.unscoped("test").order_by("number").values_list("answer", flat=True)
    )
    assert list(answers) == ["DONE", "CANNOT"]
    assert Document.objects.unscoped("test").get().case_id == builder.case.pk
    # The test's own token; the program revoked its own.
    assert Token.objects.get().system == system.system

    printed, _wrong = run_program(live_server, tmp_path, **told)
    assert f"Nothing waits for {people.officer.email}." in printed
    _printed, wrong = run_program(live_server, tmp_path, **told | {"RASSO_SECRET": "x"})
    assert "401 invalid_client" in wrong and "Traceback" not in wrong
    _printed, wrong = run_program(
        live_server, tmp_path, **told | {"RASSO_OFFICER": people.prosecutor.email}
    )
    assert "403 Not allowed" in wrong and "Traceback" not in wrong


@pytest.mark.django_db(transaction=True)
def test_a_call_with_a_document_is_the_same_call_when_it_is_made_again(
    live_server, tmp_path, settings, example
):
    settings.DOCUMENT_ROOT = tmp_path / "documents"
    people = cast()
    CaseBuilder(people).allocate().plan({"text": "The footage. Both sides know the reason."})
    system, statement = Caller(people.police), tmp_path / "statement.txt"
    statement.write_text("What she said.")
    told = str(system.system.pk), system.secret, people.officer.email
    path = f"/api/actions/{ActionItem.objects.unscoped('test').get().pk}/"
    version, key = example.Rasso(live_server.url, *told).get(path).version, str(uuid4())
    said = {"answer": "DONE", "done": "See the document.", "mg_form": "MG11"}
    first, again = (
        example.Rasso(live_server.url, *told).change(
            f"{path}answer/", version, said, key, [statement]
        )
        for _time in range(2)
    )
    assert first == again
    assert Document.objects.unscoped("test").count() == 1


@pytest.mark.django_db(transaction=True)
def test_an_answer_that_waited_in_vain_for_another_person_is_made_again_and_not_lost(
    live_server, monkeypatch, example
):
    people = cast()
    builder = (
        CaseBuilder(people).allocate().plan({"text": "The footage. Both sides know the reason."})
    )
    system = Caller(people.police)
    rasso = example.Rasso(
        live_server.url, str(system.system.pk), system.secret, people.officer.email
    )
    path = f"/api/actions/{ActionItem.objects.unscoped('test').get().pk}/"
    version, said = (
        rasso.get(path).version,
        {"answer": "CANNOT", "because": "Never recorded. Both sides know the reason."},
    )
    with short_lock_timeout(), ExitStack() as until_it_waits:
        until_it_waits.enter_context(case_locked(builder.case))
        waited = []
        monkeypatch.setattr("time.sleep", lambda n: (waited.append(n), until_it_waits.close()))
        rasso.change(f"{path}answer/", version, said, str(uuid4()))
    assert waited == [1]
    assert ActionItem.objects.unscoped("test").get().answer == "CANNOT"


def test_the_program_sends_no_secret_in_clear_to_another_machine(example):
    with pytest.raises(ValueError, match="HTTPS"):
        example.Rasso("http://rasso.example", "id", "secret", "officer@example.org")


def test_the_program_needs_only_python_and_is_under_300_lines(example):
    assert len(PROGRAM.read_text().splitlines()) < 300
