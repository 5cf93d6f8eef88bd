"""Every sign-in attempt is in the audit log; an unknown address only as a hash."""

import pytest
from django.core import mail
from django.core.cache import cache
from django.db import DatabaseError
from django.test import Client
from django.urls import reverse

from devtools.authenticator_app import shown_code
from people.access import audit_log
from people.models import AuditEntry, User
from tests.support.people.cast import make_user
from tests.support.people.pages import ImmediateThread

PASSWORD = "a long enough pass phrase"


@pytest.fixture
def person(police, settings):
    settings.LOGIN_REDIRECT_URL = "/"  # the page after sign-in does not matter here
    user = make_user(police)
    user.set_password(PASSWORD)
    user.save()
    cache.clear()
    return user


def sign_in(client, email, password=PASSWORD):
    return client.post(reverse("account_login"), {"login": email, "password": password})


def sign_in_entries():
    rows = AuditEntry.objects.filter(operation="sign-in").order_by("pk")
    return list(rows.values_list("verb", "user_id", "sought"))


def test_signing_in_and_out_are_recorded(person, client):
    sign_in(client, person.email.upper())
    client.post(reverse("account_logout"))

    assert sign_in_entries() == [("sign_in", person.pk, ""), ("sign_out", person.pk, "")]


def test_a_failure_keeps_no_address(person, client):
    sign_in(client, person.email, "wrong")
    sign_in(client, "nobody@example.org")

    assert sign_in_entries() == [
        ("sign_in_failed", None, audit_log.keyed_hash(person.email)),
        ("sign_in_failed", None, audit_log.keyed_hash("nobody@example.org")),
    ]


def test_being_made_to_wait_is_recorded(person, client):
    for _ in range(6):
        answer = sign_in(client, person.email, "wrong")

    assert sign_in_entries()[-1][0] == "sign_in_throttled"
    assert "Too many attempts" in answer.content.decode()


def test_a_stranger_elsewhere_does_not_lock_an_account(person, client):
    stranger = Client(REMOTE_ADDR="203.0.113.9")
    for _ in range(6):
        answer = sign_in(stranger, person.email, "wrong")
    assert "Too many attempts" in answer.content.decode()
    assert sign_in(client, person.email).status_code == 302
    assert "Too many attempts" in sign_in(stranger, person.email).content.decode()


def test_a_stranger_elsewhere_uses_up_no_person_s_new_passwords(person, client, monkeypatch):
    monkeypatch.setattr("people.signing_in.allauth_adapters.Thread", ImmediateThread)
    ask, stranger = {"email": person.email}, Client(REMOTE_ADDR="203.0.113.9")
    answers = [stranger.post(reverse("account_reset_password"), ask) for _ in range(6)]
    assert [answer.status_code for answer in answers] == [302] * 5 + [429]
    sent = len(mail.outbox)
    assert client.post(reverse("account_reset_password"), ask).status_code == 302
    assert len(mail.outbox) == sent + 1


def test_an_address_that_is_made_to_wait_is_recorded(person, client, settings):
    settings.ACCOUNT_RATE_LIMITS = {"login": "1/m/ip"}
    sign_in(client, "one@example.org")
    answer = sign_in(client, "two@example.org")

    assert answer.status_code == 429
    assert sign_in_entries()[-1] == ("account_throttled", None, "")


def test_a_changed_password_and_an_app_are_recorded_and_told(
    person, client, monkeypatch, django_capture_on_commit_callbacks
):
    monkeypatch.setattr("people.signing_in.allauth_adapters.Thread", ImmediateThread)
    sign_in(client, person.email)
    new = "another long pass phrase"
    page = client.get(reverse("mfa_activate_totp"))
    code = shown_code(page.context_data["form"].secret)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("mfa_activate_totp"), {"code": code})
    client.post(reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": new})
    client.post(reverse("mfa_deactivate_totp"))

    verbs = [verb for verb, user, _ in sign_in_entries() if user == person.pk]
    assert verbs == [
        "sign_in", "recovery_codes_generated", "totp_activated", "password_changed",
        "totp_deactivated",
    ]  # fmt: skip
    assert {to for message in mail.outbox for to in message.to} == {person.email}


def test_a_password_chosen_by_a_link_is_recorded(person, client, monkeypatch):
    monkeypatch.setattr("people.signing_in.allauth_adapters.Thread", ImmediateThread)
    client.post(reverse("account_reset_password"), {"email": person.email})
    [link] = [word for word in mail.outbox[0].body.split() if "/password/reset/" in word]
    form = client.get(link.partition("testserver")[2], follow=True)
    client.post(form.request["PATH_INFO"], {"password1": "another long pass phrase"})

    assert ("password_reset", person.pk, "") in sign_in_entries()


def test_no_person_is_signed_in_and_nothing_changes_where_the_log_cannot_be_written(
    person, client, monkeypatch
):
    client.force_login(person)
    break_audit_log(monkeypatch)
    new = {"oldpassword": PASSWORD, "password1": "another long pass phrase"}
    answer = client.post(reverse("account_change_password"), new)
    assert answer.status_code == 503
    assert User.objects.get(pk=person.pk).check_password(PASSWORD)

    stranger = Client()
    answer = sign_in(stranger, person.email)
    assert answer.status_code == 503
    assert "_auth_user_id" not in stranger.session


def break_audit_log(monkeypatch):
    """The audit log cannot be written during the test."""

    def fails(*_args, **_facts):
        raise DatabaseError

    monkeypatch.setattr(AuditEntry, "save", fails)


def test_the_deactivated_do_not_get_in(person, client):
    person.is_active = False
    person.save()
    sign_in(client, person.email)

    assert "_auth_user_id" not in client.session
    assert "sign_in" not in [verb for verb, *_ in sign_in_entries()]
