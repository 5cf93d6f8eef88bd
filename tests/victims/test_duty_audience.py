"""Who is chased about a duty to a victim, and who is notified when it is overdue."""

from datetime import timedelta

import pytest

from cases.models import Case
from devtools.case_builder import MONDAY, CaseBuilder, cast, person
from people.access import grants
from tests.cases.test_audience import audience_of_clock, may_be_told
from tests.support.cases.charges import authorise_charge_of
from tests.support.cases.conflicts import add_conflict
from tests.support.cases.decisions import countersign_no_charge, propose_no_charge
from tests.support.cases.pages import client_for, links_on_page, page_text, page_url
from tests.support.module_fixtures import module_fixture
from tests.support.victims.duties import duties_owed, recomputed_duties, record_of, tell_victim
from timeliness import queries
from timeliness.actions import sweep
from timeliness.models import Delivery
from victims.actions.records import name_victim_contact

pytestmark = pytest.mark.django_db


@module_fixture
def builder():
    """Nobody has a role with victims; the police owe the arrest, the CPS the decision."""
    builder = CaseBuilder(cast()).allocate()
    authorise_charge_of(builder)
    recomputed_duties(builder)
    return builder


def duty_clock_id(builder, what="CHARGE_AUTHORISED"):
    [duty] = duties_owed(builder, what=what)
    return duty.clock_id


def test_the_managers_are_chased_where_no_person_works_with_victims(builder):
    assert audience_of_clock(duty_clock_id(builder)) == {
        "before_due": {"Mona Manager"}, "after_due": {"Mona Manager"}, "escalated": {"Mona Manager"}
    }  # fmt: skip


def test_people_who_work_with_victims_are_chased_and_a_named_one_before_them(builder):
    named = person(builder.cast.cps, "liaise_with_victims", name="Lia Liaison")
    person(builder.cast.cps, "liaise_with_victims", name="Lou Liaison")
    assert audience_of_clock(duty_clock_id(builder))["after_due"] == {"Lia Liaison", "Lou Liaison"}
    builder.do(name_victim_contact, "manager", record=record_of(builder.victim), person=named)
    assert audience_of_clock(duty_clock_id(builder)) == {
        "before_due": {"Lia Liaison"}, "after_due": {"Lia Liaison"}, "escalated": {"Mona Manager"}
    }  # fmt: skip


def test_walls_hold_for_what_is_said_of_a_victim(builder):
    named = person(builder.cast.cps, "liaise_with_victims", name="Lia Liaison")
    other = person(builder.cast.cps, "liaise_with_victims", name="Lou Liaison")
    record = record_of(builder.victim)
    builder.do(name_victim_contact, "manager", record=record, person=named)
    assert may_be_told(record, named)
    add_conflict(named, builder.case, at=MONDAY)
    assert audience_of_clock(duty_clock_id(builder))["after_due"] == {"Lou Liaison"}
    assert not may_be_told(record, named)
    Case.objects.unscoped("test").filter(pk=builder.case.pk).update(is_restricted=True)
    assert audience_of_clock(duty_clock_id(builder)) == {
        "before_due": {"Pia Prosecutor"}, "after_due": {"Pia Prosecutor"}
    }  # fmt: skip
    assert not may_be_told(record, other) and may_be_told(record, builder.cast.prosecutor)
    grants.grant_capacity("allowed_on_case", to=other, on=builder.case, by=other, at=MONDAY)
    assert audience_of_clock(duty_clock_id(builder))["after_due"] == {"Lou Liaison"}


def test_the_cps_is_told_nothing_of_a_victim_whom_the_police_have_not_sent():
    unsent = CaseBuilder(cast())
    liaison = person(unsent.cast.cps, "liaise_with_victims")
    contact = person(unsent.cast.police, "contact_victims")
    Case.objects.unscoped("test").filter(pk=unsent.case.pk).update(cps_unit=unsent.cast.cps)
    record = record_of(unsent.victim)
    assert may_be_told(record, contact) and not may_be_told(record, liaison)


def test_an_overdue_duty_is_said_once_escalated_once_and_falls_silent_when_it_is_kept(builder):
    due_at = duties_owed(builder, what="CHARGE_AUTHORISED")[0].clock.due_at
    Delivery.objects.all().delete()
    for days in (2, 2, 8, 8):
        sweep.sweep_clocks(at=due_at + timedelta(days=days))
    deliveries = Delivery.objects.filter(about=builder.victim.pk).order_by("created_at")
    assert list(deliveries.values_list("notice", "recipient__name")) == [
        ("after_due", "Mona Manager"), ("escalated", "Mona Manager"),
    ]  # fmt: skip
    assert deliveries[0].subject == f"{builder.case.urn}, victim 1"
    builder.at = due_at + timedelta(days=8, hours=1)
    tell_victim(builder, builder.victim, builder.suspect(), "CHARGE", who="supervisor")
    assert duties_owed(builder, what="CHARGE_AUTHORISED")[0].kept_at
    at = builder.at + timedelta(hours=1)
    assert not [n for n in queries.notices_of_person(builder.cast.manager.pk, at=at)
                if n.about == builder.victim.pk]  # fmt: skip


def test_a_notice_of_a_victim_leads_to_what_the_victim_is_to_be_told(builder):
    due_at = duties_owed(builder, what="CHARGE_AUTHORISED")[0].clock.due_at
    sweep.sweep_clocks(at=due_at + timedelta(days=2))
    page = client_for(builder.cast.manager).get(page_url("see-notices"))
    assert page_url("see-duties", builder.victim) in links_on_page(page)
    assert f"{builder.case.urn}, victim 1" in page_text(page)


def test_a_decision_not_to_charge_is_escalated_to_the_managers(builder):
    other = CaseBuilder(builder.cast).allocate()
    propose_no_charge(other, other.suspects[0])
    countersign_no_charge(other, other.suspects[0])
    recomputed_duties(other)
    assert audience_of_clock(duty_clock_id(other, "NFA"))["escalated"] == {"Mona Manager"}
