"""A person who lost their phone gets in again by two administrators, and is told."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.auth import SESSION_KEY
from django.core import mail
from django.core.cache import cache
from django.test import Client
from pytest_django.asserts import assertRedirects

from people.models import AccessProposal
from people.signing_in.actions.recovery_codes import make_codes
from tests.support.people.approvals import approve_on_page, propose_on_page, second_administrator
from tests.support.people.pages import ImmediateThread, response_text

PAGE = "reset-second-factor"
PASSWORD = "a long enough pass phrase"


@pytest.fixture
def lost(officer, monkeypatch):
    """An officer with an app and codes, of which they have neither any more."""
    monkeypatch.setattr("people.signing_in.allauth_adapters.Thread", ImmediateThread)
    cache.clear()
    officer.set_password(PASSWORD)
    officer.save()
    TOTP.activate(officer, generate_totp_secret())
    make_codes(officer)
    return officer


def sign_in(person):
    browser = Client()
    browser.post("/account/sign-in/", {"login": person.email, "password": PASSWORD})
    return browser


def test_one_administrator_alone_resets_nothing(admin, lost):
    propose_on_page(admin, PAGE, lost.pk)
    assert Authenticator.objects.filter(user=lost).count() == 2
    assert approve_on_page(approver=lost).status_code in (403, 404)
    assert SESSION_KEY not in sign_in(lost).session
    assert mail.outbox == []


def test_after_the_approval_the_password_leads_to_the_set_up_only(
    admin, lost, django_capture_on_commit_callbacks
):
    thief = Client()
    thief.force_login(lost)
    propose_on_page(admin, PAGE, lost.pk)
    with django_capture_on_commit_callbacks(execute=True):
        assert approve_on_page().status_code == 302
    assert not Authenticator.objects.filter(user=lost).exists()
    assert SESSION_KEY not in thief.session
    assertRedirects(sign_in(lost).get("/"), "/account/security/set-up/")
    [told] = [each for each in mail.outbox if each.to == [lost.email]]
    assert "Two administrators have reset the second step" in told.body
    assert lost.history.first().history_change_reason == "reset_second_factor"
    assert AccessProposal.objects.get().status == "DONE"


def test_a_person_without_a_factor_has_none_to_reset(admin, officer):
    answer = propose_on_page(admin, PAGE, officer.pk)
    assert "has no second step of signing in yet" in response_text(answer)
    assert not AccessProposal.objects.exists()


def test_nobody_resets_their_own(admin, administrator):
    TOTP.activate(administrator, generate_totp_secret())
    assert propose_on_page(admin, PAGE, administrator.pk).status_code == 403
    assert second_administrator() and Authenticator.objects.exists()
