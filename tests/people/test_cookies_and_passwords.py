"""What a browser is told of cookies and addresses, and what it may type as a password (ASVS 5)."""

import re
from pathlib import Path

import pytest
from django.core.cache import cache
from django.urls import reverse

from tests.support.people.cast import make_user

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).parents[2]
OLD = "a long enough pass phrase"
AS_TYPED = "  Kestrel UMBRELLA tundra ŵyn  "
LONG = " ".join(["kestrel", "umbrella", "tundra", "bicycle", "window"] * 4)  # 139 characters


@pytest.fixture
def person(police, settings):
    settings.LOGIN_REDIRECT_URL = "/"
    user = make_user(police)
    user.set_password(OLD)
    user.save()
    cache.clear()
    return user


def sign_in(client, person, password):
    return client.post(reverse("account_login"), {"login": person.email, "password": password})


def test_each_cookie_is_kept_to_this_site_and_from_scripts(person, client):
    client.get(reverse("account_login"))
    sign_in(client, person, OLD)
    assert len(client.cookies) >= 2
    for name, cookie in client.cookies.items():
        assert cookie["samesite"] == "Lax", name
        assert cookie["httponly"] is True, name


def test_an_address_is_told_to_no_other_site(person, client):
    for address in (reverse("account_login"), "/", "/api/", "/nothing-here/"):
        assert client.get(address)["Referrer-Policy"] == "same-origin", address


@pytest.mark.parametrize("typed", [AS_TYPED, LONG])
def test_a_password_is_taken_as_it_was_typed(person, client, typed):
    client.force_login(person)
    sent = {"oldpassword": OLD, "password1": typed}
    assert client.post(reverse("account_change_password"), sent).status_code == 302
    person.refresh_from_db()
    assert person.check_password(typed)
    for other in {typed.strip(), typed.lower(), typed[:64], typed[:72]} - {typed}:
        assert not person.check_password(other), other
    client.logout()
    if typed.strip() != typed:
        assert sign_in(client, person, typed.strip()).status_code == 200
    assert sign_in(client, person, typed).status_code == 302


def test_a_password_manager_knows_each_field_and_nothing_stops_pasting(person, client):
    page = client.get(reverse("account_login")).content.decode()
    for wanted in ("email", "current-password"):
        assert f'autocomplete="{wanted}"' in page
    client.force_login(person)
    page = client.get(reverse("account_change_password")).content.decode()
    assert 'autocomplete="current-password"' in page and 'autocomplete="new-password"' in page
    ours = [*ROOT.glob("rasso/static/rasso/*.js"), *ROOT.glob("templates/**/*.html")]
    assert len(ours) > 300
    for path in ours:
        assert not re.search(r"""onpaste|["']paste["']|beforeinput""", path.read_text()), path
