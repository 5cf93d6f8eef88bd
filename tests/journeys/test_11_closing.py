"""
Journey 11: the police close an investigation, the victim is told and asks for a review, and it is
reopened.

It is Monday 7 December 2026.
"""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse

from cases.models import ClosingReport
from cases.states import State
from devtools.case_builder import CaseBuilder, cast, person
from tests.support.cases.pages import (
    client_for,
    date_parts,
    links_on_page,
    page_text,
    page_url,
    submit_form,
)
from tests.support.cases.suspect_focus import FOCUS_ANSWERS
from tests.support.journey_days import moments_from, reached_by_phone
from tests.support.module_fixtures import module_fixture
from victims.models import RightToReview

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("commit_after_requests")]

NOW, TODAY = datetime(2026, 12, 7, 10, 0, tzinfo=UTC), date(2026, 12, 7)
START = NOW - timedelta(days=3)
SAID = "I cannot sit through a trial. I want it to stop now."
TOLD = reached_by_phone(NOW)


@pytest.fixture(autouse=True)
def on_a_monday(monkeypatch):
    """Pages pass moments of one minute of this day to actions, in order."""
    now = moments_from(NOW, timedelta(milliseconds=1))
    monkeypatch.setattr("django.utils.timezone.now", now)


@module_fixture
def builder():
    people = cast()
    people.contact = person(people.police, "contact_victims", name="Cal Contact")
    return CaseBuilder(people, at=START)


def typed(builder, **facts):
    """The closing report as an officer types it."""
    report = {
        "outcome": "16", "interviewed": "yes",
        "no_advice_because": "There was nothing to ask about.",
        "reasons": "There is one account against the other, and she does not wish to go on.",
        "lines-TOTAL_FORMS": 2, "lines-INITIAL_FORMS": 0,
        "lines-0-text": "Account of victim 1", "lines-0-is_done": "yes",
        "lines-1-text": "Phone of the suspect", "lines-1-is_done": "no",
        "lines-1-why_not": "She asked that nothing more be done.",
        "spoke_1": str(builder.cast.officer.pk), "how_1": "IN_PERSON", "said_1": SAID,
        "told_1": ["REVIEW", "REOPENING"], **FOCUS_ANSWERS,
    }  # fmt: skip
    return report | date_parts("interviewed_on", TODAY) | date_parts("on_1", TODAY) | facts


def test_closed_told_reviewed_and_reopened(builder):
    officer, supervisor = client_for(builder.cast.officer), client_for(builder.cast.supervisor)
    [suspect] = builder.suspects
    the_officer_writes(builder, officer, suspect)
    the_supervisor_sends_it_back_and_signs_the_next(builder, officer, supervisor, suspect)
    she_is_told_in_time(builder, suspect)
    right = she_asks_for_a_review(builder)
    another_person_reviews_it(builder, supervisor, right)
    assert builder.suspect().state == State.INVESTIGATING
    page = page_text(officer.get(page_url("see-case", builder.case)))
    assert "Under investigation" in page and "Refer for a charging decision" in page
    page = page_text(officer.get(page_url("see-closing-reports", builder.case)))
    assert "A review that the victim asked for overturned the decision" in page
    assert (
        client_for(builder.cast.prosecutor).get(page_url("see-case", builder.case)).status_code
        == 404
    )


def the_officer_writes(builder, officer, suspect):
    """What is missing is named beside its question; nothing that was typed is lost."""
    address = page_url("propose-closing", suspect)
    assert address in links_on_page(officer.get(page_url("see-case", builder.case)))
    page = officer.post(address, typed(builder, said_1="", **{"lines-1-why_not": ""}))
    assert "Line 2: Enter why it was not done" in page_text(page)
    assert "Enter what the victim said, or below why they were not asked" in page_text(page)
    assert "She asked that nothing more" not in page.content.decode()
    assert "one account against the other" in page.content.decode()
    page = submit_form(officer, address, **typed(builder))
    assert "Nothing is closed yet." in page_text(page)
    assert "Closing: waiting for signature" in page_text(page)


