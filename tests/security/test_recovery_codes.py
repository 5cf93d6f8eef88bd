"""Recovery codes are stored as password hashes, shown once, and used once (OWASP ASVS 6.5.2)."""

import json
import re
from importlib import import_module

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.apps import apps
from django.contrib.auth import SESSION_KEY
from django.core import mail
from django.core.cache import cache
from django.db import connection
from django.test import Client

from devtools.authenticator_app import shown_code
from people.models import AuditEntry, Session
from people.signing_in.actions.recovery_codes import make_codes, use_code
from people.web.session_contents import session_data
from tests.support.cases.concurrency import run_meanwhile
from tests.support.people.cast import make_unit, make_user
from tests.support.people.pages import ImmediateThread

SIGN_IN, CODE, CONFIRM = "/account/sign-in/", "/account/security/code/", "/account/confirm/"
CODES = "/account/security/recovery-codes/"
PASSWORD = "a long enough pass phrase"
SHOWN = re.compile(r'<code class="rasso-key">([^<]+)</code>')


@pytest.fixture
def officer(db):
    cache.clear()
    user = make_user(make_unit("POLICE"), "refer_cases")
    user.set_password(PASSWORD)
    user.save()
    TOTP.activate(user, generate_totp_secret())
    return user


def enter(officer, code):
    """Sign in by the password and this code. Returns the browser."""
    browser = Client()
    browser.post(SIGN_IN, {"login": officer.email, "password": PASSWORD})
    browser.post(CODE, {"code": code})
    return browser


def is_in(browser):
    return SESSION_KEY in browser.session


