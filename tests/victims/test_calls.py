"""When a victim is to hear next, and who finds them on today's list."""

from datetime import UTC, date, datetime, timedelta

import pytest

from cases.models.suspect import UNDATED
from devtools.case_builder import CaseBuilder, cast, person
from people.models import AuditEntry
from tests.support.cases.pages import client_for, page_text, page_url
from tests.support.cases.query_counter import page_and_queries
from tests.support.module_fixtures import module_fixture
from tests.support.recent_moments import days_ago
from victims.actions.contacts import decide_not_to_contact, record_contact
from victims.actions.records import name_victim_contact, record_wishes
from victims.contact_dates import days_since_reached, next_contact_at
from victims.models import VictimRecord

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
CALL = {"direction": "OUT", "channel": "PHONE", "outcome": "NO_ANSWER", "is_safe_now": True}
THROUGH = CALL | {"outcome": "REACHED", "spoke_to": "VICTIM", "is_identity_checked": True}


def unsaved_record(**facts):
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
def test_an_agreed_call_comes_first_then_the_interval_from_the_last_success(facts, comes):
    assert next_contact_at(unsaved_record(**facts), at=NOON) == comes


def test_days_without_success_are_days_of_the_calendar_in_london():
    late = datetime(2026, 6, 30, 23, 30, tzinfo=UTC)  # half past midnight on 1 July in London
    reached = unsaved_record(last_reached_at=late)
    assert days_since_reached(reached, at=datetime(2026, 7, 1, 22, tzinfo=UTC)) == 0
    assert days_since_reached(reached, at=datetime(2026, 7, 1, 23, tzinfo=UTC)) == 1
    assert days_since_reached(unsaved_record(), at=NOON) is None


@module_fixture
def builder():
    return CaseBuilder(people(), at=days_ago(10)).submit()


def people():
    here = cast()
    here.contact = person(here.police, "contact_victims", name="Cal Contact")
    here.liaison = person(here.cps, "liaise_with_victims", name="Lia Liaison")
    return here


def record_of(builder):
    return VictimRecord.objects.unscoped("test").get(pk=builder.victim.pk)


def record_call(builder, **facts):
    now = record_of(builder)
    about = {"record": now, "version": now.version, "contacted_at": builder.at}
    return builder.do(record_contact, "contact", **about | CALL | facts)


def record_wishes_of(builder, **facts):
    now = record_of(builder)
    builder.do(record_wishes, "officer", record=now, version=now.version, **facts)


@pytest.mark.django_db
def test_only_who_got_through_counts_and_an_attempt_moves_nothing(builder):
    record_wishes_of(builder, update_every_days=3)
    due = record_of(builder).listed_at
    builder.at += timedelta(days=1)
    record_call(builder)
    assert record_of(builder).listed_at == due and record_of(builder).last_reached_at is None
    record_call(builder, **THROUGH)
    assert record_of(builder).last_reached_at and record_of(builder).listed_at > due
    tomorrow = (builder.at + timedelta(days=1)).date()
    record_call(builder, next_on=tomorrow)
    assert record_of(builder).next_contact_on == tomorrow
    reached = record_of(builder).last_reached_at
    record_call(builder, **THROUGH | {"contacted_at": reached - timedelta(days=1)})
    assert record_of(builder).last_reached_at == reached
    assert record_of(builder).next_contact_on is None
    record_wishes_of(builder, wants_contact="NO")
    assert record_of(builder).listed_at == UNDATED
    assert record_of(builder).history.count() == 2  # the wishes; calls add no row


@pytest.mark.django_db
def test_a_victim_is_on_the_caller_s_and_the_unit_s_list_until_reached(builder):
    def listed(who, name):
        address = f"{page_url('see-calls')}?list={name}"
        page = client_for(getattr(builder.cast, who)).get(address)
        return [row.pk for row in page.context["rows"]] == [builder.victim.pk]

    assert listed("contact", "undated") and not listed("contact", "unit")
    record = record_of(builder)
    reason = {
        "reason": "Moved house. Both sides know the reason.",
        "next_on": (builder.at + timedelta(days=1)).date(),
    }
    builder.do(decide_not_to_contact, "contact", record=record, **reason)
    assert listed("contact", "unit") and listed("liaison", "unit")
    assert not listed("contact", "mine") and not listed("contact", "undated")
    builder.do(
        name_victim_contact, "contact", record=record_of(builder), person=builder.cast.contact
    )
    assert listed("contact", "mine") and not listed("liaison", "mine")
    page = page_text(client_for(builder.cast.contact).get(page_url("see-calls")))
    assert "days overdue" in page and "Not reached yet" in page
    record_call(builder, **THROUGH)
    assert not listed("contact", "mine")
    assert listed("contact", "nonsense") == listed("contact", "mine")


@pytest.mark.django_db
def test_the_list_takes_as_many_questions_for_many_victims_as_for_one(builder):
    browser, address = client_for(builder.cast.liaison), f"{page_url('see-calls')}?list=undated"
    browser.get(address)
    _page, few = page_and_queries(browser, address)
    CaseBuilder(builder.cast).submit()
    page, many = page_and_queries(browser, address)
    assert [n for name, _text, n in page.context["tabs"] if name == "undated"] == [2]
    assert len(many) == len(few) <= 10


@pytest.mark.django_db
def test_a_call_waits_for_the_named_officer_until_the_victim_is_reached(builder):
    def waiting(who):
        page = client_for(getattr(builder.cast, who)).get(page_url("see-waiting")).context["page"]
        return [
            (str(group), str(row.task.text), row.task.about, row.task.reference, row.task.address)
            for group, rows in page.groups
            for row in rows
            if row.task.kind.name in ("contact", "tell", "letters", "follow-ups")
        ]

    reason = {
        "reason": "Moved house. Both sides know the reason.",
        "next_on": (builder.at + timedelta(days=1)).date(),
    }
    builder.do(decide_not_to_contact, "contact", record=record_of(builder), **reason)
    assert waiting("contact") == []
    builder.do(
        name_victim_contact, "contact", record=record_of(builder), person=builder.cast.contact
    )
    call = ("Victim 1", builder.urn, page_url("see-contacts", builder.victim))
    assert waiting("contact") == [("Overdue", "Contact the victim, as agreed", *call)]
    assert waiting("liaison") == [] and waiting("officer") == []
    shown = AuditEntry.objects.filter(verb="see_waiting", kind="victims.VictimRecord")
    assert [entry.ids for entry in shown] == [[str(builder.victim.pk)]]
    record_call(builder)
    assert waiting("contact") == [("Overdue", "Try to reach the victim again", *call)]
    record_call(builder, **THROUGH)
    assert waiting("contact") == []
