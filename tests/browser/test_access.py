"""Leaders are notified of access that is given, and access that has ended no longer works."""

from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone

from cases.models import Case, Note, Referral
from devtools.case_builder import PASSWORD, CaseBuilder, person
from devtools.worker_processes import wait_for
from people.models import AccessProposal, AuditEntry, UnitGrant, User
from tests.support.browser.page_check import click_and_wait, main_button, send_page, take_screenshot
from tests.support.browser.scenes import everything
from tests.support.browser.working_day import (
    AT_A_DESK,
    ON_A_PHONE,
    Day,
    fill_fields,
    follow_link,
    send_without_error,
    visible_text,
)
from tests.support.people.pages import WHY as WHY_ENDED
from tests.support.pilots.permission_matrix import make_pilot_area
from timeliness.models import Delivery
from victims.actions.identities import record_identity
from victims.models import Reveal, VictimRecord

GIVEN = "Someone was given access to your unit"
LET_IN = "A system was given access to your unit"
NOTED = "Typed while the account still held everything."
AFTERWARDS = "Typed after I had signed out elsewhere."
NEEDED = "They start on the unit on Monday."
WHY = "The victim asked to be rung back today."


def people_and_their_office():
    """The cast, an office that manages accounts, and a pilot area with its manager."""
    scene = everything.build_people()
    scene.area, scene.office = make_pilot_area(), everything.oversight_unit()
    scene.administrator, scene.auditor = (
        everything.build_administrator(),
        everything.build_auditor(),
    )
    scene.approver = person(scene.office, "administer_accounts", name="Bea Approver")
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


def page_url_of(name, *keys):
    return reverse(name, args=keys)


# Access that has ended


def test_a_form_that_is_open_while_one_signs_out_in_another_tab_does_nothing_and_loses_nothing(
    workday, site, scene, check_page, settings
):
    settings.DEMO_SIGN_IN_DOMAIN = scene.officer.email.partition("@")[2]  # they have no app
    builder = CaseBuilder(scene, at=scene.begun_at)
    page = open_note_form(workday, site, "officer", builder)
    other = page.context.new_page()
    other.goto(site)
    follow_link(other, reverse("account_logout"))
    click_and_wait(other.get_by_role("button", name="Sign out"))
    page.fill("#id_text", AFTERWARDS)
    send_page(page)
    assert "You were signed out" in visible_text(page)
    assert page.locator("textarea[readonly]").input_value() == AFTERWARDS
    check_page(page)
    take_screenshot(page, "ended-session")
    assert not notes_on_case(builder)
    click_and_wait(page.get_by_role("link", name="Sign in and open the page again"))
    page.fill("#id_login", scene.officer.email)
    page.fill("#id_password", PASSWORD)
    send_page(page)
    page.fill("#id_text", AFTERWARDS)
    assert AFTERWARDS in visible_text(send_without_error(page))
    assert notes_on_case(builder) == [(scene.officer.pk, AFTERWARDS)]


def test_a_form_that_is_open_while_an_administrator_takes_the_capacity_back_does_nothing(
    workday, site, scene, check_page
):
    builder = CaseBuilder(scene, at=scene.begun_at).write()
    page = workday.as_("both")
    page.goto(site + page_url_of("sign-referral-off", builder.referral.pk))
    page.fill("#id_supervisor_comments", NOTED)
    withdraw_capacity_on_page(workday, scene.both, "supervise_cases")
    send_page(page)
    assert "You cannot do this now" in visible_text(page)
    assert page.locator("textarea[readonly]").input_value() == NOTED
    check_page(page)
    take_screenshot(page, "ended-capacity")
    referral = Referral.objects.unscoped("test").get(pk=builder.referral.pk)
    assert referral.signed_off_at is None
    refused = AuditEntry.objects.filter(verb="sign_referral_off", user=scene.both)
    assert [bool(each.refused) for each in refused.order_by("-pk")[:1]] == [True]


def test_a_waiting_action_checks_again_in_its_own_transaction(workday, site, scene, check_page):
    builder = CaseBuilder(scene, at=scene.begun_at)
    page = open_note_form(workday, site, "waits", builder)
    page.fill("#id_text", NOTED)
    ends = workday.comes_in("administrator", *urls_to_withdrawal(scene.waits, "inspect_cases"))
    fill_fields(ends, {"reason": WHY_ENDED})
    with page.expect_navigation(), case_locked_here(builder.case):
        main_button(page).click(no_wait_after=True)
        wait_for(is_lock_waited_for, 10, "the note to wait for the case")
        send_without_error(workday.as_("administrator"))
    told = page.locator(".govuk-error-summary").inner_text()
    assert "Your access has changed since you opened this page." in told
    assert page.input_value("#id_text") == NOTED
    check_page(page)
    take_screenshot(page, "ended-while-waiting")
    assert not notes_on_case(builder)


