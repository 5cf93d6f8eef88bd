"""Journey 14: two administrators, a leaver whom the directory ends, and a lost phone."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.auth import SESSION_KEY
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from pytest_django.asserts import assertRedirects

from devtools.authenticator_app import shown_code
from devtools.case_builder import PASSWORD, CaseBuilder, cast, person
from people.models import AccessProposal, AuditEntry, Human, Side, Unit, User
from tests.support.cases.pages import client_for, page_text, page_url
from tests.support.module_fixtures import module_fixture
from tests.support.people.approvals import approve_on_page, propose_on_page
from tests.support.people.cast import make_unit
from tests.support.people.directory import Directory, account_of
from tests.support.people.pages import post_page

pytestmark = pytest.mark.django_db
SET_UP = "/account/security/set-up/"


@module_fixture
def builder():
    builder = CaseBuilder(cast()).allocate()
    office = make_unit(Side.OVERSIGHT, kind=Unit.Kind.ADMINISTRATION)
    for name, called in (("ada", "Ada Admin"), ("again", "Ada Again"), ("bea", "Bea Admin")):
        setattr(builder.cast, name, person(office, "administer_accounts", name=called))
    builder.cast.auditor = person(office, "read_audit_log", name="Aud Auditor")
    human = Human.objects.create()
    for account in (builder.cast.ada, builder.cast.again):
        User.objects.filter(pk=account.pk).update(human=human)
    return builder


def waits():
    return AccessProposal.objects.get(status="WAITING")


def settle_as(person, verb="approve-access"):
    return post_page(client_for(person), verb, waits().pk)


def open_session(person):
    """A browser in which a person has signed in, with the page of their work on screen."""
    browser = client_for(person)
    assert browser.get(reverse("worklist")).status_code == 200
    return browser


def test_one_proposes_another_approves_and_nobody_does_both_under_another_account(builder):
    people, newcomer = builder.cast, person(builder.cast.police, name="Nia New")
    role = {"unit": people.police.pk, "capacity": "refer_cases"}
    answer = propose_on_page(client_for(people.ada), "give-capacity", newcomer.pk, **role)
    page = page_text(client_for(people.ada).get(answer.url))
    assert "Another person has to approve this: you proposed it." in page
    assert not newcomer.unitgrants.exists()

    for same in (people.ada, people.again):
        assert settle_as(same).status_code == 403
    assert not newcomer.unitgrants.exists()
    assert settle_as(people.bea).status_code == 302
    assert newcomer.unitgrants.get().permission.codename == "refer_cases"
    heard = page_text(client_for(people.supervisor).get(reverse("see-notices")))
    assert "Someone was given access to your unit" in heard


def test_a_leaver_s_next_request_fails_while_the_page_is_still_on_screen(builder):
    people = builder.cast
    directory = Directory(people.police, people.ada)
    joiner = account_of(directory.join("jo@force.example"))
    listed = page_text(client_for(people.bea).get(reverse("see-directories")))
    assert "Jo Newcomer" in listed and "Has joined, and has no role yet" in listed
    assert not joiner.unitgrants.exists()

    browser = open_session(people.officer)
    case = page_url("see-case", builder.case)
    assert browser.get(case).status_code == 200
    assert directory.end(people.officer).json()["active"] is False
    note = browser.post(page_url("write-note", builder.case), {"text": "After I had left."})
    assert note.status_code == 403 and "signed out" in page_text(note).lower()
    assert SESSION_KEY not in browser.session
    assert browser.get(case).status_code == 302

    # Their work stands where it was, and those who lead the unit know.
    assert client_for(people.supervisor).get(case).status_code == 200
    leaders = client_for(people.supervisor)
    assert "someone in your unit has left" in page_text(leaders.get(reverse("see-notices")))
    unit = leaders.get(reverse("see-unit-access", args=[people.police.reference]))
    assert people.officer.name in page_text(unit)
    # Nobody opens the account again alone, the directory least of all.
    back = {"op": "replace", "path": "active", "value": True}
    assert directory.patch(people.officer, back).json()["active"] is False
    log = page_text(client_for(people.auditor).get(reverse("read-audit-log")))
    assert "Staff directory" in log
    assert AuditEntry.objects.filter(verb="end_by_directory").count() == 1


def test_a_lost_phone_is_replaced_by_two_people(builder, django_capture_on_commit_callbacks):
    cache.clear()
    people, loser = builder.cast, builder.cast.prosecutor
    TOTP.activate(loser, generate_totp_secret())
    stolen = open_session(loser)
    propose_on_page(client_for(people.ada), "reset-second-factor", loser.pk, version=loser.version)
    for same in (people.ada, people.again):
        assert settle_as(same).status_code == 403
    assert Authenticator.objects.filter(user=loser).exists()
    with django_capture_on_commit_callbacks(execute=True):
        assert approve_on_page(approver=people.bea).status_code == 302
    assert SESSION_KEY not in stolen.session

    browser = Client()
    browser.post("/account/sign-in/", {"login": loser.email, "password": PASSWORD})
    assertRedirects(browser.get("/"), SET_UP)
    assert browser.get(page_url("see-case", builder.case)).status_code == 302
    # With the new phone they are where they were.
    page = browser.get("/account/security/app/", follow=True)
    code = shown_code(page.context["form"].secret)
    browser.post("/account/security/app/", {"code": code})
    assert browser.get(page_url("see-case", builder.case)).status_code == 200
