"""Administration of accounts, and the audit log."""

from django.urls import reverse

from cases.models import CaseGrant
from people.models import UnitGrant
from tests.support.browser.page_check import Page, press, send


def at(name, *which):
    """The URL of a page about a row of the scene."""
    return lambda scene: reverse(name, args=[pk_of(scene, part) for part in which])


def pk_of(scene, part):
    if part == "grant":
        return UnitGrant.objects.get(user=scene.officer).pk
    if part == "naming":
        return CaseGrant.objects.filter(user=scene.officer).first().pk
    if part == "agency":
        return scene.police.agency_id
    return getattr(scene, part).pk


def ask_too_much(page):
    """An address that is taken and a name as long as a name can be."""
    page.fill("#id_name", "A" * 100)
    page.fill("#id_email", "not an address")
    send(page)


def ask_for_half_a_day(page):
    if (closed := page.locator(".rasso-filter__summary")).is_visible():
        closed.click()
    page.fill("#id_from_on-day", "31")
    press(page.get_by_role("button", name="Apply filters"))


def show_the_link(page):
    page.check("input[value=show]")
    send(page)


def add_the_system(page):
    """Add a system. A second visit adds another of the same name, which does no harm."""
    page.fill("#id_name", "Records system, as the force calls it")
    if (plain := page.locator("select#id_agency")).count():
        plain.select_option("Avon and Somerset Police")
    else:
        page.fill("input#id_agency", "Avon and Somerset Police")
        page.locator("#id_agency__listbox li").first.click()
    send(page)


def as_a_force(page):
    page.check("input[value=POLICE]")
    send(page)


PEOPLE = [
    Page(
        "unit-access",
        "supervisor",
        lambda scene: reverse("see-unit-access", args=[scene.police.reference]),
    ),
    Page("people", "administrator", at("people")),
    Page("people-none", "administrator", lambda _: reverse("people") + "?words=zzzz"),
    Page("add-person", "administrator", at("add-person")),
    Page("add-person-blank", "administrator", at("add-person"), send),
    Page("add-person-wrong", "administrator", at("add-person"), ask_too_much),
    Page("person", "administrator", at("person", "officer")),
    Page("person-yourself", "administrator", at("person", "administrator")),
    Page("change-person", "administrator", at("change-person", "officer")),
    Page("deactivate-person", "administrator", at("deactivate-person", "officer")),
    Page("reactivate-person", "administrator", at("reactivate-person", "deactivated")),
    Page("person-deactivated", "administrator", at("person", "deactivated")),
    Page("join-accounts-blank", "administrator", at("join-accounts", "officer"), send),
    Page("part-accounts", "administrator", at("part-accounts", "twice_here")),
    Page("person-twice-here", "administrator", at("person", "twice_here")),
    Page("send-set-up-link", "administrator", at("send-set-up-link", "officer")),
    Page("send-set-up-link-blank", "administrator", at("send-set-up-link", "officer"), send),
    Page("set-up-link", "administrator", at("send-set-up-link", "newcomer"), show_the_link),
    Page("give-capacity", "administrator", at("give-capacity", "officer")),
    Page("give-capacity-blank", "administrator", at("give-capacity", "officer"), send),
    Page("take-capacity-back", "administrator", at("take-capacity-back", "officer", "grant")),
    Page("namings", "administrator", at("see-namings", "officer")),
    Page("namings-none", "administrator", at("see-namings", "newcomer")),
    Page("end-naming-blank", "administrator", at("end-naming", "officer", "naming"), send),
]
SYSTEMS = [
    Page("systems", "administrator", at("systems")),
    Page("add-system", "administrator", at("add-system")),
    Page("add-system-blank", "administrator", at("add-system"), send),
    Page("system-secret", "administrator", at("add-system"), add_the_system),
    Page("system", "administrator", at("person", "system")),
    Page("change-system", "administrator", at("change-person", "system")),
    Page("renew-secret", "administrator", at("renew-secret", "system")),
    Page("renewed-secret", "administrator", at("renew-secret", "renewed"), send),
    Page("deactivate-system", "administrator", at("deactivate-person", "system")),
    Page("give-capacity-to-system", "administrator", at("give-capacity", "system")),
]
AGENCIES = [
    Page("agencies", "administrator", at("agencies")),
    Page("add-agency", "administrator", at("add-agency")),
    Page("add-agency-blank", "administrator", at("add-agency"), send),
    Page("add-agency-wrong", "administrator", at("add-agency"), as_a_force),
    Page("agency", "administrator", at("agency", "agency")),
    Page("change-agency", "administrator", at("change-agency", "agency")),
    Page("add-unit", "administrator", at("add-unit", "agency")),
    Page("add-unit-blank", "administrator", at("add-unit", "agency"), send),
    Page("unit", "administrator", at("unit", "police")),
    Page("unit-cps", "administrator", at("unit", "cps")),
    Page("change-unit", "administrator", at("change-unit", "police")),
    Page("unit-merged", "administrator", at("unit", "merged")),
    Page("merge-unit", "administrator", at("merge-unit", "police")),
    Page("merge-unit-blank", "administrator", at("merge-unit", "cps"), send),
    Page("set-route", "administrator", at("set-route", "police")),
    Page("set-urgent-route", "administrator", at("set-urgent-route", "police")),
]
LOG = [
    Page("log", "auditor", at("read-audit-log")),
    Page(
        "log-none",
        "auditor",
        lambda _: reverse("read-audit-log") + "?case=00000000-0000-0000-0000-000000000000",
    ),
    Page(
        "log-of-a-system",
        "auditor",
        lambda _: reverse("read-audit-log") + "?system=00000000-0000-0000-0000-000000000000",
    ),
    Page("log-wrong", "auditor", at("read-audit-log"), ask_for_half_a_day),
]
REFUSED = [
    Page("refused", "officer", at("people"), status=403),
]
PAGES = PEOPLE + SYSTEMS + AGENCIES + LOG + REFUSED
