"""Signing in, forgotten passwords, changing a password, and security codes."""

import re

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core import mail
from django.core.cache import cache
from django.template.loader import render_to_string
from django.urls import reverse
from pytest_django.asserts import assertRedirects, assertTemplateUsed

from devtools.authenticator_app import shown_code
from devtools.case_builder import MONDAY, person, scope
from people.administration.actions import accounts
from people.administration.approvals import Approval
from people.models import AuditEntry, Session, User
from people.signing_in import allauth_adapters, urls
from people.signing_in.actions.recovery_codes import make_codes
from tests.support.cases.permission_matrix import make_administration_unit
from tests.support.pages.form_site import PASSWORD

SIGN_IN = "/account/sign-in/"
FORGOTTEN = "/account/password/forgotten/"
NEW = "nobody puts these words together"


class ImmediateThread:
    """A thread that runs when it is started, so that a test can wait for it."""

    def __init__(self, target, args):
        self.target, self.args = target, args

    def start(self):
        self.target(*self.args)


@pytest.fixture(autouse=True)
def mail_in_this_thread(monkeypatch, settings, db):
    monkeypatch.setattr(allauth_adapters, "Thread", ImmediateThread)
    settings.LOGIN_REDIRECT_URL = "/account/security/"
    cache.clear()


def page_html(response):
    return " ".join(response.content.decode().split())


def sign_in(client, email, password=PASSWORD):
    return client.post(SIGN_IN, {"login": email, "password": password})


def test_an_address_and_a_password_open_the_account_in_any_case_of_letters(client, officer):
    page = client.post(SIGN_IN, {"login": officer.email.upper(), "password": PASSWORD}, follow=True)
    assertRedirects(page, "/account/security/set-up/")
    assert "Priya Nair" in page_html(page)
    assert AuditEntry.objects.filter(verb="sign_in", user=officer).count() == 1


def test_a_blank_form_says_what_to_enter(client):
    page = page_html(sign_in(client, "", ""))
    assert "<title>Error: Sign in" in page
    assert '<a href="#id_login">Enter your email address</a>' in page
    assert '<a href="#id_password">Enter your password</a>' in page


def test_a_wrong_password_an_unknown_address_and_a_closed_account_look_the_same(client, officer):
    def said(email, password):
        page = page_html(sign_in(client, email, password))
        return re.sub(r'(nonce|value)="[^"]*"', "", page)

    wrong = said(officer.email, "not the password")
    assert "Enter the email address and password of your account" in wrong
    assert said("nobody@example.org", PASSWORD) == wrong
    officer.is_active = False
    officer.save()
    assert said(officer.email, PASSWORD) == wrong


def test_after_five_wrong_passwords_one_has_to_wait(client, officer):
    for _ in range(5):
        sign_in(client, officer.email, "not the password")
    page = page_html(sign_in(client, officer.email))
    assert "Too many attempts. Wait 5 minutes, then try again" in page


def test_a_machine_that_tries_without_end_gets_a_page_that_says_so(client, settings):
    settings.ACCOUNT_RATE_LIMITS = {"login": "1/m/ip"}
    sign_in(client, "a@example.org")
    page = sign_in(client, "b@example.org")
    assert page.status_code == 429
    assert "we limit how often this can be tried" in page_html(page)


@pytest.mark.register
def test_no_page_makes_an_account_or_changes_an_address(as_officer):
    for path in ("signup/", "sign-up/", "email/", "password/set/", "login/code/"):
        assert as_officer.get(f"/account/{path}").status_code == 404


def test_one_signs_out_by_a_button_never_by_following_a_link(as_officer):
    assert "Do you want to sign out?" in page_html(as_officer.get("/account/sign-out/"))
    page = as_officer.post("/account/sign-out/", follow=True)
    assert "You have signed out" in page_html(page)
    assert as_officer.get("/account/security/").status_code == 302


def test_asking_for_a_link_looks_the_same_for_known_and_unknown_addresses(client, officer):
    found = client.post(FORGOTTEN, {"email": officer.email}, follow=True)
    unknown = client.post(FORGOTTEN, {"email": "nobody@example.org"}, follow=True)
    assert re.sub(r'nonce="\S+"', "", page_html(found)) == re.sub(
        r'nonce="\S+"', "", page_html(unknown)
    )
    assert [letter.to for letter in mail.outbox] == [[officer.email]]


