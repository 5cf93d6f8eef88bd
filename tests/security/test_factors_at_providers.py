"""An account whose second factor is at a provider: a password alone sets up no other one."""

import re

import pytest
from django.contrib.auth import SESSION_KEY
from django.core import mail

from devtools.authenticator_app import shown_code
from tests.support.openid.fixtures import PASSWORD, linked, officer, process, providers
from tests.support.openid.running import through_provider
from tests.support.people.pages import ImmediateThread

START, SIGN_IN = "/account/by/police/", "/account/sign-in/"
OTHER_PASSWORD = "another long pass phrase"
FIXTURES = (providers, linked, officer, process)


def is_signed_in(client):
    return SESSION_KEY in client.session


def test_a_mailbox_sets_up_no_factor_where_it_is_at_the_provider(linked, client, monkeypatch):
    monkeypatch.setattr("people.signing_in.allauth_adapters.Thread", ImmediateThread)
    client.post("/account/password/forgotten/", {"email": linked.email})
    sent = re.search(r"/account/password/reset/\S+", mail.outbox[0].body).group()
    form = client.get(sent).url
    client.post(form, {"password1": OTHER_PASSWORD, "password2": OTHER_PASSWORD})
    client.post(SIGN_IN, {"login": linked.email, "password": OTHER_PASSWORD})
    assert is_signed_in(client)  # the password was changed
    page = client.get("/", follow=True)
    assert page.redirect_chain[-1][0].startswith(SIGN_IN)
    assert "Sign in there to set up a second step" in page.content.decode()
    assert not is_signed_in(client)


@pytest.mark.parametrize("path", ["app/", "keys/add/"])
def test_nor_by_the_form_itself(linked, client, path):
    client.post(SIGN_IN, {"login": linked.email, "password": PASSWORD})
    client.post(f"/account/security/{path}", {"code": "000000"})
    assert not is_signed_in(client)


def test_who_signed_in_there_without_a_factor_sets_one_up_here(linked, client, providers):
    providers.tell(claims={"amr": ["pwd"]})
    through_provider(client, START)
    secret = client.get("/account/security/app/").context["form"].secret
    client.post("/account/security/app/", {"code": shown_code(secret)})
    assert client.get("/").status_code == 200
