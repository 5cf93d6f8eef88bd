"""Conflicts of interest of a service's people, and of police contact officers."""

from datetime import timedelta

import pytest
from django.utils import timezone

from cases.models import Conflict
from devtools.case_builder import Road, cast, person, scope
from people.access.scopes import Refused
from tests.support.cases.conflicts import in_conflict
from tests.support.cases.pages import as_, at, follow, links, said
from tests.support.module_fixtures import standing
from tests.support.victims.permission_matrix import a_service
from tests.support.victims.support_service import now, record_of, supported, with_service
from timeliness.models import Delivery
from victims.actions import conflicts as actions
from victims.actions import records, support
from victims.models import Support, VictimRecord
from victims.queries.conflicts import service_conflict_rows
from victims.queries.named_contacts import possible_contacts_of_victim

pytestmark = pytest.mark.django_db
WHY = {"kind": "RELATIVE", "reason": "A cousin. Both sides know the reason."}


@standing
def road():
    road = with_service(Road(cast()).submit())
    road.cast.second_manager = person(road.cast.service, "manage_support", name="Max Serviceman")
    road.support = supported(road)
    return road


def sees(road, who):
    by = scope(getattr(road.cast, who), road.at)
    return Support.objects.for_scope(by).filter(pk=road.support.pk).exists()


def told(notice):
    rows = Delivery.objects.filter(notice=notice).order_by("recipient__name")
    return list(rows.values_list("recipient__name", flat=True))


def record(road, whom="isva", who="service_manager", **more):
    about = {"support": now(road.support), "person": getattr(road.cast, whom), **WHY, **more}
    return road.do(actions.record_service_conflict, who, **about)


def tell():
    actions.notify_conflict_attempts(at=timezone.now() + timedelta(minutes=1))


def test_the_manager_records_it_of_the_isva_who_sees_the_victim_no_longer_and_lifts_it(road):
    made = record(road)
    assert not sees(road, "isva") and sees(road, "service_manager")
    row = now(road.support)
    lift = {
        "support": row,
        "conflict": made,
        "reason": "Another family. Both sides know the reason.",
    }
    road.do(actions.lift_service_conflict, "second_manager", **lift)
    assert sees(road, "isva")
    with pytest.raises(Refused, match="lifted already"):
        road.do(actions.lift_service_conflict, "second_manager", **lift)


@pytest.mark.parametrize("whom", ["officer", "service_manager", "far"])
def test_a_conflict_is_recorded_about_somebody_else_of_the_same_service(road, whom):
    road.cast.far = person(a_service("Far away"), "support_victims")
    with pytest.raises(Refused, match="Select a person"):
        record(road, whom)


def test_an_isva_in_conflict_is_offered_as_before_and_cannot_be_named(road):
    before = set(support.isvas_of_service(now(road.support)))
    record(road, "other_isva")
    assert set(support.isvas_of_service(now(road.support))) == before
    with pytest.raises(Refused, match="Select an ISVA of your service"):
        road.do(
            support.assign_isva, "service_manager", support=now(road.support),
            isva=road.cast.other_isva, hands_on=True,
        )  # fmt: skip


def test_whoever_calls_victims_is_offered_as_before_and_cannot_be_named(road):
    record_ = record_of(road)
    by = scope(road.cast.contact, road.at)
    assert road.cast.contact.pk in possible_contacts_of_victim(record_, by.side, at=by.at)
    in_conflict(road.cast.contact, road.case, at=road.at)
    assert road.cast.contact.pk in possible_contacts_of_victim(record_, by.side, at=by.at)
    with pytest.raises(Refused):
        named = {"record": record_, "person": road.cast.contact}
        road.do(records.name_victim_contact, "supervisor", **named)


def test_police_and_cps_learn_nothing_of_a_service_s(road):
    record(road)
    for who in ("supervisor", "manager", "officer"):
        by = scope(getattr(road.cast, who), road.at)
        assert not Conflict.objects.for_scope(by).exists()
    page = as_(road.cast.supervisor).get(at("see-conflicts", road.case))
    assert "None has been recorded" in said(page)