def the_supervisor_sends_it_back_and_signs_the_next(builder, officer, supervisor, suspect):
    lists = supervisor.get(reverse("see-worklist", args=["sign-off"]))
    assert "Read the closing report and sign it" in page_text(lists)
    assert officer.get(page_url("sign-closing-report", suspect)).status_code == 403
    page = page_text(supervisor.get(page_url("sign-closing-report", suspect)))
    for shown in (SAID, "Phone of the suspect", "Olive Officer: Face to face, 7 December 2026"):
        assert shown in page
    back = page_url("send-closing-report-back", suspect)
    submit_form(supervisor, back, text="Say what the messages between them show.")
    page = officer.get(page_url("propose-closing", suspect))
    assert "Say what the messages between them show." in page_text(page)
    assert SAID in page.content.decode()  # the form starts from the report
    submit_form(officer, page_url("propose-closing", suspect), **typed(builder))
    page = submit_form(
        supervisor, page_url("sign-closing-report", suspect), has_open_line="no",
        text="I have read the accounts and the messages.",
    )  # fmt: skip
    assert "The investigation of suspect 1 is closed." in page_text(page)
    assert "Closed by the police" in page_text(page)
    assert builder.suspect().state == State.CLOSED


def she_is_told_in_time(builder, suspect):
    contact = client_for(builder.cast.contact)
    owed = page_text(contact.get(page_url("see-duties", builder.victim)))
    what = "The police will not investigate further: suspect 1"
    assert f"{what} Due in 1 day Owed by: Police. By 8 December 2026" in owed
    assert "The police will not investigate" in page_text(contact.get(reverse("see-owed-duties")))
    submit_form(
        contact, page_url("record-contact", builder.victim), **TOLD, conveyed=["NOT_INVESTIGATED"]
    )
    owed = page_text(contact.get(page_url("see-duties", builder.victim)))
    assert f"{what} Told in time" in owed
    page = page_text(contact.get(page_url("see-review-requests", builder.victim)))
    assert "Told on 7 December 2026. Ordinarily until 7 March 2027" in page


def she_asks_for_a_review(builder):
    """The case knows who decided, when, and that the suspect was interviewed."""
    contact = client_for(builder.cast.contact)
    page = page_text(contact.get(page_url("ask-for-review", builder.victim)))
    assert "Who decided?" not in page and "interviewed under caution" not in page
    asked = {"decision": "1:POLICE_NO_CHARGE", "asked_not_to_proceed": "no"}
    page = submit_form(
        contact,
        page_url("ask-for-review", builder.victim),
        **asked,
        **date_parts("asked_on", TODAY),
    )
    assert "Request about suspect 1 Asked for" in page_text(page)
    assert "cannot be reviewed" not in page_text(page)
    right = RightToReview.objects.unscoped("test").get()
    assert set(right.deciders) == {builder.cast.officer.pk, builder.cast.supervisor.pk}
    assert right.clock.rule == "vrr_police_acknowledge"
    return right


def another_person_reviews_it(builder, supervisor, right):
    submit_form(
        supervisor, page_url("acknowledge-review-request", right), **date_parts("on", TODAY)
    )
    page = supervisor.get(page_url("name-reviewer", right))
    assert "Ines Inspector" in page_text(page) and "Sue Supervisor" not in page_text(page)
    submit_form(supervisor, page_url("name-reviewer", right), person=builder.cast.inspector.pk)
    inspector = client_for(builder.cast.inspector)
    submit_form(
        inspector, page_url("decide-review", right), outcome="OVERTURNED",
        text="The phone was never downloaded, and the messages matter.",
    )  # fmt: skip
    [report] = ClosingReport.objects.unscoped("test").filter(status="REOPENED")
    assert (report.reopened_on, report.reopened_by_id) == ("REVIEW", builder.cast.inspector.pk)
