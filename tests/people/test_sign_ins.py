"""Every try to sign in is in the log, and an address that may be nobody's only as a hash."""

import pytest
from django.core.cache import cache
from django.urls import reverse

from people import audit
from people.models import AuditEntry
from tests.people.cast import make_user

PASSWORD = "a long enough pass phrase"


@pytest.fixture
def person(police, settings):
    settings.LOGIN_REDIRECT_URL = "/"  # where one lands is not asked here
    user = make_user(police)
    user.set_password(PASSWORD)
    user.save()
    cache.clear()
    return user


def sign_in(client, email, password=PASSWORD):
    return client.post(reverse("account_login"), {"login": email, "password": password})


def entries():
    rows = AuditEntry.objects.filter(operation="sign-in").order_by("pk")
    return list(rows.values_list("verb", "user_id", "sought"))


def test_signing_in_and_out_are_recorded(person, client):
    sign_in(client, person.email.upper())
    client.post(reverse("account_logout"))

    assert entries() == [("sign_in", person.pk, ""), ("sign_out", person.pk, "")]


def test_a_failure_keeps_no_address(person, client):
    sign_in(client, person.email, "wrong")
    sign_in(client, "nobody@example.org")

    assert entries() == [
        ("sign_in_failed", None, audit.hashed(person.email)),
        ("sign_in_failed", None, audit.hashed("nobody@example.org")),
    ]


def test_being_made_to_wait_is_recorded(person, client):
    for _ in range(6):
        answer = sign_in(client, person.email, "wrong")

    assert entries()[-1][0] == "sign_in_throttled"
    assert "Too many tries" in answer.content.decode()


def test_the_deactivated_do_not_get_in(person, client):
    person.is_active = False
    person.save()
    sign_in(client, person.email)

    assert "_auth_user_id" not in client.session
    assert "sign_in" not in [verb for verb, *_ in entries()]
