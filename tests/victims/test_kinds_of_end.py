"""Charges that are withdrawn in a magistrates' court, or left to lie on the file."""

import pytest

from devtools.case_builder import cast
from people.access.scopes import Refused
from tests.support.cases.charge_stops import charge_two_victims, laid_about, stop_charges_of
from tests.support.cases.counts import charge_with_counts, count_not_alleged
from tests.support.cases.pages import client_for, page_text, page_url
from tests.support.module_fixtures import module_fixture
from tests.support.victims.duties import recomputed_duties, record_of, tell_victim
from tests.support.victims.vrr_requests import ask_for_review_today, complete_review
from timeliness.models import Delivery
from victims.actions import duty_facts_sql
from victims.actions.reviewable_decisions import reviewable_decisions_of_victim

pytestmark = pytest.mark.django_db


@module_fixture
def builder():
    """Three charges: two about the first victim, one about the second."""
    return charge_two_victims(cast())


def owed(builder, victim):
    return {
        each.what for each in recomputed_duties(builder)
        if each.is_open and each.record_id == victim.pk
    }  # fmt: skip


def stop_about(builder, victim, kind):
    mine = laid_about(builder.suspects[0], victim)
    return stop_charges_of(builder, charges=mine, kind=kind)


def reviewable(builder, victim):
    [found] = reviewable_decisions_of_victim(record_of(victim), side="CPS")
    return set(found.decisions)


@pytest.mark.parametrize(("kind", "review"), [
    ("WITHDRAWN", "CPS_DISCONTINUED"), ("ON_FILE", "CPS_ON_FILE"),
])  # fmt: skip
def test_the_victim_is_told_how_and_can_ask_for_a_review(builder, kind, review):
    stop_about(builder, builder.second, kind)
    assert kind in owed(builder, builder.second) and kind not in owed(builder, builder.victim)
    [duty] = [each for each in recomputed_duties(builder) if each.what == kind]
    assert (duty.owed_by, duty.clock.rule, duty.clock.confidence) == (
        "CPS", "victim_told_enhanced", "unverified",
    )  # fmt: skip
    assert reviewable(builder, builder.second) == {review}
    tell_victim(builder, builder.second, builder.suspect(), "STOPPED")
    assert kind not in owed(builder, builder.second)


def overturned(builder, kind, review):
    stop_about(builder, builder.second, kind)
    stop_about(builder, builder.victim, kind)
    assert builder.suspect().state == "STOPPED"
    for victim in (builder.victim, builder.second):
        tell_victim(builder, victim, builder.suspect(), "CHARGE", "STOPPED")
    complete_review(builder, ask_for_review_today(builder, reviewed=review), "OVERTURNED")


def test_what_was_withdrawn_can_be_charged_again_after_a_review(builder, monkeypatch):
    monkeypatch.setattr(duty_facts_sql, "DECIDED_AGAIN_SINCE", builder.at.date())  # ADR 94
    overturned(builder, "WITHDRAWN", "CPS_DISCONTINUED")
    assert builder.suspect().state == "READY_TO_ALLOCATE"
    assert "DECIDED_AGAIN" in owed(builder, builder.second)


def test_what_lies_on_the_file_waits_for_the_leave_of_a_court(builder, monkeypatch):
    monkeypatch.setattr(duty_facts_sql, "DECIDED_AGAIN_SINCE", builder.at.date())  # ADR 94
    overturned(builder, "ON_FILE", "CPS_ON_FILE")
    assert builder.suspect().state == "STOPPED"
    assert Delivery.objects.filter(notice="review_decided").exists()
    assert "DECIDED_AGAIN" not in owed(builder, builder.second)


def test_a_charge_that_lies_on_the_file_is_not_stated_again(builder):
    [about] = laid_about(builder.suspects[0], builder.second)
    stop_charges_of(builder, charges=[about], kind="ON_FILE")
    overturned_rest = laid_about(builder.suspects[0], builder.victim)
    stop_charges_of(builder, charges=overturned_rest)
    tell_victim(builder, builder.victim, builder.suspect(), "CHARGE", "STOPPED")
    right = ask_for_review_today(builder, reviewed="CPS_DISCONTINUED")
    complete_review(builder, right, "OVERTURNED")
    builder.give_case([builder.suspect()])
    builder.review()
    again = count_not_alleged(
        builder, victim=builder.second, offence=about.offence, from_on=about.from_on
    )
    with pytest.raises(Refused, match="Charge 1: it lies on the file."):
        charge_with_counts(builder, again)


def test_the_page_says_what_follows(builder):
    stop_about(builder, builder.second, "ON_FILE")
    page = page_text(client_for(builder.cast.officer).get(page_url("see-decisions", builder.case)))
    assert "Left to lie on the file" in page
    assert "not to be proceeded with without the leave of the Crown Court" in page
