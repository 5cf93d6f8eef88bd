"""Administration of accounts, and the audit log."""

from django.urls import reverse

from cases.models import CaseGrant
from people.models import UnitGrant
from tests.support.browser.page_check import SitePage, click_and_wait, send_page


def scene_url(name, *which):
    """The URL of a page about a row of the scene."""
    return lambda scene: reverse(name, args=[pk_of(scene, part) for part in which])


def pk_of(scene, part):
    """The key of the row that a page of administration is about, by its name."""
    if part == "grant":
        return UnitGrant.objects.filter(user=scene.officer).earliest("pk").pk
    if part == "naming":
        return CaseGrant.objects.filter(user=scene.officer).first().pk
    if part == "agency":
        return scene.police.agency_id
    return getattr(scene, part).pk


def type_invalid_person(page):
    """An address that is taken and a name as long as a name can be."""
    page.fill("#id_name", "A" * 100)
    page.fill("#id_email", "not an address")
    send_page(page)


def filter_by_partial_date(page):
    """Open the filter, type a day without a month, and apply it."""
    if (closed := page.locator(".rasso-filter__summary")).is_visible():
        closed.click()
    page.fill("#id_from_on-day", "31")
    click_and_wait(page.get_by_role("button", name="Apply filters"))


def choose_police_side(page):
    """Choose the police as the side, and send."""
    page.check("input[value=POLICE]")
    send_page(page)


