"""The page for sign-off: everything that is sent, and what has changed."""

from datetime import UTC, date, datetime, timedelta

import pytest

from cases.case_details.actions import cases
from cases.documents.actions import documents
from cases.referrals.actions import referrals
from devtools.case_builder import Road, cast
from tests.support.cases.pages import as_, at, said
from tests.support.cases.query_counter import questions
from tests.support.cases.sample_files import a_document, upload
from tests.support.module_fixtures import standing

pytestmark = pytest.mark.django_db


@standing
def road():
    return Road(cast(), suspects=2)


@pytest.fixture
def supervisor(road):
    return as_(road.cast.supervisor)


def sign_off_page(supervisor, road):
    answer = supervisor.get(at("sign-referral-off", road.referral))
    assert answer.status_code == 200
    return answer


def test_the_documents_that_go_are_listed_and_can_be_opened(road, supervisor):
    statement = a_document(road, "statement.pdf")
    page = sign_off_page(supervisor, Road.write(road))
    assert "statement.pdf" in said(page)
    assert at("see-document", statement) in page.content.decode()


def test_a_document_that_the_police_keep_does_not_go_and_is_not_listed(road, supervisor):
    facts = {"kept_because": "It names an informant, and no copy can be edited."}
    papers = [(upload("informant.txt", b"Named."), "OTHER")]
    road.do(documents.add_documents, "officer", case=road.case, documents=papers, **facts)
    told = said(sign_off_page(supervisor, road.write()))
    assert "informant.txt" not in told
    assert "No document is on the case that the CPS can read." in told


def test_the_end_of_detention_and_the_date_of_birth_are_there(road, supervisor):
    until = datetime(2026, 3, 4, 3, 0, tzinfo=UTC)
    suspect = road.do(
        cases.add_suspect, "officer", case=road.case, surname="Held", given_names="Max",
        custody="IN_CUSTODY", arrested_on=date(2026, 3, 2), detained_until=until,
        born_on=date(1990, 7, 5),
    )  # fmt: skip
    road.do(
        cases.add_allegation, "officer", case=road.case, victim=road.victim, suspect=suspect,
        offence=road.suspect().allegations.unscoped("test").first().offence,
        from_on=date(2026, 1, 10),
    )  # fmt: skip
    road.suspects.append(suspect)
    told = said(sign_off_page(supervisor, road.write()))
    assert "Born 5 July 1990" in told
    assert "4 March 2026 at 03:00" in told
    assert told.count("No date of birth recorded") == 2


def test_a_resubmission_says_what_changed_and_why_it_had_come_back(road, supervisor):
    road.submit(summary="The first wording.")
    road.do(
        referrals.return_referral, "assistant", referral=road.referral,
        reasons={"exhibits_missing": "The exhibit list is not there"},
        reply_by=(road.at + timedelta(days=5)).date(),
    )  # fmt: skip
    a_document(road, "exhibits.pdf", mg_form="MG12")
    page = sign_off_page(supervisor, road.write(summary="The second wording."))
    told = said(page)
    assert "What changed since the return" in told
    assert "The exhibit list is not there" in told
    assert "exhibits.pdf" in told
    assert at("see-unsent-changes", road.referral) in page.content.decode()


def test_a_first_submission_says_nothing_of_changes(road, supervisor):
    assert "What changed since" not in said(sign_off_page(supervisor, road.write()))


def test_the_page_costs_the_same_however_many_documents_go(road, supervisor):
    road.write()
    a_document(road, "one.pdf")
    address = at("sign-referral-off", road.referral)
    supervisor.get(address)
    few = len(questions(supervisor, address)[1])
    for n in range(6):
        a_document(road, f"more{n}.pdf")
    assert len(questions(supervisor, address)[1]) == few
