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
from devtools.case_builder import Road, cast
from tests.support.cases.sample_files import a_document
from tests.support.module_fixtures import standing

pytestmark = pytest.mark.django_db


@standing
def road():
    road = Road(cast(), suspects=2)
    road.paper = a_document(road, "statement.pdf")
    return road


def kept(road, number=1):
    """A submission of a road."""
    rows = Submission.objects.unscoped("test").select_related("by")
    return rows.get(case=road.case, number=number)


def content(road, number=1):
    return ReferralSnapshot.from_json(kept(road, number).as_sent)


def returned(road):
    road.do(
        referrals.return_referral, "assistant", referral=road.referral, reasons={"no_mg3": ""},
        reply_by=date(2026, 3, 20),
    )  # fmt: skip
    return road


def test_sign_off_keeps_everything_that_went(road):
    signed_at = road.write(strengths="The first account.").at
    road.do(
        referrals.sign_referral_off, "supervisor", referral=road.referral,
        supervisor_comments="Ready to go.",
    )  # fmt: skip
    row, sent = kept(road), content(road)
    assert (row.by, row.at, row.referral_id) == (road.cast.supervisor, signed_at, road.referral.pk)
    assert (sent.urgency, sent.code_test) == ("GREEN", "FULL")
    assert sent.answers["strengths"] == "The first account."
    assert set(sent.answers) >= {"summary", "lines_done", "disclosure", "delay"}
    assert [(each.number, each.custody) for each in sent.suspects] == [
        (1, "UNDER_INVESTIGATION"), (2, "UNDER_INVESTIGATION"),
    ]  # fmt: skip
    assert sent.suspects[0].released_on == date(2026, 2, 1)
    assert [(each.suspect, each.victim) for each in sent.allegations] == [(1, 1), (2, 1)]
    [paper] = sent.documents
    assert (paper.id, paper.title) == (str(road.paper.pk), "statement.pdf")
    assert (paper.form, paper.sha256) == ("MG11", road.paper.sha256)
    assert (sent.officer.name, sent.officer.email) == ("Olive Officer", road.cast.officer.email)
    assert (sent.written_by, sent.supervisor_comments) == ("Olive Officer", "Ready to go.")


def test_nothing_is_kept_of_what_was_not_sent(road):
    road.write()
    assert not Submission.objects.unscoped("test").exists()
    road.do(
        referrals.send_referral_back, "supervisor", referral=road.referral, supervisor_comments="No"
    )
    assert not Submission.objects.unscoped("test").exists()


def test_what_changes_afterwards_changes_nothing_that_was_sent(road):
    before = road.submit() and content(road)
    words = snapshot_fields(before)
    returned(road)
    suspect = road.suspect()
    road.do(
        cases.record_custody, "officer", suspect=suspect, version=suspect.version,
        custody="IN_CUSTODY",
    )  # fmt: skip
    road.do(
        cases.add_allegation, "officer", case=road.case, victim=road.victim, suspect=suspect,
        offence=Offence.objects.get(pk="SX03002"), from_on=date(2026, 1, 11),
    )  # fmt: skip
    road.do(
        documents.classify_document, "officer", document=road.paper, mg_form="MG12",
        version=road.paper.version,
    )  # fmt: skip
    a_document(road, "more.pdf")
    road.submit(summary="Another.")
    assert content(road) == before
    assert snapshot_fields(content(road)) == words
    after = content(road, 2)
    assert after.suspects[0].custody == "IN_CUSTODY"
    assert len(after.allegations) == 3
    assert [(each.title, each.form) for each in after.documents] == [
        ("statement.pdf", "MG12"), ("more.pdf", "MG11"),
    ]  # fmt: skip
    assert after.answers["summary"] == "Another."


def test_a_submission_holds_only_the_suspects_sent(road):
    first, second = road.suspects
    road.suspects = [first]
    road.submit()
    assert [each.number for each in content(road).suspects] == [first.number]
    about = Allegation.objects.unscoped("test").filter(suspect=second)
    assert about.exists()
    assert {each.suspect for each in content(road).allegations} == {first.number}


def test_a_case_counts_its_submissions(road):
    returned(road.submit()).submit()
    rows = Submission.objects.unscoped("test").filter(case=road.case)
    assert sorted(rows.values_list("number", flat=True)) == [1, 2]


def test_the_database_keeps_it_as_it_was_sent(road):
    row = Submission.objects.unscoped("test").filter(pk=road.submit() and kept(road).pk)
    for act in (lambda: row.update(as_sent={}), lambda: row.update(number=9), row.delete):
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            act()


def test_moments_and_dates_are_read_as_they_were_kept(road):
    suspect = road.suspect()
    ends = road.at.replace(hour=23)
    road.do(
        cases.record_custody, "officer", suspect=suspect, version=suspect.version,
        custody="IN_CUSTODY", arrested_on=date(2026, 3, 1), detained_until=ends,
    )  # fmt: skip
    road.submit()
    [first, _second] = content(road).suspects
    assert (first.arrested_on, first.detained_until) == (date(2026, 3, 1), ends)
