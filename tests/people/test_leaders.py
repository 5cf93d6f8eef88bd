"""Whoever leads a unit hears at once that access to it was given: to a person or to a system."""

import pytest
from django.core import mail
from django.urls import reverse

from people import adapters
from people.actions import systems
from tests.cast import MONDAY, scope
from tests.people.cast import make_user
from tests.people.pages import AtOnce, send

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def at_once(monkeypatch):
    monkeypatch.setattr(adapters, "Thread", AtOnce)


def test_the_leaders_hear_of_each_capacity_and_the_mail_names_nobody(
    admin, police, officer, django_capture_on_commit_callbacks
):
    leader, inspector = make_user(police, "supervise_cases"), make_user(police, "inspect_cases")
    with django_capture_on_commit_callbacks(execute=True):
        send(admin, "give-capacity", officer.pk, unit=police.pk, capacity="supervise_cases")
    told = {each.to[0]: each for each in mail.outbox}
    assert told.keys() == {leader.email, inspector.email}
    body = told[leader.email].body
    assert police.name in body and "If you did not expect this" in body
    assert officer.name not in body and officer.email not in body


def test_they_hear_of_a_system_too(
    admin, administrator, police, django_capture_on_commit_callbacks
):
    leader = make_user(police, "supervise_cases")
    system = systems.add_system(
        by=scope(administrator), at=MONDAY, name="Sync", agency=police.agency
    )
    with django_capture_on_commit_callbacks(execute=True):
        answer = send(
            admin, "give-capacity", system.account.pk, unit=police.pk, capacity="exchange_cases"
        )
    assert answer.status_code == 302
    assert [each.to for each in mail.outbox] == [[leader.email]]
    assert "let a system act for" in mail.outbox[0].body


def test_nobody_hears_of_what_was_refused(admin, police, cps, django_capture_on_commit_callbacks):
    make_user(police, "supervise_cases")
    prosecutor = make_user(cps, "prosecute_cases")
    with django_capture_on_commit_callbacks(execute=True):
        send(admin, "give-capacity", prosecutor.pk, unit=police.pk, capacity="refer_cases")
    assert reverse("person", args=[prosecutor.pk]) and not mail.outbox
