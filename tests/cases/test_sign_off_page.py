"""The page for sign-off: everything that is sent, and what has changed."""

from datetime import UTC, date, datetime, timedelta

import pytest

from cases.case_details.actions import cases
from cases.documents.actions import documents
from cases.models import Offence, Submission
from cases.referrals.actions import referrals
from devtools.case_builder import CaseBuilder, cast
from tests.support.cases.pages import client_for, page_text, page_url
from tests.support.cases.query_counter import page_and_queries
from tests.support.cases.sample_files import add_document, upload
from tests.support.module_fixtures import module_fixture

pytestmark = pytest.mark.django_db


@module_fixture
def builder():
    return CaseBuilder(cast(), suspects=2)


@pytest.fixture
def supervisor(builder):
    return client_for(builder.cast.supervisor)


def sign_off_page(supervisor, builder):
    answer = supervisor.get(page_url("sign-referral-off", builder.referral))
    assert answer.status_code == 200
    return answer


def test_the_documents_that_go_are_listed_and_can_be_opened(builder, supervisor):
    statement = add_document(builder, "statement.pdf")
    page = sign_off_page(supervisor, CaseBuilder.write(builder))
    assert "statement.pdf" in page_text(page)
    assert page_url("see-document", statement) in page.content.decode()


def test_a_document_that_the_police_keep_does_not_go_and_is_not_listed(builder, supervisor):
    facts = {"kept_because": "It names an informant, and no copy can be edited."}
    papers = [(upload("informant.txt", b"Named."), "OTHER")]
    builder.do(documents.add_documents, "officer", case=builder.case, documents=papers, **facts)
    told = page_text(sign_off_page(supervisor, builder.write()))
    assert "No document is on the case that the CPS can read." in told
    # It is there to be read, and nowhere else.
    [(_before, after)] = [told.split("informant.txt", 1)]
    assert after.startswith(" Something else, 2 March 2026, police only")
    assert after.count("informant.txt") == 1  # of its page


def test_the_end_of_detention_and_the_date_of_birth_are_there(builder, supervisor):
    until = datetime(2026, 3, 4, 3, 0, tzinfo=UTC)
    suspect = builder.do(
        cases.add_suspect, "officer", case=builder.case, surname="Held", given_names="Max",
        custody="IN_CUSTODY", arrested_on=date(2026, 3, 2), detained_until=until,
        born_on=date(1990, 7, 5),
    )  # fmt: skip
    builder.do(
        cases.add_allegation, "officer", case=builder.case, victim=builder.victim, suspect=suspect,
        offence=builder.suspect().allegations.unscoped("test").first().offence,
        from_on=date(2026, 1, 10),
    )  # fmt: skip
    builder.suspects.append(suspect)
    told = page_text(sign_off_page(supervisor, builder.write()))
    assert "Born 5 July 1990" in told
    assert "4 March 2026 at 03:00" in told
    assert told.count("No date of birth recorded") == 2


def test_a_resubmission_says_what_changed_and_why_it_had_come_back(builder, supervisor):
    builder.submit(summary="The first wording.")
    builder.do(
        referrals.return_referral, "assistant", referral=builder.referral,
        reasons={"exhibits_missing": "The exhibit list is not there"},
        reply_by=(builder.at + timedelta(days=5)).date(),
    )  # fmt: skip
    add_document(builder, "exhibits.pdf", mg_form="MG12")
    page = sign_off_page(supervisor, builder.write(summary="The second wording."))
    told = page_text(page)
    assert "What changed since the return" in told
    assert "The exhibit list is not there" in told
    assert "exhibits.pdf" in told
    assert page_url("see-unsent-changes", builder.referral) in page.content.decode()


def test_an_allegation_for_a_lawyer_is_said_to_be_one_before_and_after_it_goes(builder, supervisor):
    offence = Offence.objects.get(pk="SX56001")  # of 1957 to 2004; the act was the day before
    builder.do(
        cases.add_allegation, "officer", case=builder.case, victim=builder.victim,
        suspect=builder.suspects[0], offence=offence, from_on=date(1956, 12, 31),
    )  # fmt: skip
    page = page_text(sign_off_page(supervisor, builder.write()))
    assert page.count("It is for a lawyer, and cannot be charged as it is.") == 1
    builder.do(
        referrals.sign_referral_off, "supervisor", referral=builder.referral,
        supervisor_comments="Ready to go.",
    )  # fmt: skip
    sent = Submission.objects.unscoped("test").get()
    page = page_text(client_for(builder.cast.assistant).get(page_url("see-submission", sent)))
    assert page.count("It is for a lawyer, and cannot be charged as it is.") == 1


def test_a_first_submission_says_nothing_of_changes(builder, supervisor):
    assert "What changed since" not in page_text(sign_off_page(supervisor, builder.write()))


def test_the_page_costs_the_same_however_many_documents_go(builder, supervisor):
    builder.write()
    add_document(builder, "one.pdf")
    address = page_url("sign-referral-off", builder.referral)
    supervisor.get(address)
    few = len(page_and_queries(supervisor, address)[1])
    for n in range(6):
        add_document(builder, f"more{n}.pdf")
    assert len(page_and_queries(supervisor, address)[1]) == few
