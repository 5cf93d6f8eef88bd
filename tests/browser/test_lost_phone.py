"""Journey 14 in Chromium: a phone is lost, with the app on it that signs its owner in."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core.cache import cache
from django.urls import reverse

from devtools.authenticator_app import shown_code
from devtools.case_builder import PASSWORD
from people.models import AccessProposal
from people.signing_in.actions.recovery_codes import make_codes
from tests.browser.test_leaver import people_and_their_office
from tests.support.browser.page_check import PHONE, click_and_wait, send_page
from tests.support.browser.working_day import (
    AT_A_DESK,
    Day,
    fill_fields,
    send_without_error,
    visible_text,
)

SCENE = people_and_their_office
WHY = "The phone was stolen on the train, and the officer came to the station with their card."


@pytest.fixture
def loser(scene):
    """The officer, who had an app and recovery codes."""
    cache.clear()
    scene.officer.set_password(PASSWORD)
    scene.officer.save()
    TOTP.activate(scene.officer, generate_totp_secret())
    make_codes(scene.officer)
    return scene.officer


def sign_in(page, site, person):
    page.goto(f"{site}{reverse('account_login')}")
    page.fill("#id_login", person.email)
    page.fill("#id_password", PASSWORD)
    send_page(page)


def test_two_administrators_let_in_whoever_lost_their_phone(window, site, scene, loser, check_page):
    """The officer has another phone, without script; nobody tells them a password or a code."""
    phone = window(width=PHONE, script=False)
    sign_in(phone, site, loser)
    assert phone.url == f"{site}{reverse('mfa_authenticate')}"
    assert "If you have lost the phone" in visible_text(phone)
    check_page(phone, script=False)

    day = Day(window, site, scene.builder.urn, AT_A_DESK)
    page = day.comes_in(
        "administrator", reverse("people"), reverse("person", args=[loser.pk]),
        reverse("reset-second-factor", args=[loser.pk]),
    )  # fmt: skip
    fill_fields(page, {"reason": WHY})
    send_without_error(page)
    assert Authenticator.objects.filter(user=loser).count() == 2  # one alone resets nothing
    proposal = AccessProposal.objects.get(status="WAITING")
    page = day.comes_in(
        "approver", reverse("people"), reverse("see-access-proposals"),
        reverse("see-access-proposal", args=[proposal.pk]),
        reverse("approve-access", args=[proposal.pk]),
    )  # fmt: skip
    assert WHY in visible_text(page)
    send_without_error(page)
    assert not Authenticator.objects.filter(user=loser).exists()

    sign_in(phone, site, loser)
    assert phone.url == f"{site}{reverse('mfa_set_up')}"
    click_and_wait(phone.locator(f'a[href="{reverse("mfa_activate_totp")}"]').first)
    secret = phone.locator(".rasso-key").inner_text().replace(" ", "").strip()
    phone.fill("#id_code", shown_code(secret))
    send_without_error(phone)
    assert phone.locator("code.rasso-key").count() >= 8  # new recovery codes, shown once
    phone.goto(f"{site}{reverse('see-case', args=[scene.builder.case.pk])}")
    assert scene.builder.urn in visible_text(phone)
