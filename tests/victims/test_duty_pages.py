"""Pages of duties: what is owed, why by then, and recorded events."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from devtools.case_builder import CaseBuilder, cast, person
from tests.support.cases.charges import authorise_charge_of
from tests.support.cases.pages import (
    client_for,
    date_parts,
    links_on_page,
    page_text,
    page_url,
    submit_form,
)
from tests.support.module_fixtures import module_fixture
from tests.support.victims.duties import duties_owed, recomputed_duties, record_of, tell_victim
from timeliness.calendar import london_day
from victims.actions.records import record_wishes
from victims.models import VictimEvent

pytestmark = pytest.mark.django_db


@module_fixture
def builder():
    builder = CaseBuilder(cast(), suspects=2).allocate()
    builder.cast.contact = person(builder.cast.police, "contact_victims", name="Cal Contact")
    authorise_charge_of(builder)
    recomputed_duties(builder)
    return builder


def only_duty(builder, what="CHARGE_AUTHORISED"):
    [found] = duties_owed(builder, what=what)
    return found


def fresh_record(builder):
    return record_of(builder.victim)


def duties_page(builder, who="manager"):
    return client_for(getattr(builder.cast, who)).get(page_url("see-duties", fresh_record(builder)))


def test_a_duty_is_shown_with_its_subject_and_the_side_that_owes_it(builder):
    text = page_text(duties_page(builder))
    assert "A charge was authorised: suspect 1" in text and "Owed by: CPS" in text
    assert "overdue" in text  # the case is long past
    assert "Its time had run out before the case was opened here" in text
    assert page_url("see-duty", only_duty(builder)) in links_on_page(duties_page(builder))


def test_a_due_day_is_explained_step_by_step(builder):
    text = page_text(client_for(builder.cast.contact).get(page_url("see-duty", only_duty(builder))))
    for told in (
        "Monday 2 March 2026 Not counted: The day of the event is day 0", "Tuesday 3 March 2026 1",
        "1 working day", "Victims' Code 2021 (enhanced rights)", "victim_told_enhanced@2021-04-01",
        "Sourced", builder.cast.cps.name, "Unverified period",
    ):  # fmt: skip
        assert told in text, told


def test_a_met_duty_is_shown_in_time_or_late_without_blame(builder):
    tell_victim(builder, builder.victim, builder.suspect(), "CHARGE", who="supervisor")
    assert "Told in time : Sue Supervisor" in page_text(duties_page(builder))
    assert duties_owed(builder, is_open=True) == []


def test_an_event_is_written_down_once_and_what_is_owed_follows(builder):
    browser, today = client_for(builder.cast.contact), london_day(timezone.now())
    typed = {"what": "INTERVIEW", "suspect": str(builder.suspects[0].pk), **date_parts("on", today)}
    answer = submit_form(browser, page_url("record-victim-event", fresh_record(builder)), **typed)
    assert "interviewed under caution: suspect 1 Due" in page_text(answer)
    [event] = VictimEvent.objects.unscoped("test").all()
    again = browser.post(page_url("record-victim-event", fresh_record(builder)), typed)
    assert again.status_code == 409 and "recorded already" in page_text(again)
    answer = submit_form(
        browser,
        page_url("withdraw-victim-event", event),
        why="The day was wrong. Both sides know the reason.",
    )
    assert "Withdrawn: The day was wrong." in page_text(answer)
    assert only_duty(builder, "INTERVIEW").ended_because == "CORRECTED"


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"what": "OUTCOME"}, "No conviction or acquittal"),
        ({"suspect": "nobody"}, "Select one of the answers shown"),
        ({"what": ""}, "Select what happened"),
    ],
)
def test_an_impossible_event_is_refused_in_a_sentence(builder, typed, told):
    today = london_day(timezone.now())
    sent = {
        "what": "INTERVIEW",
        "suspect": str(builder.suspects[0].pk),
        **date_parts("on", today),
    } | typed
    address = page_url("record-victim-event", fresh_record(builder))
    answer = client_for(builder.cast.contact).post(address, sent)
    assert told in page_text(answer)
    assert not VictimEvent.objects.unscoped("test").exists()


def test_the_day_of_an_event_does_not_lie_ahead(builder):
    ahead = london_day(timezone.now()) + timedelta(days=1)
    sent = {"what": "INTERVIEW", "suspect": str(builder.suspects[0].pk), **date_parts("on", ahead)}
    answer = client_for(builder.cast.contact).post(
        page_url("record-victim-event", fresh_record(builder)), sent
    )
    assert "must be today or earlier" in page_text(answer)


def test_ending_a_duty_needs_that_the_victim_opted_out_and_a_reason(builder):
    manager_s = client_for(builder.cast.supervisor)
    address = page_url("end-duties", fresh_record(builder))
    assert manager_s.get(address).status_code == 403
    builder.do(
        record_wishes, "officer", record=fresh_record(builder), version=1, wants_contact="NO"
    )
    liaison = person(builder.cast.cps, "liaise_with_victims")
    answer = submit_form(
        client_for(liaison),
        address,
        duties=[str(only_duty(builder).pk)],
        why="Told me by phone. Both sides know the reason.",
    )
    assert "The victim does not want to be told. Told me by phone." in page_text(answer)
    ended = only_duty(builder)
    assert ended.ended_because == "OPTED_OUT" and ended.clock.closed_at
    answer = client_for(liaison).post(
        address, {"duties": [str(ended.pk)], "why": "Again. Both sides know the reason."}
    )
    assert answer.status_code in (200, 409)


def test_the_list_has_what_the_reader_s_own_side_owes_and_leads_to_it(builder):
    seen = client_for(builder.cast.manager).get(page_url("see-owed-duties"))
    assert page_url("see-duty", only_duty(builder)) in links_on_page(
        seen
    ) and "Suspect1" not in page_text(seen)
    assert page_url("see-duty", only_duty(builder)) not in links_on_page(
        client_for(builder.cast.officer).get(page_url("see-owed-duties"))
    )


@pytest.mark.usefixtures("commit_after_requests")
def test_after_an_act_on_a_page_the_duty_is_there_at_once(builder):
    """The case's duties are recomputed before the response is sent."""
    suspect = builder.suspect(1)
    browser, today = client_for(builder.cast.officer), london_day(timezone.now())
    days = {**date_parts("arrested_on", today), **date_parts("released_on", today)}
    submit_form(
        browser, page_url("record-custody", suspect), custody="UNDER_INVESTIGATION",
        changed_because="The suspect was arrested and released today.", **days,
    )  # fmt: skip
    assert {(d.suspect.number, d.what) for d in duties_owed(builder, is_open=True)} >= {
        (2, "ARREST")
    }


def test_the_pages_ask_the_same_number_of_questions_however_much_is_owed(builder):
    browser = client_for(builder.cast.contact)

    def questions(address):
        with CaptureQueriesContext(connection) as asked:
            browser.get(address)
        return len(asked)

    addresses = (
        page_url("see-duties", fresh_record(builder)),
        page_url("see-owed-duties"),
        page_url("see-duty", only_duty(builder)),
    )

    def add_interview(n):
        VictimEvent.objects.unscoped("test").create(
            case=builder.case, record=fresh_record(builder), suspect=builder.suspects[n % 2],
            what="INTERVIEW", on=builder.at.date() - timedelta(days=n), side="POLICE",
            by=builder.cast.officer, at=builder.at,
        )  # fmt: skip

    [questions(each) for each in addresses]  # fills the process's caches
    counts = []
    for days in (range(1, 2), range(2, 6), range(6, 10)):
        for n in days:
            add_interview(n)
        recomputed_duties(builder)
        counts.append([questions(each) for each in addresses])
    # Four of each are for the transaction, the audit log and the limits on reading, against which
    # a list of one row is not counted.
    assert counts == [[15, 7, 12], [15, 8, 12], [15, 8, 12]]