def stored(officer):
    """What the database holds of a person's codes, as text."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT data::text FROM mfa_authenticator"
            " WHERE type = 'recovery_codes' AND user_id = %s",
            [officer.pk],
        )
        [[text]] = cursor.fetchall()
    return text


def test_no_code_can_be_read_from_what_is_stored(officer):
    codes = make_codes(officer)
    text = stored(officer)
    assert "seed" not in text and "sealed:" not in text
    for code in codes:
        secret = code.replace("-", "")[4:]
        assert len(secret) == 12 and secret not in text.replace("-", "")
    hashes = json.loads(text)["hashes"].values()
    assert len(hashes) == len({*hashes}) == len({*codes}) == 10
    assert all(each.startswith("argon2$argon2id$") for each in hashes)


def test_a_code_opens_the_account_once(officer):
    first, second, *_rest = make_codes(officer)
    assert is_in(enter(officer, first))
    assert not is_in(enter(officer, first))
    assert is_in(enter(officer, second))
    assert not [
        each for each in (first, second) if each[:4] in json.loads(stored(officer))["hashes"]
    ]


@pytest.mark.parametrize(
    "typed",
    [
        lambda code: code.upper(),
        lambda code: code.replace("-", " "),
        lambda code: f" {code.replace('-', '')} ",
        lambda code: code.replace("0", "O").replace("1", "l"),
    ],
)
def test_a_code_may_be_typed_as_people_type(officer, typed):
    codes = make_codes(officer)
    with_digits = next((each for each in codes if {"0", "1"} & {*each}), codes[0])
    assert is_in(enter(officer, typed(with_digits)))


def test_a_code_of_another_person_or_a_changed_one_opens_nothing(officer):
    other = make_user(make_unit("POLICE"), "refer_cases")
    TOTP.activate(other, generate_totp_secret())
    [theirs, *_rest], [mine, *_more] = make_codes(other), make_codes(officer)
    wrong = mine[:-1] + ("2" if mine[-1] != "2" else "3")
    for code in (theirs, wrong, ""):
        assert not is_in(enter(officer, code))
    assert is_in(enter(officer, mine))


def test_wrong_codes_are_limited_and_a_right_one_after_them_is_not_looked_at(officer):
    [code, *_rest] = make_codes(officer)
    browser = enter(officer, "0000-0000-0000-0000")
    for _each in range(4):
        browser.post(CODE, {"code": "0000-0000-0000-0000"})
    browser.post(CODE, {"code": code})
    assert not is_in(browser)
    assert AuditEntry.objects.filter(verb="second_step_throttled", user=officer).exists()


@pytest.mark.django_db(transaction=True)
def test_of_two_who_send_one_code_at_once_one_gets_in(officer):
    [code, *_rest] = make_codes(officer)
    rows = Authenticator.objects.filter(user=officer)
    acts = [lambda: use_code(officer, code)] * 4
    answers = run_meanwhile(lambda: list(rows.select_for_update()), *acts)
    assert len([each for each in answers if isinstance(each, Authenticator)]) == 1
    assert answers.count(None) == 3


def test_codes_are_shown_once_and_kept_nowhere(officer):
    browser = enter(officer, make_codes(officer)[0])
    browser.post(CONFIRM, {"password": PASSWORD})
    page = browser.post(f"{CODES}new/", follow=True)
    shown = SHOWN.findall(page.content.decode())
    assert len(shown) == 10
    for each in Session.objects.all():
        assert shown[0] not in json.dumps(session_data(each))
    again = browser.get(CODES).content.decode()
    assert not SHOWN.findall(again) and "You have 10 codes left" in again
    assert is_in(enter(officer, shown[0]))


def test_new_codes_end_those_before(officer):
    [earlier, *_rest] = make_codes(officer)
    make_codes(officer)
    assert not is_in(enter(officer, earlier))


def test_the_file_holds_codes_and_nothing_else_that_is_sent(officer):
    browser = enter(officer, make_codes(officer)[0])
    fine = browser.post(f"{CODES}download/", {"codes": "k7mp-3xqd-9wtr-52cz"})
    assert fine.content == b"k7mp-3xqd-9wtr-52cz\n"
    assert (
        fine["Content-Disposition"].startswith("attachment")
        and "text/plain" in fine["Content-Type"]
    )
    for sent in ("<script>alert(1)</script>", "k7mp-3xqd-9wtr-52cz and more", ""):
        assert browser.post(f"{CODES}download/", {"codes": sent}).status_code == 302
    assert browser.get(f"{CODES}download/").status_code == 405


# Codes that an earlier release made from a stored seed


def test_a_seed_of_an_earlier_release_is_forgotten_and_new_codes_are_asked_for(officer):
    secret = generate_totp_secret()
    Authenticator.objects.filter(user=officer).delete()
    TOTP.activate(officer, secret)
    RecoveryCodes.activate(officer)
    assert "seed" in stored(officer)
    browser = enter(officer, shown_code(secret))
    assert is_in(browser) and "seed" not in stored(officer)
    page = browser.get("/account/security/").content.decode()
    assert "You have no recovery codes. Make new ones" in page


def test_the_migration_forgets_every_seed_and_no_hash(officer):
    other = make_user(make_unit("POLICE"), "refer_cases")
    RecoveryCodes.activate(officer)
    TOTP.activate(other, generate_totp_secret())
    [code, *_rest] = make_codes(other)
    migration = import_module("people.migrations.0006_forget_seeds_of_recovery_codes")
    migration.forget_seeds(apps, None)
    assert "seed" not in stored(officer)
    assert use_code(other, code) is not None


def test_the_release_before_finds_no_code_and_does_not_fail(officer):
    [code, *_rest] = make_codes(officer)
    theirs = RecoveryCodes(Authenticator.objects.get(user=officer, type="recovery_codes"))
    assert theirs.get_unused_codes() == [] and not theirs.validate_code(code)


def test_a_seed_that_is_made_during_the_roll_out_opens_nothing(officer):
    RecoveryCodes.activate(officer)
    [code, *_rest] = RecoveryCodes(
        Authenticator.objects.get(user=officer, type="recovery_codes")
    ).get_unused_codes()
    assert len(code) == 8 and not is_in(enter(officer, code))


# Codes that nobody saw


def made_in(officer):
    """A browser that has just made codes, and has not opened the page that shows them."""
    browser = Client()
    browser.force_login(officer)
    browser.post(CONFIRM, {"password": PASSWORD})
    browser.post(f"{CODES}new/")
    return browser


def is_asked(officer, secret):
    """Whether a person who signs in by their app is asked to make codes."""
    cache.clear()  # so that the app's code works twice
    page = enter(officer, shown_code(secret)).get("/account/security/").content.decode()
    return "You have no recovery codes. Make new ones" in page


def test_whoever_never_saw_their_codes_is_asked_to_make_new_ones(officer):
    secret = generate_totp_secret()
    Authenticator.objects.filter(user=officer).delete()
    TOTP.activate(officer, secret)
    browser = made_in(officer)
    assert is_asked(officer, secret)
    assert len(SHOWN.findall(browser.get(CODES).content.decode())) == 10
    assert not is_asked(officer, secret)


def test_codes_that_were_replaced_meanwhile_are_not_shown(officer):
    browser = made_in(officer)
    make_codes(officer)
    assert not SHOWN.findall(browser.get(CODES).content.decode())
    assert json.loads(stored(officer))["shown"] is False


def test_codes_made_with_the_first_factor_are_logged_and_told(officer, monkeypatch):
    monkeypatch.setattr("people.signing_in.allauth_adapters.Thread", ImmediateThread)
    Authenticator.objects.filter(user=officer).delete()
    browser = Client()
    browser.post(SIGN_IN, {"login": officer.email, "password": PASSWORD})
    secret = browser.get("/account/security/app/").context["form"].secret
    browser.post("/account/security/app/", {"code": shown_code(secret)})
    made = AuditEntry.objects.filter(verb="recovery_codes_generated", user=officer)
    assert made.count() == 1
    assert [each for each in mail.outbox if "recovery codes" in each.subject.lower()]
