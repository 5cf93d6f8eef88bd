"""What the owner of an account is told and asked while its second factors are set up and used."""

import re

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core import mail
from django.core.cache import cache
from django.test import Client

from devtools.authenticator_app import shown_code
from people.models import AuditEntry
from people.signing_in.actions.recovery_codes import make_codes
from tests.support.people.cast import make_unit, make_user
from tests.support.people.pages import ImmediateThread

SIGN_IN, CODE, APP = "/account/sign-in/", "/account/security/code/", "/account/security/app/"
CONFIRM = "/account/security/confirm/"
PASSWORD = "a long enough pass phrase"


@pytest.fixture
def officer(db, monkeypatch):
    cache.clear()
    monkeypatch.setattr("people.signing_in.allauth_adapters.Thread", ImmediateThread)
    user = make_user(make_unit("POLICE"), "refer_cases")
    user.set_password(PASSWORD)
    user.save()
    return user


def entered_password(officer):
    browser = Client()
    browser.post(SIGN_IN, {"login": officer.email, "password": PASSWORD})
    return browser


def told(officer):
    """The subjects of the mails to a person about a recovery code."""
    mine = [each for each in mail.outbox if each.to == [officer.email]]
    return [each.subject for each in mine if "recovery code" in each.subject]


def test_the_owner_is_told_when_a_recovery_code_opens_the_account(officer):
    secret = generate_totp_secret()
    TOTP.activate(officer, secret)
    first, second, *_rest = make_codes(officer)
    browser = entered_password(officer)
    browser.post(CODE, {"code": first})
    assert browser.get("/").status_code == 200
    assert told(officer) == ["A recovery code has been used"]
    assert "If it was not you, tell your administrator at once." in mail.outbox[-1].body
    browser.post(CONFIRM, {"code": second})
    assert len(told(officer)) == 2
    assert AuditEntry.objects.filter(verb="recovery_code_used", user=officer).count() == 2


def test_of_a_code_of_the_app_nobody_is_told(officer):
    secret = generate_totp_secret()
    TOTP.activate(officer, secret)
    make_codes(officer)
    browser = entered_password(officer)
    browser.post(CODE, {"code": shown_code(secret)})
    assert browser.get("/").status_code == 200 and told(officer) == []


@pytest.mark.parametrize("domain", ["unit.example.org", "unit.demo.example"])
def test_who_has_just_signed_in_sets_a_first_factor_up_without_confirming(officer, domain):
    officer.email = f"someone@{domain}"
    officer.save()
    assert entered_password(officer).get(APP).status_code == 200


def test_the_key_of_an_app_is_shown_in_groups_of_four(officer):
    page = entered_password(officer).get(APP)
    [shown] = re.findall(r'<code class="rasso-key">([^<]+)</code>', page.content.decode())
    assert shown.replace(" ", "") == page.context["form"].secret
    assert {len(group) for group in shown.split()} == {4}