PEOPLE = [
    SitePage(
        "unit-access",
        "supervisor",
        lambda scene: reverse("see-unit-access", args=[scene.police.reference]),
    ),
    SitePage("people", "administrator", scene_url("people")),
    SitePage("people-none", "administrator", lambda _: reverse("people") + "?words=zzzz"),
    SitePage("add-person", "administrator", scene_url("add-person")),
    SitePage("add-person-blank", "administrator", scene_url("add-person"), send_page),
    SitePage("add-person-wrong", "administrator", scene_url("add-person"), type_invalid_person),
    SitePage("person", "administrator", scene_url("person", "officer")),
    SitePage("person-yourself", "administrator", scene_url("person", "administrator")),
    SitePage("change-person", "administrator", scene_url("change-person", "officer")),
    SitePage(
        "change-address-blank", "administrator", scene_url("change-address", "officer"), send_page
    ),
    SitePage("link-sign-in", "administrator", scene_url("link-sign-in", "officer")),
    SitePage(
        "link-sign-in-blank", "administrator", scene_url("link-sign-in", "officer"), send_page
    ),
    SitePage("unlink-sign-ins", "administrator", scene_url("unlink-sign-ins", "officer")),
    SitePage("sign-person-out", "administrator", scene_url("sign-person-out", "officer")),
    SitePage("reset-second-factor", "administrator", scene_url("reset-second-factor", "officer")),
    SitePage("deactivate-person", "administrator", scene_url("deactivate-person", "officer")),
    SitePage("reactivate-person", "administrator", scene_url("reactivate-person", "deactivated")),
    SitePage("person-deactivated", "administrator", scene_url("person", "deactivated")),
    SitePage(
        "join-accounts-blank", "administrator", scene_url("join-accounts", "officer"), send_page
    ),
    SitePage("part-accounts", "administrator", scene_url("part-accounts", "twice_here")),
    SitePage("person-twice-here", "administrator", scene_url("person", "twice_here")),
    SitePage("send-set-up-link", "administrator", scene_url("send-set-up-link", "officer")),
    SitePage("give-capacity", "administrator", scene_url("give-capacity", "officer")),
    SitePage(
        "give-capacity-blank", "administrator", scene_url("give-capacity", "officer"), send_page
    ),
    SitePage(
        "take-capacity-back", "administrator", scene_url("take-capacity-back", "officer", "grant")
    ),
    SitePage("namings", "administrator", scene_url("see-namings", "officer")),
    SitePage("namings-none", "administrator", scene_url("see-namings", "newcomer")),
    SitePage(
        "end-naming-blank", "administrator", scene_url("end-naming", "officer", "naming"), send_page
    ),
]
SYSTEMS = [
    SitePage("systems", "administrator", scene_url("systems")),
    SitePage("add-system", "administrator", scene_url("add-system")),
    SitePage("add-system-blank", "administrator", scene_url("add-system"), send_page),
    SitePage("system", "administrator", scene_url("person", "system")),
    SitePage("change-system", "administrator", scene_url("change-person", "system")),
    SitePage("renew-secret", "administrator", scene_url("renew-secret", "system")),
    SitePage("set-public-keys", "administrator", scene_url("set-public-keys", "system")),
    SitePage(
        "set-public-keys-blank", "administrator", scene_url("set-public-keys", "system"), send_page
    ),
    SitePage("deactivate-system", "administrator", scene_url("deactivate-person", "system")),
    SitePage("give-capacity-to-system", "administrator", scene_url("give-capacity", "system")),
]
DIRECTORIES = [
    SitePage("directories", "administrator", scene_url("see-directories")),
    SitePage("add-directory", "administrator", scene_url("add-directory")),
    SitePage("add-directory-blank", "administrator", scene_url("add-directory"), send_page),
    SitePage("directory", "administrator", scene_url("person", "directory")),
    SitePage(
        "put-directory-person-aside",
        "administrator",
        scene_url("put-directory-person-aside", "joiner"),
    ),
]
AGENCIES = [
    SitePage("agencies", "administrator", scene_url("agencies")),
    SitePage("add-agency", "administrator", scene_url("add-agency")),
    SitePage("add-agency-blank", "administrator", scene_url("add-agency"), send_page),
    SitePage("add-agency-wrong", "administrator", scene_url("add-agency"), choose_police_side),
    SitePage("agency", "administrator", scene_url("agency", "agency")),
    SitePage("change-agency", "administrator", scene_url("change-agency", "agency")),
    SitePage("agency-merged", "administrator", scene_url("agency", "merged_agency")),
    SitePage("merge-agency", "administrator", scene_url("merge-agency", "agency")),
    SitePage("set-areas", "administrator", scene_url("set-areas", "agency")),
    SitePage("set-areas-blank", "administrator", scene_url("set-areas", "agency"), send_page),
    SitePage("merge-agency-blank", "administrator", scene_url("merge-agency", "agency"), send_page),
    SitePage("add-unit", "administrator", scene_url("add-unit", "agency")),
    SitePage("add-unit-blank", "administrator", scene_url("add-unit", "agency"), send_page),
    SitePage("unit", "administrator", scene_url("unit", "police")),
    SitePage("unit-cps", "administrator", scene_url("unit", "cps")),
    SitePage("change-unit", "administrator", scene_url("change-unit", "police")),
    SitePage("unit-merged", "administrator", scene_url("unit", "merged")),
    SitePage("merge-unit", "administrator", scene_url("merge-unit", "police")),
    SitePage("merge-unit-blank", "administrator", scene_url("merge-unit", "cps"), send_page),
    SitePage("move-unit", "administrator", scene_url("move-unit", "police")),
    SitePage("move-unit-blank", "administrator", scene_url("move-unit", "police"), send_page),
    SitePage("set-route", "administrator", scene_url("set-route", "police")),
    SitePage("set-urgent-route", "administrator", scene_url("set-urgent-route", "police")),
]
LOG = [
    SitePage("log", "auditor", scene_url("read-audit-log")),
    SitePage(
        "log-none",
        "auditor",
        lambda _: reverse("read-audit-log") + "?case=00000000-0000-0000-0000-000000000000",
    ),
    SitePage(
        "log-of-a-system",
        "auditor",
        lambda _: reverse("read-audit-log") + "?system=00000000-0000-0000-0000-000000000000",
    ),
    SitePage("log-wrong", "auditor", scene_url("read-audit-log"), filter_by_partial_date),
]
REFUSED = [
    SitePage("refused", "officer", scene_url("people"), status=403),
]
APPROVALS = [
    SitePage("approvals", "administrator", scene_url("see-access-proposals")),
    SitePage("approvals-none", "supervisor", scene_url("see-access-proposals")),
    SitePage(
        "approval-own", "administrator", scene_url("see-access-proposal", "proposal_proposed")
    ),
    SitePage("approval", "administrator", scene_url("see-access-proposal", "proposal_to_approve")),
    SitePage("approval-refused", "approver", scene_url("see-access-proposal", "proposal_refused")),
    SitePage(
        "approval-urgent", "administrator", scene_url("see-access-proposal", "proposal_urgent")
    ),
    SitePage("approve", "administrator", scene_url("approve-access", "proposal_to_approve")),
    SitePage(
        "refuse-blank",
        "administrator",
        scene_url("refuse-access", "proposal_to_approve"),
        send_page,
    ),
    SitePage("withdraw", "administrator", scene_url("withdraw-access", "proposal_proposed")),
    SitePage("carry-out", "administrator", scene_url("carry-out-access", "proposal_approved")),
    SitePage(
        "confirm-emergency", "administrator", scene_url("confirm-emergency", "proposal_urgent")
    ),
    SitePage(
        "undo-emergency-blank",
        "administrator",
        scene_url("undo-emergency", "proposal_urgent"),
        send_page,
    ),
]
OF_AGENCY = [  # as the administrator of one agency sees them
    SitePage("people-of-agency", "local", scene_url("people")),
    SitePage("person-of-agency", "local", scene_url("person", "officer")),
    SitePage("add-person-of-agency", "local", scene_url("add-person")),
    SitePage("give-capacity-of-agency", "local", scene_url("give-capacity", "officer")),
    SitePage("systems-of-agency", "local", scene_url("systems")),
    SitePage("directories-of-agency", "local", scene_url("see-directories")),
    SitePage("agencies-of-agency", "local", scene_url("agencies")),
    SitePage("agency-of-agency", "local", scene_url("agency", "agency")),
    SitePage("unit-of-agency", "local", scene_url("unit", "police")),
    SitePage("approvals-of-agency", "local", scene_url("see-access-proposals")),
    SitePage("route-not-of-agency", "local", scene_url("set-route", "police"), status=403),
]
PAGES = APPROVALS + PEOPLE + SYSTEMS + DIRECTORIES + AGENCIES + LOG + REFUSED + OF_AGENCY