def test_a_service_reads_only_conflicts_of_its_own(road):
    in_conflict(road.cast.officer, road.case, at=road.at)
    far = person(a_service("Far away"), "support_victims")
    in_conflict(far, road.case, at=road.at)
    # About an account of the same person.
    in_conflict(road.cast.other_isva, road.case, at=road.at, only_side="POLICE")
    by = scope(road.cast.service_manager, road.at)
    assert service_conflict_rows(now(road.support), by, {"manage_support"}) == []
    made = record(road)
    assert [
        line.pk for line in service_conflict_rows(now(road.support), by, {"manage_support"})
    ] == [made.pk]
    assert service_conflict_rows(now(road.support), by, {"assigned_isva"}) == []


def test_an_isva_declares_her_own_lands_on_her_list_and_her_manager_is_told(road):
    browser, address = as_(road.cast.isva), at("declare-service-conflict", road.support)
    assert "you can no longer see this case" in said(browser.get(address))
    key = browser.get(address).context["form"]["form_key"].value()
    for _ in range(2):
        page = browser.post(address, {**WHY, "form_key": key})
        assert (page.status_code, page.url) == (302, "/supported/")
    assert "Your conflict of interest is recorded" in said(browser.get("/supported/"))
    assert not sees(road, "isva")
    assert told("conflict_declared") == ["Max Serviceman", "Mia Serviceman"]


def test_a_contact_officer_declares_hers_and_the_police_s_managers_are_told(road):
    browser = as_(road.cast.contact)
    row = record_of(road)
    assert at("declare-victim-conflict", row) in links(browser.get(at("see-victim", row)))
    page = follow(browser, at("declare-victim-conflict", row), **WHY)
    assert "Your conflict of interest is recorded" in said(page)
    assert not VictimRecord.objects.for_scope(scope(road.cast.contact, road.at)).exists()
    assert told("conflict_declared") == ["Ines Inspector", "Sue Supervisor"]


def test_when_she_asks_for_the_victim_her_service_s_managers_are_told_who_have_none(road):
    record(road)
    in_conflict(road.cast.second_manager, road.case, at=road.at)
    hidden = as_(road.cast.isva).get(at("see-support", road.support))
    assert hidden.status_code == 404
    tell()
    tell()
    assert told("conflict_attempt") == ["Mia Serviceman"]
    [delivery] = Delivery.objects.filter(notice="conflict_attempt")
    assert (delivery.subject, delivery.about) == (
        "a victim whom your service supports", road.support.pk,
    )  # fmt: skip
    page = as_(road.cast.service_manager).get(at("see-service-conflicts", road.support))
    assert "Tried to open a page of this case and was shown nothing" in said(page)


def test_when_a_contact_officer_asks_for_the_victim_the_police_s_managers_are_told(road):
    in_conflict(road.cast.contact, road.case, at=road.at)
    assert as_(road.cast.contact).get(at("see-victim", record_of(road))).status_code == 404
    tell()
    assert told("conflict_attempt") == ["Ines Inspector", "Sue Supervisor"]


def test_the_manager_records_and_lifts_one_on_pages(road):
    browser, about = as_(road.cast.service_manager), road.support
    page = follow(
        browser, at("record-service-conflict", about), person=road.cast.other_isva.pk, **WHY
    )
    assert "Conflict of interest recorded" in said(page) and "Uma Isva" in said(page)
    made = Conflict.objects.unscoped("test").get()
    page = follow(
        browser,
        at("lift-service-conflict", about),
        reason="Two Umas. Both sides know the reason.",
        conflict=made.pk,
    )
    assert "Conflict of interest lifted" in said(
        page
    ) and "Two Umas. Both sides know the reason." in said(page)
    page = as_(road.cast.isva).get(at("see-service-conflicts", about))
    assert "Uma" not in page.text and at("declare-service-conflict", about) in links(page)