def test_a_mail_server_that_is_down_does_not_tell_who_has_an_account(client, officer, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    assert client.post(FORGOTTEN, {"email": officer.email}).status_code == 302


def link_in_letter(letter):
    return re.search(r"http://testserver(/\S+)", letter.body).group(1)


def test_a_mail_is_plain_text_to_the_letter():
    name = "account/email/password_reset_key_message.txt"
    assert "?a=1&b=2" in render_to_string(name, {"password_reset_url": "https://x/?a=1&b=2"})


def test_a_link_chooses_a_new_password_once(client, officer):
    client.post(FORGOTTEN, {"email": officer.email})
    (letter,) = mail.outbox
    assert letter.subject == "Choose a new password"
    assert officer.name not in letter.body
    page = client.get(link_in_letter(letter), follow=True)
    assertTemplateUsed(page, "account/password_reset_from_key.jinja")
    address = page.redirect_chain[-1][0]
    assert "Use at least 15 characters" in page_html(client.post(address, {"password1": "short"}))
    done = client.post(address, {"password1": NEW}, follow=True)
    assert "Your password has been changed" in page_html(done)
    assert mail.outbox[-1].subject == "Your password has been changed"
    assert sign_in(client, officer.email, NEW).status_code == 302
    client.logout()
    assert "This link no longer works" in page_html(client.get(link_in_letter(letter), follow=True))


def test_a_password_is_changed_by_a_person_who_knows_it(as_officer, officer):
    wrong = as_officer.post("/account/password/", {"oldpassword": "x", "password1": NEW})
    assert "Enter your password as it is now" in page_html(wrong)
    done = as_officer.post(
        "/account/password/", {"oldpassword": PASSWORD, "password1": NEW}, follow=True
    )
    assert "Your password has been changed" in page_html(done)
    assert "If it was not you, tell your administrator at once." in mail.outbox[-1].body
    officer.refresh_from_db()
    assert officer.check_password(NEW)


def confirm_identity(client):
    """Pass the page "Confirm it is you"."""
    page = client.get("/account/security/app/", follow=True)
    assertTemplateUsed(page, "account/reauthenticate.jinja")
    return client.post(page.redirect_chain[-1][0], {"password": PASSWORD}, follow=True)


def test_an_app_is_set_up_after_the_password_and_gives_recovery_codes(
    as_officer, django_capture_on_commit_callbacks
):
    page = confirm_identity(as_officer)
    assertTemplateUsed(page, "mfa/totp/activate_form.jinja")
    again = as_officer.post("/account/security/app/", {"code": "000000"})
    assert "Enter the code that your app shows now" in page_html(again)
    secret = as_officer.get("/account/security/app/").context["form"].secret
    with django_capture_on_commit_callbacks(execute=True):
        done = as_officer.post("/account/security/app/", {"code": shown_code(secret)}, follow=True)
    assertTemplateUsed(done, "mfa/recovery_codes/index.jinja")
    assert mail.outbox[-1].subject == "An authenticator app has been set up"
    assert "10 codes left" in page_html(as_officer.get("/account/security/"))
    codes = done.context["codes"]
    saved = as_officer.post(
        "/account/security/recovery-codes/download/", {"codes": " ".join(codes)}
    )
    assert saved.content.decode().split() == codes and len(codes) == 10
    with django_capture_on_commit_callbacks(execute=True):
        as_officer.post("/account/security/recovery-codes/new/")
    assert mail.outbox[-1].subject == "You have new recovery codes"
    assert "Do you want to remove" in page_html(as_officer.get("/account/security/app/off/"))
    as_officer.post("/account/security/app/off/")
    assertRedirects(as_officer.get("/account/security/"), "/account/security/set-up/")


def test_the_code_that_set_an_app_up_opens_nothing(as_officer, officer, client):
    confirm_identity(as_officer)
    secret = as_officer.get("/account/security/app/").context["form"].secret
    used = shown_code(secret)
    as_officer.post("/account/security/app/", {"code": used})
    as_officer.post("/account/sign-out/")
    sign_in(client, officer.email)
    assert "Enter the code" in page_html(client.post("/account/security/code/", {"code": used}))


def test_seeds_are_sealed_in_the_database_and_bound_to_the_keys(officer, settings):
    secret = generate_totp_secret()
    app = TOTP.activate(officer, secret)
    kept = app.instance.data["secret"]
    assert secret not in kept and kept.startswith("sealed:")
    settings.SECOND_FACTOR_KEYS = ["another", *settings.SECOND_FACTOR_KEYS]
    assert app.validate_code(shown_code(secret))
    settings.SECOND_FACTOR_KEYS = ["another"]
    with pytest.raises(ValueError, match="None of the keys"):
        app.validate_code(shown_code(secret))


@pytest.mark.parametrize("host", ["testserver:8443", "testserver"])
def test_a_link_follows_the_configured_origin_and_not_the_name_that_was_asked_for(
    client, officer, settings, host
):
    settings.PUBLIC_ORIGIN = "https://rasso.example"
    client.post(FORGOTTEN, {"email": officer.email}, headers={"Host": host})
    assert "https://rasso.example/account/" in mail.outbox[0].body
    assert "testserver" not in mail.outbox[0].body


def test_a_session_of_a_closed_account_stays_ended_when_it_is_opened_again(as_officer, officer):
    by = scope(person(make_administration_unit(), "administer_accounts"))
    assert as_officer.get("/account/security/").status_code == 200
    approved = {"approval": Approval("reactivate_person", None)}
    ends = {"reason": "They have left."}
    for act, more in ((accounts.deactivate_person, ends), (accounts.reactivate_person, approved)):
        row = User.objects.get(pk=officer.pk)
        act(person=row, by=by, at=MONDAY, version=row.version, **more)
    assert not Session.objects.exists()
    assert as_officer.get("/account/security/").status_code == 302


def test_an_app_can_be_set_up_after_a_password_was_forgotten(as_officer, officer):
    as_officer.post(FORGOTTEN, {"email": officer.email})
    assert not EmailAddress.objects.exists()
    assertTemplateUsed(confirm_identity(as_officer), "mfa/totp/activate_form.jinja")


def test_with_an_app_the_password_alone_opens_nothing(client, officer):
    secret = generate_totp_secret()
    TOTP.activate(officer, secret)
    make_codes(officer)
    page = client.post(SIGN_IN, {"login": officer.email, "password": PASSWORD}, follow=True)
    assertTemplateUsed(page, "mfa/authenticate.jinja")
    assert client.get("/account/password/").status_code == 302
    wrong = page_html(client.post("/account/security/code/", {"code": "000000"}))
    assert "<title>Error: " in wrong
    assert "or a recovery code" in wrong
    done = client.post("/account/security/code/", {"code": shown_code(secret)})
    assertRedirects(done, "/account/security/")


@pytest.mark.register
def test_every_page_of_allauths_that_can_be_reached_is_ours():
    for pattern in urls.urlpatterns:
        view = getattr(pattern.callback, "view_class", None)  # a function of ours has none
        template = getattr(view, "template_name", None)
        assert template is None or template.endswith((".jinja", "download.txt"))
    assert reverse("account_reset_password_from_key", args=["1", "x-y"])


def test_an_address_that_was_given_up_opens_nothing_any_more(client, officer, settings):
    old = officer.email
    EmailAddress.objects.create(user=officer, email=old, verified=True, primary=True)
    client.post(FORGOTTEN, {"email": old})
    sent = link_in_letter(mail.outbox.pop())
    officer.email = "elsewhere@example.org"
    officer.save()
    client.post(FORGOTTEN, {"email": old})
    assert mail.outbox == []
    assert "This link no longer works" in page_html(client.get(sent, follow=True))
    assert "Enter the email address and password" in page_html(sign_in(client, old))
    settings.ADDRESS_SETTLES_HOURS = 0
    client.post(FORGOTTEN, {"email": officer.email})
    assert [letter.to for letter in mail.outbox] == [[officer.email]]
