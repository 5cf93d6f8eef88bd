"""Leaders are notified of access that is given, and access that has ended no longer works."""

from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone

from cases.models import Case, Note, Referral
from devtools.case_builder import PASSWORD, Road, person
from devtools.worker_processes import wait_for
from people.models import AuditEntry, UnitGrant, User
from tests.support.browser.page_check import green, keep, press, send
from tests.support.browser.scenes import everything
from tests.support.browser.working_day import (
    AT_A_DESK,
    ON_A_PHONE,
    Day,
    answer,
    click,
    sent,
    text_of,
)
from tests.support.pilots.permission_matrix import a_pilot_area
from timeliness.models import Delivery
from victims.actions.identities import record_identity
from victims.models import Reveal, VictimRecord

GIVEN = "Someone was given access to your unit"
LET_IN = "A system was given access to your unit"
NOTED = "Typed while the account still held everything."
AFTERWARDS = "Typed after I had signed out elsewhere."
WHY = "The victim asked to be rung back today."


def people_and_their_office():
    """The cast, an office that manages accounts, and a pilot area with its manager."""
    scene = everything.people_alone()
    scene.area, scene.office = a_pilot_area(), everything.oversight()
    scene.administrator, scene.auditor = everything.administrator(), everything.auditor()
    scene.second = person(scene.office, name="Seb Second")
    scene.area_manager = person(scene.area, "manage_pilot_area", name="Moa Area")
    scene.outside = person(scene.area, name="Olga Outside")
    scene.both = person(scene.police, "supervise_cases", "refer_cases", name="Bo Both")
    scene.waits = person(scene.police, "inspect_cases", "refer_cases", name="Wyn Waits")
    scene.colleague = person(scene.police, "refer_cases", name="Cole League")
    return scene


SCENE = people_and_their_office


@pytest.fixture
def workday(window, site):
    """Everybody has a desktop, but the supervisor, who is notified, a phone without script."""
    return Day(window, site, "", lambda who: ON_A_PHONE if who == "supervisor" else AT_A_DESK)


def at(name, *keys):
    return reverse(name, args=keys)


# Access that has ended


def test_a_form_that_is_open_while_one_signs_out_in_another_tab_does_nothing_and_loses_nothing(
    workday, site, scene, faultless
):
    road = Road(scene, at=scene.begun_at)
    page = writes_a_note(workday, site, "officer", road)
    other = page.context.new_page()
    other.goto(site)
    click(other, reverse("account_logout"))
    press(other.get_by_role("button", name="Sign out"))
    page.fill("#id_text", AFTERWARDS)
    send(page)
    assert "You were signed out" in text_of(page)
    assert page.locator("textarea[readonly]").input_value() == AFTERWARDS
    faultless(page)
    keep(page, "ended-session")
    assert not notes(road)
    press(page.get_by_role("link", name="Sign in and open the page again"))
    page.fill("#id_login", scene.officer.email)
    page.fill("#id_password", PASSWORD)
    send(page)
    page.fill("#id_text", AFTERWARDS)
    assert AFTERWARDS in text_of(sent(page))
    assert notes(road) == [(scene.officer.pk, AFTERWARDS)]


def test_a_form_that_is_open_while_an_administrator_takes_the_capacity_back_does_nothing(
    workday, site, scene, faultless
):
    road = Road(scene, at=scene.begun_at).write()
    page = workday.as_("both")
    page.goto(site + at("sign-referral-off", road.referral.pk))
    page.fill("#id_supervisor_comments", NOTED)
    takes_back(workday, scene.both, "supervise_cases")
    send(page)
    assert "You cannot do this now" in text_of(page)
    assert page.locator("textarea[readonly]").input_value() == NOTED
    faultless(page)
    keep(page, "ended-capacity")
    referral = Referral.objects.unscoped("test").get(pk=road.referral.pk)
    assert referral.signed_off_at is None
    refused = AuditEntry.objects.filter(verb="sign_referral_off", user=scene.both)
    assert [bool(each.refused) for each in refused.order_by("-pk")[:1]] == [True]


def test_what_waits_for_its_turn_is_asked_again_in_the_transaction_that_acts(
    workday, site, scene, faultless
):
    road = Road(scene, at=scene.begun_at)
    page = writes_a_note(workday, site, "waits", road)
    page.fill("#id_text", NOTED)
    workday.comes_in("administrator", *ways_to(scene.waits, "inspect_cases"))
    with page.expect_navigation(), somebody_at(road.case):
        green(page).click(no_wait_after=True)
        wait_for(somebody_waits, 10, "the note to wait for the case")
        sent(workday.as_("administrator"))
    told = page.locator(".govuk-error-summary").inner_text()
    assert "Your access has changed since you opened this page." in told
    assert page.input_value("#id_text") == NOTED
    faultless(page)
    keep(page, "ended-while-waiting")
    assert not notes(road)


def writes_a_note(day, site, who, road):
    """Open the form of a note, without typing."""
    page = day.as_(who)
    page.goto(site + at("see-notes", road.case.pk))
    click(page, at("write-note", road.case.pk))
    page.wait_for_selector("html[data-ready]", state="attached")
    return page


def notes(road):
    return list(Note.objects.unscoped("test").filter(case=road.case).values_list("by", "text"))


def ways_to(user, capacity):
    """URLs from the list of people to the page that withdraws a capacity."""
    grant = UnitGrant.objects.get(user=user, permission__codename=capacity)
    return [
        reverse("people"), at("person", user.pk), at("take-capacity-back", user.pk, grant.pk)
    ]  # fmt: skip


def takes_back(day, user, capacity):
    """An administrator withdraws the capacity, in their own window."""
    page = day.comes_in("administrator", *ways_to(user, capacity))
    assert "Role withdrawn." in sent(page).locator(".moj-alert").inner_text()


