"""A victim's withdrawal: unconfirmed, confirmed, and taken back."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from devtools.case_builder import MONDAY, Road, cast, person
from people.access.scopes import Refused
from tests.support.cases.pages import as_, at, day, follow, links, said
from tests.support.module_fixtures import standing
from victims.actions import duties
from victims.actions.contacts import record_contact
from victims.actions.records import record_wishes
from victims.actions.victim_events import record_victim_event
from victims.actions.withdrawals import (
    confirm_victim_withdrawal,
    record_victim_withdrawal,
    take_back_victim_withdrawal,
)
from victims.contact_barriers import barriers_to_contact
from victims.models import Duty, VictimRecord, Withdrawal

pytestmark = pytest.mark.django_db
TODAY = MONDAY.date()
CONFIRMED = {"confirmed_by": "VICTIM", "confirmed_on": TODAY}
ASKED = {
    "reasons": ["DELAY", "COURT"], "stage": "DECISION", "told_by": "ISVA", "told_to": "POLICE",
    "is_isva_offered": True, "is_statement_taken": False, "is_evidence_led_considered": True,
}  # fmt: skip


@standing
def road():
    road = Road(cast()).submit()
    road.cast.liaison = person(road.cast.cps, "liaise_with_victims", name="Lia Liaison")
    road.do(record_wishes, "officer", record=record_of(road), version=1, update_every_days=7)
    return road


def record_of(road):
    return VictimRecord.objects.unscoped("test").get(pk=road.victim.pk)


def withdrawn(road, **facts):
    about = {"record": record_of(road), "on": TODAY}
    return road.do(record_victim_withdrawal, "officer", **about, **ASKED | facts)


def call(road, **facts):
    record = record_of(road)
    return road.do(
        record_contact, "liaison", record=record, version=record.version, contacted_at=road.at,
        direction="OUT", channel="PHONE", outcome="NO_ANSWER", is_safe_now=True, **facts,
    )  # fmt: skip


def test_hearsay_shuts_no_gate_and_her_own_word_does(road):
    withdrawal = withdrawn(road)
    assert barriers_to_contact(record_of(road)) == [] and record_of(road).listed_at.year == 2026
    road.do(confirm_victim_withdrawal, "liaison", withdrawal=withdrawal, **CONFIRMED)
    assert barriers_to_contact(record_of(road)) == ["WITHDRAWN"]
    assert record_of(road).listed_at.year == 9999  # no agreed interval any more
    with pytest.raises(Refused, match="has withdrawn from the case. Enter why"):
        call(road)
    assert call(road, reason="The trial is off. Both sides know the reason.").barriers == [
        "WITHDRAWN"
    ]
    with pytest.raises(Refused, match="confirmed already"):
        road.do(confirm_victim_withdrawal, "liaison", withdrawal=withdrawal, **CONFIRMED)


def test_a_withdrawal_is_taken_back_and_the_gate_is_open_again(road):
    withdrawal = withdrawn(road, **CONFIRMED)
    assert barriers_to_contact(record_of(road)) == ["WITHDRAWN"]
    with pytest.raises(Refused, match="already recorded"):
        withdrawn(road)
    about = {"withdrawal": withdrawal}
    with pytest.raises(Refused):
        road.do(take_back_victim_withdrawal, "liaison", on=TODAY - timedelta(days=1), **about)
    road.do(take_back_victim_withdrawal, "liaison", on=TODAY, **about)
    assert barriers_to_contact(record_of(road)) == [] and record_of(road).listed_at.year == 2026
    with pytest.raises(Refused, match="been taken back"):
        road.do(take_back_victim_withdrawal, "liaison", on=TODAY, **about)
    assert withdrawn(road).pk != withdrawal.pk


def test_what_she_is_owed_is_owed_still_unless_she_opts_out(road):
    [suspect] = road.suspects
    road.do(
        record_victim_event, "officer", record=record_of(road), suspect=suspect.pk,
        what="INTERVIEW", on=road.at.date(),
    )  # fmt: skip
    withdrawn(road, **CONFIRMED)
    duties.recompute_all_duties(at=road.at)
    owed = Duty.objects.unscoped("test").get(what="INTERVIEW")
    page = said(as_(road.cast.officer).get(at("see-court-support", record_of(road))))
    assert owed.is_open and "is still to be told, unless they say" in page
    end = {
        "record": record_of(road),
        "duties": [owed.pk],
        "why": "She asked. Both sides know the reason.",
    }
    with pytest.raises(Refused, match="has not said that they do not want to be contacted"):
        road.do(duties.end_duties, "officer", **end)
    record = record_of(road)
    road.do(record_wishes, "officer", record=record, version=record.version, wants_contact="NO")
    road.do(duties.end_duties, "officer", **end | {"record": record_of(road)})
    owed.refresh_from_db()
    assert owed.ended_because == "OPTED_OUT"


def test_what_was_asked_is_fixed_and_one_is_open_at_a_time(road):
    withdrawal = withdrawn(road)
    rows = Withdrawal.objects.unscoped("test").filter(pk=withdrawal.pk)
    for change in (
        {"reasons": ["OTHER"]},
        {"is_evidence_led_considered": False},
        {"stage": "TRIAL"},
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.update(**change)
    for change in ({"confirmed_by": "VICTIM"}, {"taken_back_on": TODAY}):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        withdrawal.delete()


def test_the_pages_of_a_withdrawal(road):
    officer, record = as_(road.cast.officer), record_of(road)
    address = at("record-victim-withdrawal", record)
    answer = said(officer.post(address, {"is_confirmed": "yes"}))
    for wrong in ("Select why, or that the victim did not say", "Select who confirmed it",
                  "Select whether it has been considered", "Enter when it was"):  # fmt: skip
        assert wrong in answer
    typed = {name: {True: "yes", False: "no"}.get(fact, fact)
             if isinstance(fact, bool) else fact for name, fact in ASKED.items()}  # fmt: skip
    page = follow(officer, address, is_confirmed="no", **typed, **day("on", TODAY))
    told = said(page)
    for shown in ("The time it takes; Fear of court", "No one yet: ask the victim",
                  "While the CPS was deciding", "The ISVA", "The police"):  # fmt: skip
        assert shown in told
    assert address not in links(page)  # only one at a time
    [confirming] = [to for to in links(page) if to.endswith("/confirm/")]
    typed = {"confirmed_by": "REPRESENTATIVE", **day("confirmed_on", TODAY)}
    page = follow(officer, confirming, **typed)
    assert "Someone who represents the victim" in said(page) and confirming not in links(page)
    gate = said(officer.get(at("record-contact", record)))
    assert "has withdrawn from the case" in gate
    [back] = [to for to in links(page) if to.endswith("/take-back/")]
    page = follow(officer, back, **day("on", TODAY))
    assert "Taken back on 2 March 2026" in said(page) and back not in links(page)
    assert address in links(page)
