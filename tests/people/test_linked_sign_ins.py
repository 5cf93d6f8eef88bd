"""Two administrators link a person's sign-in at a provider; one takes it off."""

import pytest
from django.contrib.auth import SESSION_KEY
from django.core import mail
from django.core.cache import cache
from django.test import Client

from people.models import AccessProposal, LinkedSignIn
from people.signing_in.link_codes import code_of
from tests.support.openid.fixtures import PASSWORD, process, providers
from tests.support.openid.running import through_provider
from tests.support.people.approvals import approve_on_page, propose_on_page, second_administrator
from tests.support.people.cast import make_user
from tests.support.people.pages import ImmediateThread, post_page, response_text
from tests.support.security_key import add_security_key
from timeliness.models import Delivery

FIXTURES = (providers, process)
LINK, UNLINK, START = "link-sign-in", "unlink-sign-ins", "/account/by/police/"


@pytest.fixture(autouse=True)
def mail_in_this_thread(monkeypatch, providers):
    monkeypatch.setattr("people.signing_in.allauth_adapters.Thread", ImmediateThread)
    providers.tell(claims={"amr": ["mfa"]})


def shown_code(browser):
    """The code on the page of whoever signs in there and is linked to nobody."""
    page = through_provider(browser, START)
    assert page.status_code == 403
    return page.context["code"]


def test_one_administrator_alone_links_nothing(admin, officer):
    propose_on_page(admin, LINK, officer.pk, code=shown_code(Client()))
    assert not LinkedSignIn.objects.exists()
    assert approve_on_page(approver=officer).status_code in (403, 404)
    assert through_provider(Client(), START).status_code == 403


def test_after_the_approval_the_sign_in_opens_the_account(
    admin, officer, django_capture_on_commit_callbacks
):
    browser = Client()
    propose_on_page(admin, LINK, officer.pk, code=shown_code(browser).lower().replace("-", " "))
    with django_capture_on_commit_callbacks(execute=True):
        assert approve_on_page().status_code == 302
    through_provider(browser, START)
    assert browser.session[SESSION_KEY] == str(officer.pk)
    [told] = [each for each in mail.outbox if each.to == [officer.email]]
    assert told.subject == "A sign-in has been linked to your account"
    assert officer.history.first().history_change_reason == "link_sign_in"


def test_the_approver_reads_which_sign_in_it_is(admin, officer, providers):
    propose_on_page(admin, LINK, officer.pk, code=shown_code(Client()))
    proposal = AccessProposal.objects.get()
    other = Client()
    other.force_login(second_administrator())
    text = response_text(other.get(f"/administration/approvals/{proposal.pk}/"))
    assert f"{providers.base}/police" in text and "person-1" in text


@pytest.mark.parametrize("code", ["", "ABCD-EFGH-IJKL", "x" * 30])
def test_a_code_that_nobody_was_shown_links_nothing(admin, officer, code):
    answer = propose_on_page(admin, LINK, officer.pk, code=code)
    text = response_text(answer)
    assert "Enter the code that the person was shown" in text
    assert not AccessProposal.objects.exists()


def test_a_code_is_always_the_same_and_ends(providers):
    issuer = f"{providers.base}/police"
    assert shown_code(Client()) == shown_code(Client()) == code_of(issuer, "person-1")
    providers.tell(person="person-2")
    assert shown_code(Client()) != code_of(issuer, "person-1")


def test_a_code_that_ended_links_nothing(admin, officer):
    code = shown_code(Client())
    cache.clear()
    propose_on_page(admin, LINK, officer.pk, code=code)
    assert not AccessProposal.objects.exists()


def test_nobody_links_one_to_their_own_account(admin, administrator):
    code = shown_code(Client())
    assert propose_on_page(admin, LINK, administrator.pk, code=code).status_code == 403


def test_one_administrator_takes_it_off_who_has_a_second_step_here_too(
    admin, officer, providers, django_capture_on_commit_callbacks
):
    linked_to_police(officer, providers)
    add_security_key(officer)
    browser = Client()
    through_provider(browser, START)
    with django_capture_on_commit_callbacks(execute=True):
        assert post_page(admin, UNLINK, officer.pk, version=1).status_code == 302
    assert SESSION_KEY not in browser.session and not LinkedSignIn.objects.exists()
    assert [each.subject for each in mail.outbox] == [
        "A sign-in has been unlinked from your account"
    ]
    answer = post_page(admin, UNLINK, officer.pk, version=2)
    assert "No sign-in at a provider is linked" in response_text(answer)


def test_one_alone_does_not_take_off_the_only_second_step(admin, officer, providers):
    """Else whoever reads the mail of the account could set a password, and a step of their own."""
    linked_to_police(officer, providers)
    answer = post_page(admin, UNLINK, officer.pk, version=1)
    assert "Reset their second step instead, which two people agree on" in response_text(answer)
    assert LinkedSignIn.objects.filter(user=officer).exists()
    officer.set_password(PASSWORD)
    officer.save()
    browser = Client()
    browser.post("/account/sign-in/", {"login": officer.email, "password": PASSWORD})
    assert "Sign in there to set up a second step" in response_text(browser.get("/", follow=True))
    assert SESSION_KEY not in browser.session


def test_leaders_of_the_unit_are_told_that_it_was_taken_off(admin, officer, police, providers):
    leader = make_user(police, "supervise_cases")
    linked_to_police(officer, providers)
    add_security_key(officer)
    post_page(admin, UNLINK, officer.pk, version=1)
    [told] = Delivery.objects.filter(recipient=leader)
    assert told.notice == "way_in_changed"


def linked_to_police(user, providers):
    facts = {
        "issuer": f"{providers.base}/police",
        "subject": "person-1",
        "linked_at": "2026-11-30T00:00Z",
    }
    return LinkedSignIn.objects.create(user=user, **facts)


def test_a_closed_account_keeps_no_link(admin, officer, providers):
    linked_to_police(officer, providers)
    assert post_page(admin, "deactivate-person", officer.pk, version=1).status_code == 302
    assert not LinkedSignIn.objects.exists()


def test_a_reset_second_step_keeps_no_link(admin, officer, providers):
    linked_to_police(officer, providers)
    propose_on_page(admin, "reset-second-factor", officer.pk)
    assert LinkedSignIn.objects.exists()
    assert approve_on_page().status_code == 302
    assert not LinkedSignIn.objects.exists()