def open_note_form(day, site, who, builder):
    """Open the form of a note, without typing."""
    page = day.as_(who)
    page.goto(site + page_url_of("see-notes", builder.case.pk))
    follow_link(page, page_url_of("write-note", builder.case.pk))
    page.wait_for_selector("html[data-ready]", state="attached")
    return page


def notes_on_case(builder):
    rows = Note.objects.unscoped("test").filter(case=builder.case)
    return [(row.by_id, row.text) for row in rows]


def urls_to_withdrawal(user, capacity):
    """URLs from the list of people to the page that withdraws a capacity."""
    grant = UnitGrant.objects.get(user=user, permission__codename=capacity)
    return [
        reverse("people"),
        page_url_of("person", user.pk),
        page_url_of("take-capacity-back", user.pk, grant.pk),
    ]


def withdraw_capacity_on_page(day, user, capacity):
    """An administrator withdraws the capacity, in their own window."""
    page = day.comes_in("administrator", *urls_to_withdrawal(user, capacity))
    fill_fields(page, {"reason": WHY_ENDED})
    assert "Role withdrawn." in send_without_error(page).locator(".moj-alert").inner_text()


@contextmanager
def case_locked_here(case):
    """Hold the lock on the case while the block runs."""
    with transaction.atomic():
        rows = Case.objects.unscoped("test").select_for_update(of=("self",), no_key=True)
        yield rows.get(pk=case.pk)


