"""A provider that is slow, says too much or nonsense; answers that nobody asked for."""

import time

import pytest
from django.contrib.auth import SESSION_KEY
from django.core import mail

from people.models import AuditEntry, LinkedSignIn
from people.signing_in.actions.linked_sign_ins import ONLY_WAY_IN
from tests.support.openid.fixtures import PASSWORD, link, linked, officer, process, providers
from tests.support.openid.running import address_back, through_provider

START, BACK, LINK = (f"/account/by/police/{path}" for path in ("", "back/", "link/"))
CONFIRM, AT_PROVIDER = "/account/confirm/", "/account/by/police/confirm/"
FIXTURES = (providers, linked, officer, process)

pytestmark = pytest.mark.usefixtures("providers")


@pytest.mark.parametrize("fault", ["slow", "slow body"])
def test_a_provider_that_sends_slowly_is_waited_for_once(client, providers, settings, fault):
    settings.SOCIALACCOUNT_REQUESTS_TIMEOUT = 1
    providers.tell(fault=fault)
    before = time.monotonic()
    assert client.get(START).status_code == 400
    assert time.monotonic() - before < 10  # it sends for more than a minute


@pytest.mark.parametrize("fault", ["long", "list"])
def test_a_provider_that_sends_what_it_should_not_opens_nothing(client, providers, fault):
    providers.tell(fault=fault)
    assert client.get(START).status_code == 400


def test_a_sign_out_that_is_no_address_opens_nothing(linked, client, providers):
    providers.tell(fault="end_session_endpoint")
    assert through_provider(client, START).status_code == 400
    assert SESSION_KEY not in client.session


@pytest.mark.parametrize("path", ["", "back/"])
def test_the_name_of_the_protocol_is_no_provider(client, path):
    assert client.get(f"/account/by/openid_connect/{path}").status_code == 404


@pytest.mark.parametrize("query", ["", "?state=x&code=y", "?error=access_denied"])
def test_an_answer_that_nobody_asked_for_leaves_no_entry(client, query):
    assert client.get(BACK + query).status_code == 400
    assert not AuditEntry.objects.exists()


def test_the_log_says_which_provider_and_why(linked, client, providers, caplog):
    providers.tell(fault="no auth_time")
    through_provider(client, START)
    told = [each.getMessage() for each in caplog.records if each.name.startswith("people")]
    assert (
        len(told) == 1 and "police" in told[0] and "MissingRequiredClaimError auth_time" in told[0]
    )
    assert "person-1" not in caplog.text and "a secret" not in caplog.text


def test_a_link_without_its_entry_is_none(officer, client, monkeypatch):
    client.force_login(officer)
    client.post(CONFIRM, {"password": PASSWORD})
    back = address_back(client.post(LINK).url)
    monkeypatch.setattr("people.access.audit_log.record_sign_in", _fails)
    with pytest.raises(RuntimeError):
        client.get(back)
    assert not LinkedSignIn.objects.exists() and mail.outbox == []


def _fails(*_, **__):
    raise RuntimeError


def test_a_form_that_waited_is_not_sent_after_confirming_there(linked, client):
    client.force_login(linked)
    client.post(LINK)
    assert "account_reauthentication_state" in client.session
    through_provider(client, f"{AT_PROVIDER}?next=/")
    assert "account_reauthentication_state" not in client.session


def test_a_provider_that_is_no_longer_set_is_no_way_in(linked, client, providers, settings):
    linked.set_unusable_password()
    linked.save()
    link(linked, providers, "cps")
    through_provider(client, START)
    settings.SOCIALACCOUNT_PROVIDERS = only(providers, "police")
    page = client.post("/account/by/police/unlink/", follow=True)
    assert str(ONLY_WAY_IN) in page.content.decode()
    assert LinkedSignIn.objects.count() == 2


def test_a_session_of_a_provider_that_is_no_longer_set_has_no_factor(
    linked, client, providers, settings
):
    through_provider(client, START)
    assert client.get("/").status_code == 200
    settings.SOCIALACCOUNT_PROVIDERS = only(providers, "cps")
    page = client.get("/", follow=True)
    assert page.redirect_chain[-1][0].startswith("/account/sign-in/")


def only(providers, name):
    apps = providers.settings()["openid_connect"]["APPS"]
    kept = [app for app in apps if app["provider_id"] == name]
    return {"openid_connect": {"APPS": kept}}
