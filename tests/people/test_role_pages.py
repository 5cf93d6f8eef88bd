"""What the pages of a person's roles say: who gave and approved each, and until when."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from people.administration.labels import capacity_label
from people.models import AccessProposal, UnitGrant
from people.text.dates import format_end
from tests.people.test_proposals import day_answers
from tests.support.cases.pages import page_text
from tests.support.people.approvals import (
    WHY,
    approve_on_page,
    proposal_page,
    propose_on_page,
    second_administrator,
)
from tests.support.people.pages import response_text

ROLE = "supervise_cases"


def page_of(admin, person):
    return response_text(admin.get(reverse("person", args=[person.pk])))


def propose_role(admin, person, unit, **answers):
    return propose_on_page(
        admin, "give-capacity", person.pk, unit=unit.pk, capacity=ROLE, **answers
    )


def in_words(day):
    return f"{day.day} {day:%B %Y}"


def test_a_role_says_who_gave_it_and_who_approved_it(admin, administrator, officer, police):
    propose_role(admin, officer, police)
    assert approve_on_page().status_code == 302
    approver = AccessProposal.objects.get().settled_by.name
    by = f"Given by {administrator.name}, approved by {approver}, on"
    assert page_of(admin, officer).count(by) == 1  # not at the role given without approval


def test_nor_is_an_approver_said_of_another_role_on_the_unit(admin, officer, police):
    propose_role(admin, officer, police)
    approve_on_page()
    at = UnitGrant.objects.get(permission__codename=ROLE, user=officer).granted_at
    UnitGrant.objects.filter(user=officer).update(granted_at=at)
    assert page_of(admin, officer).count(", approved by") == 1


def test_a_role_in_an_emergency_says_who_confirmed_it(admin, officer, police):
    second_administrator()
    propose_role(admin, officer, police, is_emergency="on", **day_answers(timezone.localdate()))
    assert ", approved by" not in page_of(admin, officer)
    answer = approve_on_page("confirm-emergency", text=WHY)
    assert answer.status_code == 302, page_text(answer)
    approver = AccessProposal.objects.get().settled_by.name
    assert f", approved by {approver}, on" in page_of(admin, officer)


def test_a_role_ends_with_its_last_day_in_words(admin, officer, police):
    last = timezone.localdate() + timedelta(days=40)
    propose_role(admin, officer, police, **day_answers(last))
    until = f"the end of {in_words(last)}"
    told = page_text(admin.get(proposal_page(AccessProposal.objects.get().pk)))
    assert f"Until {until}" in told
    approve_on_page()
    assert f"Until {until}" in page_of(admin, officer)
    assert f"Until {until}" in response_text(admin.get(reverse("unit", args=[police.pk])))


@pytest.mark.parametrize(
    ("moment", "text"),
    [
        (datetime(2026, 12, 2, tzinfo=UTC), "the end of 1 December 2026"),
        (datetime(2026, 7, 1, 23, tzinfo=UTC), "the end of 1 July 2026"),
        (datetime(2027, 1, 1, tzinfo=UTC), "the end of 31 December 2026"),
        (datetime(2026, 12, 2, 9, 30, tzinfo=UTC), "2 December 2026 at 09:30"),
    ],
)
def test_an_end_at_midnight_in_london_is_that_of_the_day_before(moment, text):
    assert format_end(moment) == text


def test_an_emergency_asks_for_its_last_day_at_the_field(admin, officer, police):
    answer = propose_role(admin, officer, police, is_emergency="on")
    assert answer.context["form"].errors == {
        "ends_on": ["Enter the last day, because this is an emergency"]
    }
    assert not AccessProposal.objects.exists()
    answer = propose_role(admin, officer, police, is_emergency="on", **{"ends_on-day": "40"})
    assert len(answer.context["form"].errors["ends_on"]) == 1


def test_the_page_says_how_long_an_emergency_lasts(admin, officer):
    page = page_text(admin.get(reverse("give-capacity", args=[officer.pk])))
    assert "for no more than 72 hours" in page and "Type part of its name" in page
    assert "Send Cancel" in page


@pytest.mark.parametrize(
    ("capacity", "label"),
    [
        ("triage_cases", "Casework assistant: checks what the police submit"),
        ("contact_victims", "Victim contact officer: tells victims, and records contact"),
        ("of_another_app", "Of another app"),
    ],
)
def test_a_role_begins_with_its_title(capacity, label):
    assert capacity_label(capacity) == label
