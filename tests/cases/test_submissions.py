"""A submission is a snapshot frozen at sign-off, without what is private to one side."""

from datetime import date

import pytest
from django.db import DatabaseError, transaction

from cases.case_details.actions import cases
from cases.documents.actions import documents
from cases.models import Allegation, Offence, Submission
from cases.referral_snapshot import ReferralSnapshot
from cases.referrals.actions import referrals
from cases.referrals.queries.submission_text import snapshot_fields
from devtools.case_builder import CaseBuilder, cast
from tests.support.cases.sample_files import add_document
from tests.support.module_fixtures import module_fixture

pytestmark = pytest.mark.django_db


@module_fixture
def builder():
    builder = CaseBuilder(cast(), suspects=2)
    builder.paper = add_document(builder, "statement.pdf")
    return builder


def submission_of(builder, number=1):
    """A submission of the case."""
    rows = Submission.objects.unscoped("test").select_related("by")
    return rows.get(case=builder.case, number=number)


def snapshot_of(builder, number=1):
    return ReferralSnapshot.from_json(submission_of(builder, number).as_sent)


def return_referral_of(builder):
    builder.do(
        referrals.return_referral, "assistant", referral=builder.referral, reasons={"no_mg3": ""},
        reply_by=date(2026, 3, 20),
    )  # fmt: skip
    return builder


def test_sign_off_keeps_everything_that_went(builder):
    signed_at = builder.write(strengths="The first account.").at
    builder.do(
        referrals.sign_referral_off, "supervisor", referral=builder.referral,
        supervisor_comments="Ready to go.",
    )  # fmt: skip
    row, sent = submission_of(builder), snapshot_of(builder)
    assert (row.by, row.at, row.referral_id) == (
        builder.cast.supervisor,
        signed_at,
        builder.referral.pk,
    )
    assert (sent.urgency, sent.code_test) == ("GREEN", "FULL")
    assert sent.answers["strengths"] == "The first account."
    assert set(sent.answers) >= {"summary", "lines_done", "disclosure", "delay"}
    assert [(each.number, each.custody) for each in sent.suspects] == [
        (1, "UNDER_INVESTIGATION"), (2, "UNDER_INVESTIGATION"),
    ]  # fmt: skip
    assert sent.suspects[0].released_on == date(2026, 2, 1)
    assert [(each.suspect, each.victim) for each in sent.allegations] == [(1, 1), (2, 1)]
    [paper] = sent.documents
    assert (paper.id, paper.title) == (str(builder.paper.pk), "statement.pdf")
    assert (paper.form, paper.sha256) == ("MG11", builder.paper.sha256)
    assert (sent.officer.name, sent.officer.email) == ("Olive Officer", builder.cast.officer.email)
    assert (sent.written_by, sent.supervisor_comments) == ("Olive Officer", "Ready to go.")


def test_nothing_is_kept_of_what_was_not_sent(builder):
    builder.write()
    assert not Submission.objects.unscoped("test").exists()
    builder.do(
        referrals.send_referral_back,
        "supervisor",
        referral=builder.referral,
        supervisor_comments="No",
    )
    assert not Submission.objects.unscoped("test").exists()


def test_later_changes_leave_a_submission_as_it_was(builder):
    before = builder.submit() and snapshot_of(builder)
    words = snapshot_fields(before)
    return_referral_of(builder)
    suspect = builder.suspect()
    builder.do(
        cases.record_custody, "officer", suspect=suspect, version=suspect.version,
        custody="IN_CUSTODY",
    )  # fmt: skip
    builder.do(
        cases.add_allegation, "officer", case=builder.case, victim=builder.victim, suspect=suspect,
        offence=Offence.objects.get(pk="SX03002"), from_on=date(2026, 1, 11),
    )  # fmt: skip
    builder.do(
        documents.classify_document, "officer", document=builder.paper, mg_form="MG12",
        version=builder.paper.version,
    )  # fmt: skip
    add_document(builder, "more.pdf")
    builder.submit(summary="Another.")
    assert snapshot_of(builder) == before
    assert snapshot_fields(snapshot_of(builder)) == words
    after = snapshot_of(builder, 2)
    assert after.suspects[0].custody == "IN_CUSTODY"
    assert len(after.allegations) == 3
    assert [(each.title, each.form) for each in after.documents] == [
        ("statement.pdf", "MG12"), ("more.pdf", "MG11"),
    ]  # fmt: skip
    assert after.answers["summary"] == "Another."


def test_a_submission_holds_only_the_suspects_sent(builder):
    first, second = builder.suspects
    builder.suspects = [first]
    builder.submit()
    assert [each.number for each in snapshot_of(builder).suspects] == [first.number]
    about = Allegation.objects.unscoped("test").filter(suspect=second)
    assert about.exists()
    assert {each.suspect for each in snapshot_of(builder).allegations} == {first.number}


def test_a_case_counts_its_submissions(builder):
    return_referral_of(builder.submit()).submit()
    rows = Submission.objects.unscoped("test").filter(case=builder.case)
    assert sorted(rows.values_list("number", flat=True)) == [1, 2]


def test_the_database_keeps_it_as_it_was_sent(builder):
    row = Submission.objects.unscoped("test").filter(
        pk=builder.submit() and submission_of(builder).pk
    )
    for act in (lambda: row.update(as_sent={}), lambda: row.update(number=9), row.delete):
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            act()


def test_moments_and_dates_are_read_as_they_were_kept(builder):
    suspect = builder.suspect()
    ends = builder.at.replace(hour=23)
    builder.do(
        cases.record_custody, "officer", suspect=suspect, version=suspect.version,
        custody="IN_CUSTODY", arrested_on=date(2026, 3, 1), detained_until=ends,
    )  # fmt: skip
    builder.submit()
    [first, _second] = snapshot_of(builder).suspects
    assert (first.arrested_on, first.detained_until) == (date(2026, 3, 1), ends)
