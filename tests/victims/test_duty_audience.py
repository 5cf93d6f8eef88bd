"""Who is chased about a duty to a victim, and who is notified when it is overdue."""

from datetime import timedelta

import pytest

from cases.models import Case
from devtools.case_builder import MONDAY, Road, cast, person
from people.access import grants
from tests.cases.test_audience import audience, may_be_told
from tests.support.cases.charges import charge
from tests.support.cases.conflicts import in_conflict
from tests.support.cases.decisions import countersign, propose
from tests.support.cases.pages import as_, at, links, said
from tests.support.module_fixtures import standing
from tests.support.victims.duties import owed, reckoned, record_of, tell
from timeliness import queries
from timeliness.actions import sweep
from timeliness.models import Delivery
from victims.actions.records import name_victim_contact

pytestmark = pytest.mark.django_db


@standing
def road():
    """Nobody has a role with victims; the police owe the arrest, the CPS the decision."""
    road = Road(cast()).allocate()
    charge(road)
    reckoned(road)
    return road


def clock(road, what="CHARGE_AUTHORISED"):
    [duty] = owed(road, what=what)
    return duty.clock_id


def test_the_managers_are_chased_where_nobody_works_with_victims(road):
    assert audience(clock(road)) == {
        "before_due": {"Mona Manager"}, "after_due": {"Mona Manager"}, "escalated": {"Mona Manager"}
    }  # fmt: skip


def test_those_who_work_with_victims_are_chased_and_whoever_is_named_before_them(road):
    named = person(road.cast.cps, "liaise_with_victims", name="Lia Liaison")
    person(road.cast.cps, "liaise_with_victims", name="Lou Liaison")
    assert audience(clock(road))["after_due"] == {"Lia Liaison", "Lou Liaison"}
    road.do(name_victim_contact, "manager", record=record_of(road.victim), person=named)
    assert audience(clock(road)) == {
        "before_due": {"Lia Liaison"}, "after_due": {"Lia Liaison"}, "escalated": {"Mona Manager"}
    }  # fmt: skip


def test_walls_hold_for_what_is_said_of_a_victim(road):
    named = person(road.cast.cps, "liaise_with_victims", name="Lia Liaison")
    other = person(road.cast.cps, "liaise_with_victims", name="Lou Liaison")
    record = record_of(road.victim)
    road.do(name_victim_contact, "manager", record=record, person=named)
    assert may_be_told(record, named)
    in_conflict(named, road.case, at=MONDAY)
    assert audience(clock(road))["after_due"] == {"Lou Liaison"}
    assert not may_be_told(record, named)
    Case.objects.unscoped("test").filter(pk=road.case.pk).update(is_restricted=True)
    assert audience(clock(road)) == {
        "before_due": {"Pia Prosecutor"}, "after_due": {"Pia Prosecutor"}
    }  # fmt: skip
    assert not may_be_told(record, other) and may_be_told(record, road.cast.prosecutor)
    grants.grant_capacity("allowed_on_case", to=other, on=road.case, by=other, at=MONDAY)
    assert audience(clock(road))["after_due"] == {"Lou Liaison"}


def test_the_cps_is_told_nothing_of_a_victim_whom_the_police_have_not_sent():
    unsent = Road(cast())
    liaison = person(unsent.cast.cps, "liaise_with_victims")
    contact = person(unsent.cast.police, "contact_victims")
    Case.objects.unscoped("test").filter(pk=unsent.case.pk).update(cps_unit=unsent.cast.cps)
    record = record_of(unsent.victim)
    assert may_be_told(record, contact) and not may_be_told(record, liaison)


def test_an_overdue_duty_is_said_once_escalated_once_and_falls_silent_when_it_is_kept(road):
    due_at = owed(road, what="CHARGE_AUTHORISED")[0].clock.due_at
    Delivery.objects.all().delete()
    for days in (2, 2, 8, 8):
        sweep.sweep_clocks(at=due_at + timedelta(days=days))
    deliveries = Delivery.objects.filter(about=road.victim.pk).order_by("created_at")
    assert list(deliveries.values_list("notice", "recipient__name")) == [
        ("after_due", "Mona Manager"), ("escalated", "Mona Manager"),
    ]  # fmt: skip
    assert deliveries[0].subject == f"{road.case.urn}, victim 1"
    road.at = due_at + timedelta(days=8, hours=1)
    tell(road, road.victim, road.suspect(), "CHARGE", who="supervisor")
    assert owed(road, what="CHARGE_AUTHORISED")[0].kept_at
    at = road.at + timedelta(hours=1)
    assert not [n for n in queries.notices_of_person(road.cast.manager.pk, at=at)
                if n.about == road.victim.pk]  # fmt: skip


def test_a_notice_of_a_victim_leads_to_what_the_victim_is_to_be_told(road):
    due_at = owed(road, what="CHARGE_AUTHORISED")[0].clock.due_at
    sweep.sweep_clocks(at=due_at + timedelta(days=2))
    page = as_(road.cast.manager).get(at("see-notices"))
    assert at("see-duties", road.victim) in links(page)
    assert f"{road.case.urn}, victim 1" in said(page)


def test_a_decision_not_to_charge_is_escalated_to_the_managers(road):
    other = Road(road.cast).allocate()
    propose(other, other.suspects[0])
    countersign(other, other.suspects[0])
    reckoned(other)
    assert audience(clock(other, "NFA"))["escalated"] == {"Mona Manager"}
