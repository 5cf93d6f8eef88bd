"""Pages of duties: what is owed, why by then, and recorded events."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from devtools.case_builder import Road, cast, person
from tests.support.cases.charges import charge
from tests.support.cases.pages import as_, at, day, follow, links, said
from tests.support.module_fixtures import standing
from tests.support.victims.duties import owed, reckoned, record_of, tell
from timeliness.calendar import london_day
from victims.actions.records import record_wishes
from victims.models import VictimEvent

pytestmark = pytest.mark.django_db


@standing
def road():
    road = Road(cast(), suspects=2).allocate()
    road.cast.contact = person(road.cast.police, "contact_victims", name="Cal Contact")
    charge(road)
    reckoned(road)
    return road


def duty(road, what="CHARGE_AUTHORISED"):
    [found] = owed(road, what=what)
    return found


def record(road):
    return record_of(road.victim)


def page(road, who="manager"):
    return as_(getattr(road.cast, who)).get(at("see-duties", record(road)))


def test_what_is_owed_is_said_with_whom_it_is_about_and_who_owes_it(road):
    text = said(page(road))
    assert "A charge was authorised: suspect 1" in text and "Owed by: CPS" in text
    assert "overdue" in text  # the road is long past
    assert "Its time had run out before the case was opened here" in text
    assert at("see-duty", duty(road)) in links(page(road))


def test_a_due_day_is_explained_step_by_step(road):
    text = said(as_(road.cast.contact).get(at("see-duty", duty(road))))
    for told in (
        "Monday 2 March 2026 Not counted: The day of the event is day 0", "Tuesday 3 March 2026 1",
        "1 working day", "Victims' Code 2021 (enhanced rights)", "victim_told_enhanced@2021-04-01",
        "Sourced", road.cast.cps.name, "Unverified period",
    ):  # fmt: skip
        assert told in text, told


def test_what_was_told_is_kept_in_time_or_after_and_nobody_is_blamed(road):
    tell(road, road.victim, road.suspect(), "CHARGE", who="supervisor")
    assert "Told in time : Sue Supervisor" in said(page(road))
    assert owed(road, is_open=True) == []


def test_an_event_is_written_down_once_and_what_is_owed_follows(road):
    browser, today = as_(road.cast.contact), london_day(timezone.now())
    typed = {"what": "INTERVIEW", "suspect": str(road.suspects[0].pk), **day("on", today)}
    answer = follow(browser, at("record-victim-event", record(road)), **typed)
    assert "interviewed under caution: suspect 1 Due" in said(answer)
    [event] = VictimEvent.objects.unscoped("test").all()
    again = browser.post(at("record-victim-event", record(road)), typed)
    assert again.status_code == 409 and "recorded already" in said(again)
    answer = follow(
        browser,
        at("withdraw-victim-event", event),
        why="The day was wrong. Both sides know the reason.",
    )
    assert "Withdrawn: The day was wrong." in said(answer)
    assert duty(road, "INTERVIEW").ended_because == "CORRECTED"


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"what": "OUTCOME"}, "No conviction or acquittal"),
        ({"suspect": "nobody"}, "Select one of the answers shown"),
        ({"what": ""}, "Select what happened"),
    ],
)
def test_what_cannot_have_happened_is_refused_in_a_sentence(road, typed, told):
    today = london_day(timezone.now())
    sent = {"what": "INTERVIEW", "suspect": str(road.suspects[0].pk), **day("on", today)} | typed
    address = at("record-victim-event", record(road))
    answer = as_(road.cast.contact).post(address, sent)
    assert told in said(answer)
    assert not VictimEvent.objects.unscoped("test").exists()


def test_the_day_of_an_event_does_not_lie_ahead(road):
    ahead = london_day(timezone.now()) + timedelta(days=1)
    sent = {"what": "INTERVIEW", "suspect": str(road.suspects[0].pk), **day("on", ahead)}
    answer = as_(road.cast.contact).post(at("record-victim-event", record(road)), sent)
    assert "must be today or earlier" in said(answer)


def test_what_is_not_to_be_told_needs_that_the_victim_opted_out_and_why(road):
    manager_s = as_(road.cast.supervisor)
    address = at("end-duties", record(road))
    assert manager_s.get(address).status_code == 403
    road.do(record_wishes, "officer", record=record(road), version=1, wants_contact="NO")
    liaison = person(road.cast.cps, "liaise_with_victims")
    answer = follow(
        as_(liaison),
        address,
        duties=[str(duty(road).pk)],
        why="Told me by phone. Both sides know the reason.",
    )
    assert "The victim does not want to be told. Told me by phone." in said(answer)
    ended = duty(road)
    assert ended.ended_because == "OPTED_OUT" and ended.clock.closed_at
    answer = as_(liaison).post(
        address, {"duties": [str(ended.pk)], "why": "Again. Both sides know the reason."}
    )
    assert answer.status_code in (200, 409)


def test_the_list_has_what_the_reader_s_own_side_owes_and_leads_to_it(road):
    seen = as_(road.cast.manager).get(at("see-owed-duties"))
    assert at("see-duty", duty(road)) in links(seen) and "Suspect1" not in said(seen)
    assert at("see-duty", duty(road)) not in links(
        as_(road.cast.officer).get(at("see-owed-duties"))
    )


@pytest.mark.usefixtures("requests_commit")
def test_after_an_act_on_a_page_the_duty_is_there_at_once(road):
    """The case's duties are recomputed before the response is sent."""
    suspect = road.suspect(1)
    browser, today = as_(road.cast.officer), london_day(timezone.now())
    days = {**day("arrested_on", today), **day("released_on", today)}
    follow(browser, at("record-custody", suspect), custody="UNDER_INVESTIGATION", **days)
    assert {(d.suspect.number, d.what) for d in owed(road, is_open=True)} >= {(2, "ARREST")}


def test_the_pages_ask_the_same_number_of_questions_however_much_is_owed(road):
    browser = as_(road.cast.contact)

    def questions(address):
        with CaptureQueriesContext(connection) as asked:
            browser.get(address)
        return len(asked)

    addresses = at("see-duties", record(road)), at("see-owed-duties"), at("see-duty", duty(road))
    [questions(each) for each in addresses]  # fills the process's caches
    before = [questions(each) for each in addresses]
    for n in range(1, 8):
        facts = {"case": road.case, "record": record(road), "suspect": road.suspects[n % 2]}
        VictimEvent.objects.unscoped("test").create(
            **facts, what="INTERVIEW", on=road.at.date() - timedelta(days=n), side="POLICE",
            by=road.cast.officer, at=road.at,
        )  # fmt: skip
    reckoned(road)
    assert [questions(each) for each in addresses] == before
    assert before == [11, 7, 10]  # three of each are for the transaction and the audit log