def is_lock_waited_for():
    """Whether a transaction waits for a lock."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
        return cursor.fetchone()[0]


# Access that is given


def test_leaders_hear_of_a_person_and_of_a_system_on_their_unit(workday, scene, check_page):
    newcomer = add_person_on_page(workday, scene)
    give_capacity_on_page(workday, newcomer, scene.police, "refer_cases")
    follow_notice(workday, "supervisor", scene.police, GIVEN, "Officer: prepares cases and refers")
    account = add_system_with_capacity(workday, scene)
    page = follow_notice(workday, "supervisor", scene.police, LET_IN, "A system, given on")
    check_page(page, script=False)
    take_screenshot(page, "access-given")
    names = [newcomer.name, newcomer.email, account.name]
    assert not [name for name in names if name in visible_text(page)]
    for notice in ("access_given", "system_let_in"):
        deliveries = Delivery.objects.filter(notice=notice, about=scene.police.reference)
        leaders = {scene.supervisor.pk, scene.inspector.pk}
        assert leaders <= set(deliveries.values_list("recipient", flat=True))


def test_leaders_of_a_pilot_area_and_of_the_office_hear_too(workday, scene):
    give_capacity_on_page(workday, scene.outside, scene.area, "convene_panels")
    convenes = "Panel convener: draws the sample and leads the area’s panels"
    follow_notice(workday, "area_manager", scene.area, GIVEN, convenes)
    give_capacity_on_page(workday, scene.second, scene.office, "administer_accounts")
    administers = "Administrator: manages agencies, units, people and their roles"
    page = follow_notice(workday, "auditor", scene.office, GIVEN, administers)
    assert scene.second.name not in visible_text(page)
    assert not Delivery.objects.filter(recipient=scene.second.pk).exists()


def add_person_on_page(day, scene):
    """Add a person without capacities; nobody is notified."""
    page = day.comes_in("administrator", reverse("people"), reverse("add-person"))
    said = {"name": "Nora Newcomer", "email": "nora@example.org"}
    fill_fields(page, said | {"agency": str(scene.police.agency_id)})
    send_without_error(page)
    assert not Delivery.objects.filter(notice="access_given").exists()
    return User.objects.get(email=said["email"])


def give_capacity_on_page(day, user, unit, capacity):
    """An administrator gives a person a capacity on a unit."""
    ways = [
        reverse("people"),
        page_url_of("person", user.pk),
        page_url_of("give-capacity", user.pk),
    ]
    page = day.comes_in("administrator", *ways)
    fill_fields(page, {"unit": str(unit.pk), "capacity": capacity, "reason": NEEDED})
    assert "Sent for approval." in send_without_error(page).locator(".moj-alert").inner_text()
    approve_on_page(day)


def approve_on_page(day):
    """Another administrator approves the one change that waits. Returns its proposal."""
    proposal = AccessProposal.objects.get(status="WAITING")
    ways = [reverse("people"), reverse("see-access-proposals")]
    ways += [page_url_of(name, proposal.pk) for name in ("see-access-proposal", "approve-access")]
    page = day.comes_in("approver", *ways)
    assert "Approved." in send_without_error(page).locator(".moj-alert").inner_text()
    return proposal


def add_system_with_capacity(day, scene):
    """Add a system and give it a capacity on the unit. Returns its account."""
    ways = [reverse("people"), reverse("systems"), reverse("add-system")]
    page = day.comes_in("administrator", *ways)
    agency = str(scene.police.agency_id)
    fill_fields(page, {"name": "Night sync", "agency": agency, "reason": NEEDED})
    send_without_error(page)
    proposal = approve_on_page(day)
    ways = [reverse("people"), reverse("see-access-proposals")]
    ways += [page_url_of(name, proposal.pk) for name in ("see-access-proposal", "carry-out-access")]
    page = day.comes_in("administrator", *ways)
    send_without_error(page)
    assert "Copy the client id and the secret now" in visible_text(page)
    account = User.objects.get(name="Night sync")
    follow_link(page, page_url_of("give-capacity", account.pk))
    unit = str(scene.police.pk)
    fill_fields(page, {"unit": unit, "capacity": "exchange_cases", "reason": NEEDED})
    send_without_error(page)
    approve_on_page(day)
    return account


def follow_notice(day, who, unit, notice, of):
    """A leader opens the notice, and follows it to the capacities on the unit."""
    page = day.comes_in(who, reverse("see-notices"))
    row = page.locator("tr").filter(has_text=notice)
    assert row.count() and unit.name in row.first.inner_text()
    follow_link(page, page_url_of("see-unit-access", unit.reference))
    text = visible_text(page)
    assert of in text and "If you did not expect one of them" in text
    return page


# Reveals of many victims


@pytest.fixture
def low_limit(settings):
    settings.REVEALS_AN_HOUR = 2


def test_a_person_who_opens_the_details_of_many_is_stopped_and_the_leaders_hear(
    low_limit, workday, scene, check_page
):
    builders = [build_case_with_identity(scene, n) for n in range(3)]
    for n, builder in enumerate(builders[:2]):
        page = reveal_on_page(workday, builder, "x" if n == 0 else "")
        assert f"Zara Quist {n}" in visible_text(page)
    page = reveal_on_page(workday, builders[2])
    assert "details of many victims within an hour" in visible_text(page)
    assert "Zara Quist" not in visible_text(page)
    check_page(page)
    take_screenshot(page, "reveals-stopped")
    opened = Reveal.objects.unscoped("test").filter(by=scene.colleague)
    assert [each.reason for each in opened] == [WHY, WHY]
    page = workday.comes_in("supervisor", reverse("see-notices"))
    row = page.locator("tr").filter(has_text="Someone has opened many victims’ details")
    assert row.count() == 1 and "A case of your unit" in row.inner_text()
    take_screenshot(page, "reveals-notices")
    assert scene.colleague.name not in visible_text(page)


def build_case_with_identity(scene, n):
    """A case of the officer with a victim whose name is recorded."""
    builder = CaseBuilder(scene, suspects=0, at=timezone.now() - timedelta(days=1))
    record = VictimRecord.objects.unscoped("test").get(pk=builder.victim.pk)
    builder.do(record_identity, "officer", record=record, version=0, name=f"Zara Quist {n}")
    return builder


def reveal_on_page(day, builder, first=""):
    """A colleague reveals an identity. first: an insufficient reason, which is refused."""
    victim = builder.victim.pk
    ways = [
        reverse("see-victims"),
        page_url_of("see-victim", victim),
        page_url_of("reveal-identity", victim),
    ]
    page = day.comes_in("colleague", *ways)
    if first:
        page.fill("#id_reason", first)
        send_page(page)
        assert page.locator(".govuk-error-summary").count() and "Zara" not in visible_text(page)
    page.fill("#id_reason", WHY)
    send_page(page)
    return page
