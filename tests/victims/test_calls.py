"""When a victim is to hear next, and who finds them on today's list."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone

from cases.models.suspect import UNDATED
from devtools.case_builder import Road, cast, person
from tests.support.cases.pages import as_, at, said
from tests.support.cases.query_counter import questions
from tests.support.module_fixtures import standing
from victims.actions.contacts import decide_not_to_contact, record_contact
from victims.actions.records import name_victim_contact, record_wishes
from victims.contact_dates import days_since_reached, next_contact_at
from victims.models import VictimRecord

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
CALL = {"direction": "OUT", "channel": "PHONE", "outcome": "NO_ANSWER", "is_safe_now": True}
THROUGH = CALL | {"outcome": "REACHED", "spoke_to": "VICTIM", "is_identity_checked": True}


def record(**facts):
    return VictimRecord(**{"wants_contact": "YES", "is_withdrawn": False} | facts)


@pytest.mark.parametrize(
    ("facts", "comes"),
    [
        ({}, UNDATED),
        ({"update_every_days": 14}, datetime(2026, 3, 16, tzinfo=UTC)),
        ({"update_every_days": 14, "last_reached_at": NOON - timedelta(days=4)},
         datetime(2026, 3, 12, tzinfo=UTC)),
        ({"update_every_days": 28}, datetime(2026, 3, 29, 23, 0, tzinfo=UTC)),  # clocks go forward
        ({"update_every_days": 14, "next_contact_on": date(2026, 3, 4)},
         datetime(2026, 3, 4, tzinfo=UTC)),
        ({"update_every_days": 14, "wants_contact": "NO"}, UNDATED),
        ({"update_every_days": 14, "is_withdrawn": True}, UNDATED),
        ({"next_contact_on": date(2026, 3, 4), "wants_contact": "NO"},
         datetime(2026, 3, 4, tzinfo=UTC)),
    ],
)  # fmt: skip
def test_what_was_agreed_comes_first_then_the_interval_from_the_last_success(facts, comes):
    assert next_contact_at(record(**facts), at=NOON) == comes


def test_days_without_success_are_days_of_the_calendar_in_london():
    late = datetime(2026, 6, 30, 23, 30, tzinfo=UTC)  # half past midnight on 1 July in London
    reached = record(last_reached_at=late)
    assert days_since_reached(reached, at=datetime(2026, 7, 1, 22, tzinfo=UTC)) == 0
    assert days_since_reached(reached, at=datetime(2026, 7, 1, 23, tzinfo=UTC)) == 1
    assert days_since_reached(record(), at=NOON) is None


@standing
def road():
    return Road(people(), at=timezone.now() - timedelta(days=10)).submit()


def people():
    here = cast()
    here.contact = person(here.police, "contact_victims", name="Cal Contact")
    here.liaison = person(here.cps, "liaise_with_victims", name="Lia Liaison")
    return here


def record_of(road):
    return VictimRecord.objects.unscoped("test").get(pk=road.victim.pk)


def contact(road, **facts):
    now = record_of(road)
    about = {"record": now, "version": now.version, "contacted_at": road.at}
    return road.do(record_contact, "contact", **about | CALL | facts)


def wishes(road, **facts):
    now = record_of(road)
    road.do(record_wishes, "officer", record=now, version=now.version, **facts)


@pytest.mark.django_db
def test_only_who_got_through_counts_and_an_attempt_moves_nothing(road):
    wishes(road, update_every_days=3)
    due = record_of(road).listed_at
    road.at += timedelta(days=1)
    contact(road)
    assert record_of(road).listed_at == due and record_of(road).last_reached_at is None
    contact(road, **THROUGH)
    assert record_of(road).last_reached_at and record_of(road).listed_at > due
    tomorrow = (road.at + timedelta(days=1)).date()
    contact(road, next_on=tomorrow)
    assert record_of(road).next_contact_on == tomorrow
    reached = record_of(road).last_reached_at
    contact(road, **THROUGH | {"contacted_at": reached - timedelta(days=1)})
    assert record_of(road).last_reached_at == reached
    assert record_of(road).next_contact_on is None
    wishes(road, wants_contact="NO")
    assert record_of(road).listed_at == UNDATED
    assert record_of(road).history.count() == 2  # the wishes; calls add no row


@pytest.mark.django_db
def test_a_victim_is_on_the_caller_s_and_the_unit_s_list_until_she_is_reached(road):
    def listed(who, name):
        address = f"{at('see-calls')}?list={name}"
        return road.urn in said(as_(getattr(road.cast, who)).get(address)).split("Next contact")[-1]

    assert listed("contact", "undated") and not listed("contact", "unit")
    record = record_of(road)
    reason = {
        "reason": "Moved house. Both sides know the reason.",
        "next_on": (road.at + timedelta(days=1)).date(),
    }
    road.do(decide_not_to_contact, "contact", record=record, **reason)
    assert listed("contact", "unit") and listed("liaison", "unit")
    assert not listed("contact", "mine") and not listed("contact", "undated")
    road.do(name_victim_contact, "contact", record=record_of(road), person=road.cast.contact)
    assert listed("contact", "mine") and not listed("liaison", "mine")
    page = said(as_(road.cast.contact).get(at("see-calls")))
    assert "days overdue" in page and "No one yet" in page
    contact(road, **THROUGH)
    assert not listed("contact", "mine")
    assert listed("contact", "nonsense") == listed("contact", "mine")


@pytest.mark.django_db
def test_the_list_takes_as_many_questions_for_many_victims_as_for_one(road):
    browser, address = as_(road.cast.liaison), f"{at('see-calls')}?list=undated"
    browser.get(address)
    _page, few = questions(browser, address)
    Road(road.cast).submit()
    page, many = questions(browser, address)
    assert page.context["counts"]["undated"] == 2
    assert len(many) == len(few) <= 6
