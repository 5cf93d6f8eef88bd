"""An answer of the log that is taken away: signed, and checked by a program that is not ours."""

import subprocess
import sys
from hashlib import sha256

import pytest
from django.urls import reverse
from django.utils import timezone

from devtools.case_builder import CaseBuilder, cast, person
from people.models import AuditEntry
from people.sealing.keys import verifier_keys
from people.sealing.signed_notes import NotAHead, read_head
from rasso.settings.environment import ROOT
from tests.support.cases.pages import client_for, page_text, page_url
from tests.support.module_fixtures import module_fixture
from tests.support.people.cast import make_unit
from tests.support.sealed_log import seal_all
from tests.support.victims.support_service import add_service, record_of

pytestmark = pytest.mark.django_db
SCRIPT = ROOT / "docs/examples/check_log_extract.py"
WHY = "Request of 26 November, reference DP 118"
CHECKED = {"for_whom": "CHECKED", "why": WHY}
SUBJECT = {"for_whom": "SUBJECT", "why": WHY, "naming": "NO"}


@module_fixture
def builder():
    builder = add_service(CaseBuilder(cast()).allocate())
    builder.cast.auditor = person(
        make_unit("OVERSIGHT"), "read_audit_log", "take_exports", name="Aud Auditor"
    )
    return builder


@pytest.fixture
def seen_record(builder, settings, tmp_path):
    """The record was seen three times by two people, and the log is sealed."""
    settings.SEALED_LOG_ROOT = tmp_path / "sealed-log"
    for who in ("officer", "officer", "contact"):
        client_for(getattr(builder.cast, who)).get(page_url("see-victim", record_of(builder)))
    seal_all()
    return builder


def asked(builder, **typed):
    """The response to the form of an extract about today."""
    today = timezone.localdate().isoformat()
    query = f"about=RECORD&subject={builder.victim.pk}&from_on={today}&until_on={today}"
    return client_for(builder.cast.auditor).post(f"{reverse('make-log-extract')}?{query}", typed)


def checked_by_script(text, tmp_path, *keys):
    path = tmp_path / "log-extract.txt"
    path.write_bytes(text.encode())
    known = keys or [verifier_keys()[0].text]
    done = subprocess.run(
        [sys.executable, "-O", SCRIPT, path, *known], capture_output=True, text=True
    )
    return done.returncode, done.stdout + done.stderr


def test_a_program_that_is_not_ours_finds_each_entry_in_the_log(seen_record, tmp_path):
    text = asked(seen_record, **CHECKED).content.decode()
    assert checked_by_script(text, tmp_path) == (
        0, "The extract is as it was signed.\n3 entries are proved to be in the log.\n",
    )  # fmt: skip
    assert WHY in text and "By: Aud Auditor" in text and f"{seen_record.case.urn}, victim 1" in text
    assert "Olive Officer" in text and "opened it 2 times" in text


def test_whatever_is_changed_in_it_is_noticed(seen_record, tmp_path):
    text = asked(seen_record, **CHECKED).content.decode()
    lines = text.split("\n")
    entry = next(n for n, line in enumerate(lines) if line.startswith('{"version"'))
    changed = [
        text.replace("opened it 2 times", "opened it once"), text.replace(WHY, "Nothing"),
        text.replace('"see_victim"', '"see_letters"', 1),
        "\n".join([*lines[:entry], *lines[entry + 1 :]]),
    ]  # fmt: skip
    for each in changed:
        assert each != text
        code, said = checked_by_script(each, tmp_path)
        assert code == 1 and "did not sign it" in said


def test_an_extract_that_somebody_else_signed_proves_nothing(seen_record, tmp_path, settings):
    ours = verifier_keys()[0].text
    settings.AUDIT_SEAL_KEYS = ["a key of theirs", *settings.AUDIT_SEAL_KEYS]
    text = asked(seen_record, **CHECKED).content.decode()
    assert checked_by_script(text, tmp_path, ours)[0] == 1