@contextmanager
def somebody_at(case):
    """Hold the lock on the case while the block runs."""
    with transaction.atomic():
        rows = Case.objects.unscoped("test").select_for_update(of=("self",), no_key=True)
        yield rows.get(pk=case.pk)


def somebody_waits():
    """Whether a transaction waits for a lock."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
        return cursor.fetchone()[0]


# Access that is given


def test_leaders_hear_of_a_person_and_of_a_system_on_their_unit(workday, scene, faultless):
    newcomer = is_added(workday, scene)
    gives(workday, newcomer, scene.police, "refer_cases")
    hears(workday, "supervisor", scene.police, GIVEN, "Prepares cases and refers them to the CPS")
    account = a_system_is_let_in(workday, scene)
    page = hears(workday, "supervisor", scene.police, LET_IN, "A system, given on")
    faultless(page, script=False)
    keep(page, "access-given")
    names = [newcomer.name, newcomer.email, account.name]
    assert not [name for name in names if name in text_of(page)]
    for notice in ("access_given", "system_let_in"):
        deliveries = Delivery.objects.filter(notice=notice, about=scene.police.reference)
        leaders = {scene.supervisor.pk, scene.inspector.pk}
        assert leaders <= set(deliveries.values_list("recipient", flat=True))


def test_leaders_of_a_pilot_area_and_of_the_office_hear_too(workday, scene):
    gives(workday, scene.outside, scene.area, "convene_panels")
    convenes = "Panel convener: draws the sample and leads the area’s panels"
    hears(workday, "area_manager", scene.area, GIVEN, convenes)
    gives(workday, scene.second, scene.office, "administer_accounts")
    administers = "Manages agencies, units, people and their roles"
    page = hears(workday, "auditor", scene.office, GIVEN, administers)
    assert scene.second.name not in text_of(page)
    assert not Delivery.objects.filter(recipient=scene.second.pk).exists()


def is_added(day, scene):
    """Add a person without capacities; nobody is notified."""
    page = day.comes_in("administrator", reverse("people"), reverse("add-person"))
    said = {"name": "Nora Newcomer", "email": "nora@example.org"}
    answer(page, said | {"agency": str(scene.police.agency_id)})
    sent(page)
    assert not Delivery.objects.filter(notice="access_given").exists()
    return User.objects.get(email=said["email"])


def gives(day, user, unit, capacity):
    """An administrator gives a person a capacity on a unit."""
    ways = [reverse("people"), at("person", user.pk), at("give-capacity", user.pk)]
    page = day.comes_in("administrator", *ways)
    answer(page, {"unit": str(unit.pk), "capacity": capacity})
    assert "Role added." in sent(page).locator(".moj-alert").inner_text()


def a_system_is_let_in(day, scene):
    """Add a system and give it a capacity on the unit. Returns its account."""
    ways = [reverse("people"), reverse("systems"), reverse("add-system")]
    page = day.comes_in("administrator", *ways)
    answer(page, {"name": "Night sync", "agency": str(scene.police.agency_id)})
    sent(page)
    account = User.objects.get(name="Night sync")
    click(page, at("give-capacity", account.pk))
    answer(page, {"unit": str(scene.police.pk), "capacity": "exchange_cases"})
    sent(page)
    return account


def hears(day, who, unit, notice, of):
    """A leader opens the notice, and follows it to the capacities on the unit."""
    page = day.comes_in(who, reverse("see-notices"))
    row = page.locator("tr").filter(has_text=notice)
    assert row.count() and unit.name in row.first.inner_text()
    click(page, at("see-unit-access", unit.reference))
    text = text_of(page)
    assert of in text and "If you did not expect one of them" in text
    return page


# Reveals of many victims


@pytest.fixture
def few(settings):
    settings.REVEALS_AN_HOUR = 2


def test_whoever_opens_the_details_of_many_is_stopped_and_those_who_lead_hear(
    few, workday, scene, faultless
):
    roads = [recorded(scene, n) for n in range(3)]
    for n, road in enumerate(roads[:2]):
        page = reveals(workday, road, "x" if n == 0 else "")
        assert f"Zara Quist {n}" in text_of(page)
    page = reveals(workday, roads[2])
    assert "details of many victims within an hour" in text_of(page)
    assert "Zara Quist" not in text_of(page)
    faultless(page)
    keep(page, "reveals-stopped")
    opened = Reveal.objects.unscoped("test").filter(by=scene.colleague)
    assert sorted(opened.values_list("reason", flat=True)) == [WHY, WHY]
    page = workday.comes_in("supervisor", reverse("see-notices"))
    row = page.locator("tr").filter(has_text="Someone has opened many victims’ details")
    assert row.count() == 1 and "a case of your unit" in row.inner_text()
    keep(page, "reveals-notices")
    assert scene.colleague.name not in text_of(page)


def recorded(scene, n):
    """A case of the officer with a victim whose name is recorded."""
    road = Road(scene, suspects=0, at=timezone.now() - timedelta(days=1))
    record = VictimRecord.objects.unscoped("test").get(pk=road.victim.pk)
    road.do(record_identity, "officer", record=record, version=0, name=f"Zara Quist {n}")
    return road


def reveals(day, road, first=""):
    """A colleague reveals an identity. first: an insufficient reason, which is refused."""
    victim = road.victim.pk
    ways = [reverse("see-victims"), at("see-victim", victim), at("reveal-identity", victim)]
    page = day.comes_in("colleague", *ways)
    if first:
        page.fill("#id_reason", first)
        send(page)
        assert page.locator(".govuk-error-summary").count() and "Zara" not in text_of(page)
    page.fill("#id_reason", WHY)
    send(page)
    return page
