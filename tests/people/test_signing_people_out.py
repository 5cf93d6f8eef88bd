"""An administrator signs a person out everywhere, and changes nothing else of theirs."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.auth import SESSION_KEY
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from people.models import Session, System, Token, User
from tests.support.people.cast import make_user
from tests.support.people.pages import ImmediateThread, last_entry, post_page, response_text

PAGE = "sign-person-out"
PASSWORD = "a long enough pass phrase"


@pytest.fixture
def officer(officer, monkeypatch):
    monkeypatch.setattr("people.signing_in.allauth_adapters.Thread", ImmediateThread)
    cache.clear()
    officer.set_password(PASSWORD)
    officer.save()
    TOTP.activate(officer, generate_totp_secret())
    return officer


@pytest.fixture
def system(police):
    account = make_user(police, "exchange_cases", is_system=True, password="!")
    System.objects.create(account=account, secret="0" * 64)
    return account


@pytest.fixture
def browsers(officer):
    """The two browsers in which the officer is signed in."""
    found = [Client(), Client()]
    for each in found:
        each.force_login(officer)
    return found


def test_every_browser_is_signed_out_and_the_person_told(
    admin, officer, browsers, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        answer = post_page(admin, PAGE, officer.pk, version=officer.version)
    assert answer.status_code == 302
    assert not Session.objects.filter(user=officer).exists()
    for browser in browsers:
        assert browser.get(reverse("see-notices")).url.startswith("/account/sign-in/")
    [told] = [each for each in mail.outbox if each.to == [officer.email]]
    assert "An administrator has signed you out" in told.body
    assert last_entry("sign_person_out").ids == [str(officer.pk)]


def test_the_person_signs_in_again_as_before(admin, officer, browsers):
    roles = list(officer.unitgrants.values_list("pk", flat=True))
    post_page(admin, PAGE, officer.pk, version=officer.version)
    now = User.objects.get(pk=officer.pk)
    assert now.is_active and now.check_password(PASSWORD)
    assert Authenticator.objects.filter(user=officer).count() == 1
    assert list(now.unitgrants.values_list("pk", flat=True)) == roles


def test_what_acts_for_the_person_through_a_system_ends(admin, officer, system):
    Token.objects.create(
        digest="0" * 64, system=system.system, officer=officer, scopes=["read"],
        issued_at=timezone.now(), expires_at=timezone.now(),
    )  # fmt: skip
    post_page(admin, PAGE, officer.pk, version=officer.version)
    assert not Token.objects.exists()


def test_nobody_else_is_signed_out(admin, officer, police):
    other, browser = make_user(police, "refer_cases"), Client()
    browser.force_login(other)
    post_page(admin, PAGE, officer.pk, version=officer.version)
    assert SESSION_KEY in browser.session and SESSION_KEY in admin.session


def test_administrators_sign_themselves_out_where_everybody_does(admin, administrator):
    assert post_page(admin, PAGE, administrator.pk, version=1).status_code == 403
    assert SESSION_KEY in admin.session


def test_a_system_and_a_closed_account_are_signed_in_nowhere(admin, officer, system):
    assert post_page(admin, PAGE, system.pk, version=1).status_code == 403
    User.objects.filter(pk=officer.pk).update(is_active=False)
    answer = post_page(admin, PAGE, officer.pk, version=officer.version)
    assert "This account is deactivated" in response_text(answer)
