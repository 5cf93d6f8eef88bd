"""Journey 14 in Chromium: a directory by two administrators, a joiner, and a leaver at work."""

import json
from urllib.request import Request, urlopen

from django.urls import reverse

from devtools.case_builder import CaseBuilder, person
from people.models import AccessProposal, User
from tests.support.browser.page_check import main_button
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
from tests.support.people.directory import PATCH, joiner

NEEDED = "The force tells us of leavers from next week on."
TYPED = "Typed while the account was being closed."


def people_and_their_office():
    scene = everything.build_people()
    everything.oversight_unit()
    scene.administrator = everything.build_administrator()
    scene.approver = person(everything.oversight_unit(), "administer_accounts", name="Bea Approver")
    scene.builder = CaseBuilder(scene, at=scene.begun_at)
    return scene


SCENE = people_and_their_office


def test_a_leaver_s_page_is_on_screen_when_the_directory_ends_the_account(
    window, site, scene, check_page
):
    """The supervisor, who is told, has a phone without script."""
    how = {"supervisor": ON_A_PHONE}
    day = Day(window, site, scene.builder.urn, lambda who: how.get(who, AT_A_DESK))
    secret = set_up_directory(day, scene)
    say(site, secret, "POST", "Users", joiner("jo@force.example"))
    page = day.comes_in("administrator", reverse("people"), reverse("see-directories"))
    assert "Has joined, and has no role yet" in visible_text(page)
    check_page(page)

    page = day.open_case("officer")
    page.goto(site + reverse("write-note", args=[scene.builder.case.pk]))
    fill_fields(page, {"text": TYPED})
    end(site, secret, scene.officer)
    main_button(page).click()
    page.wait_for_load_state()
    assert "signed out" in visible_text(page).lower()
    page.goto(site + reverse("see-case", args=[scene.builder.case.pk]))
    assert reverse("account_login") in page.url

    page = day.comes_in("supervisor", reverse("see-notices"))
    assert "someone in your unit has left" in visible_text(page)
    follow_link(page, reverse("see-unit-access", args=[scene.police.reference]))
    assert scene.officer.name in visible_text(page)
    check_page(page, script=False)


def set_up_directory(day, scene):
    """Two administrators set the directory up. Returns its secret, which the page shows once."""
    ways = [reverse("people"), reverse("see-directories"), reverse("add-directory")]
    page = day.comes_in("administrator", *ways)
    agency = str(scene.police.agency_id)
    fill_fields(page, {"name": "Staff directory", "agency": agency, "reason": NEEDED})
    send_without_error(page)
    proposal = AccessProposal.objects.get(status="WAITING")
    ways = [reverse("people"), reverse("see-access-proposals")]
    ways.append(reverse("see-access-proposal", args=[proposal.pk]))
    approving = [*ways, reverse("approve-access", args=[proposal.pk])]
    send_without_error(day.comes_in("approver", *approving))
    carrying = [*ways, reverse("carry-out-access", args=[proposal.pk])]
    page = send_without_error(day.comes_in("administrator", *carrying))
    assert "Copy the secret of the directory now" in visible_text(page)
    return page.locator(".rasso-key").inner_text().strip()


def end(site, secret, account):
    body = {"schemas": [PATCH], "Operations": [{"op": "replace", "value": {"active": False}}]}
    reference = User.objects.get(pk=account.pk).reference
    assert say(site, secret, "PATCH", f"Users/{reference}", body)["active"] is False


def say(site, secret, method, path, body):
    """One call of the directory over HTTP."""
    told = {"Authorization": f"Bearer {secret}", "Content-Type": "application/scim+json"}
    asked = Request(f"{site}/scim/v2/{path}", json.dumps(body).encode(), told, method=method)
    with urlopen(asked, timeout=30) as answer:
        return json.load(answer)