def test_entries_that_are_not_in_the_log_are_noticed_though_our_key_signed_them(
    seen_record, tmp_path, monkeypatch
):
    from victims.queries import log_extracts

    proofs_of_entries = log_extracts.proofs_of_entries

    def forged(ids):
        head, proofs = proofs_of_entries(ids)
        proofs[0]["entry"]["verb"] = "see_letters"
        return head, proofs

    monkeypatch.setattr(log_extracts, "proofs_of_entries", forged)
    code, said = checked_by_script(asked(seen_record, **CHECKED).content.decode(), tmp_path)
    assert code == 1 and "does not lead to the head" in said


def test_the_person_it_is_about_gets_no_names_unless_the_rule_says_so(seen_record, tmp_path):
    text = asked(seen_record, **SUBJECT).content.decode()
    for name in ("Olive", "Officer, named on 2 March 2026 by", "Cora", '"user_id"'):
        assert name not in text, name
    assert "Person 1 (" in text and "opened it 2 times" in text
    assert "Right: Officer in the case, named on" in text
    assert checked_by_script(text, tmp_path)[0] == 0
    named = asked(seen_record, **SUBJECT | {"naming": "YES"}).content.decode()
    assert "Olive Officer (" in named and '"user_id"' not in named


def test_it_is_logged_as_handed_out_with_the_hash_of_the_file(seen_record):
    page = asked(seen_record, **CHECKED)
    assert page["Content-Disposition"].startswith("attachment")
    entry = AuditEntry.objects.filter(verb="make_log_extract").latest("pk")
    assert (entry.operation, entry.case_id) == ("disclosure", seen_record.case.pk)
    assert entry.content == sha256(page.content).hexdigest()


def test_extracts_count_as_exports_and_documents_of_a_case_do_not(seen_record, settings):
    settings.EXPORTS_AN_HOUR, settings.DOWNLOADS_AN_HOUR = 2, 1
    auditor = seen_record.cast.auditor
    of_a_case = {"user": auditor, "case_id": seen_record.case.pk, "at": timezone.now()}
    AuditEntry.objects.create(verb="download_document", operation="disclosure", **of_a_case)
    seal_all()
    found = []
    for _ in range(3):
        found.append(asked(seen_record, **SUBJECT))
        seal_all()
    assert [page.status_code for page in found] == [200, 200, 429]
    assert "many files of figures, reports or the log within an hour" in page_text(found[2])


def test_what_is_not_sealed_yet_is_not_taken_away(seen_record):
    client_for(seen_record.cast.officer).get(page_url("see-victim", record_of(seen_record)))
    page = asked(seen_record, **CHECKED)
    assert "The newest entries are not sealed yet" in page_text(page)
    assert AuditEntry.objects.filter(verb="make_log_extract").latest("pk").content == ""
    assert asked(seen_record, **SUBJECT)["Content-Disposition"]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"why": WHY}, "Select for whom it is"), (CHECKED | {"why": " "}, "Enter why it is made"),
        (SUBJECT | {"naming": ""}, "Select whether people are named"),
    ],
)  # fmt: skip
def test_what_is_missing_is_said(seen_record, typed, said):
    assert said in page_text(asked(seen_record, **typed))


def test_a_reason_of_several_lines_cannot_stand_in_for_a_part_of_the_file(seen_record, tmp_path):
    text = asked(seen_record, **CHECKED | {"why": "One\nEntries of the log\n\n{}"}).content.decode()
    assert "Why: One Entries of the log {}\n" in text
    assert checked_by_script(text, tmp_path)[0] == 0


def test_no_extract_is_ever_a_head(seen_record):
    text = asked(seen_record, **CHECKED).content.decode()
    with pytest.raises(NotAHead):
        read_head(text, verifier_keys())


def test_without_a_question_and_for_others_there_is_none(seen_record):
    auditor = client_for(seen_record.cast.auditor)
    assert auditor.get(reverse("make-log-extract")).url == reverse("see-log-answer")
    assert client_for(seen_record.cast.officer).get(reverse("make-log-extract")).status_code == 403


def test_an_answer_that_is_not_whole_is_not_taken_away(seen_record, monkeypatch):
    monkeypatch.setattr("victims.queries.log_answers.MOST_READ", 2)
    page = asked(seen_record, **SUBJECT)
    assert "Ask for fewer days" in page_text(page) and "Content-Disposition" not in page
