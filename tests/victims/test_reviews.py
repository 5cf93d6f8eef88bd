"""VRR requests: what is recorded, and which clock runs."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from devtools.case_builder import CaseBuilder, cast, person, scope
from people.access.scopes import Refused
from tests.support.cases.charges import authorise_charge_of
from tests.support.cases.concurrency import run_at_once
from tests.support.cases.decisions import no_further_action
from tests.support.cases.pages import client_for, page_text, page_url
from tests.support.cases.sealed_rows import update_in_clear
from tests.support.module_fixtures import module_fixture
from tests.support.victims.vrr_requests import (
    acknowledge_request,
    ask_for_police_review,
    ask_for_review_today,
    build_case_without_charge,
    build_stopped_case,
    fresh_request,
    record_of,
    tell_by_phone,
    withdraw_request,
)
from timeliness.models import Clock, Delivery
from victims.actions import vrr_requests
from victims.models import ReviewStep, RightToReview

pytestmark = pytest.mark.django_db


@module_fixture
def builder():
    return build_case_without_charge(cast(), suspects=2)


@module_fixture
def unreferred_builder():
    """The suspect is with the police, who have not referred."""
    return CaseBuilder(cast())


def refusal_text(act, *arguments, **more):
    with pytest.raises(Refused) as refusal:
        act(*arguments, **more)
    assert refusal.value.is_stage
    return str(refusal.value)


def can_see(right, user):
    return RightToReview.objects.for_scope(scope(user)).filter(pk=right.pk).exists()


# What is recorded


def test_the_cases_know_who_decided_and_when(builder):
    right = ask_for_review_today(builder)
    decision = builder.suspects[0].decisions.unscoped("test").get(status="LIVE")
    assert (right.decision, right.decided_on) == (decision, decision.read_at.date())
    assert set(right.deciders) == {builder.cast.prosecutor.pk, builder.cast.other_prosecutor.pk}
    assert (right.status, right.side, right.reasons) == ("ASKED", "CPS", [])


def test_of_the_police_it_is_said_who_decided_and_when(unreferred_builder):
    assert (
        refusal_text(ask_for_police_review, unreferred_builder, decided_by=None)
        == "Select who decided."
    )
    told = "Enter the day on which it was decided."
    assert refusal_text(ask_for_police_review, unreferred_builder, decided_on=None) == told
    told = "Select whether the suspect was interviewed under caution."
    assert refusal_text(ask_for_police_review, unreferred_builder, is_interviewed=None) == told
    stranger = person(unreferred_builder.cast.cps, "prosecute_cases")
    assert (
        refusal_text(ask_for_police_review, unreferred_builder, decided_by=stranger)
        == "Select who decided."
    )
    assert ask_for_police_review(unreferred_builder).deciders == [
        unreferred_builder.cast.officer.pk
    ]


@pytest.mark.parametrize(
    "reviewed", ["CPS_DISCONTINUED", "CPS_NO_CHARGE", "CPS_MEANS_TO_STOP", "POLICE_NO_CHARGE"]
)
def test_a_decision_that_was_not_made_cannot_be_asked_about(builder, reviewed):
    n = 0 if reviewed != "CPS_NO_CHARGE" else 1
    told = "There is no such decision about this suspect now. Select another."
    assert refusal_text(ask_for_review_today, builder, n=n, reviewed=reviewed) == told


def test_the_days_come_in_their_order(builder):
    today = builder.at.date()
    before, after = today - timedelta(days=1), today + timedelta(days=1)
    told = refusal_text(ask_for_review_today, builder, told_on=before, asked_on=today)
    assert told == "The victim cannot have been told before it was decided, on 2 March 2026."
    told = refusal_text(ask_for_review_today, builder, told_on=today, asked_on=after)
    assert told == "This date has not come yet. Enter today’s date or an earlier one."
    builder.at += timedelta(days=3)
    told = refusal_text(ask_for_review_today, builder, told_on=after, asked_on=today)
    assert told == "The victim cannot have asked before they were told, on 3 March 2026."


def test_a_victim_asks_once_at_a_time_and_another_victim_s_right_is_separate(builder):
    first = ask_for_review_today(builder)
    told = "A review about this suspect has already been asked for, and has not ended."
    assert refusal_text(ask_for_review_today, builder) == told
    withdraw_request(builder, first)
    assert ask_for_review_today(builder).status == "ASKED"


def test_a_request_outside_the_scheme_is_kept_with_every_reason(unreferred_builder):
    right = ask_for_police_review(
        unreferred_builder, is_interviewed=False, asked_not_to_proceed=True
    )
    assert (right.status, right.reasons) == ("NOT_ELIGIBLE", ["NOT_INTERVIEWED", "WITHDREW"])
    assert right.clock is None and not Delivery.objects.filter(notice="review_asked").exists()
    assert ask_for_police_review(unreferred_builder).status == "ASKED"  # it prevents nothing


def test_where_another_suspect_is_charged_the_cps_reviews_neither(builder):
    authorise_charge_of(builder, 1)
    right = ask_for_review_today(builder)
    assert (right.status, right.reasons) == ("NOT_ELIGIBLE", ["SOME_CHARGED"])


def test_a_charge_that_was_stopped_does_not_bar_a_review():
    builder = build_stopped_case(cast())
    right = ask_for_review_today(
        builder, reviewed="CPS_DISCONTINUED", decided_by=builder.cast.prosecutor
    )
    assert (right.status, right.decided_on) == ("ASKED", date(2026, 3, 2))


# The day told


def test_the_day_counts_that_a_contact_tells_of(builder):
    tell_by_phone(builder, "NFA", builder.suspects[1])  # about another suspect
    assert refusal_text(ask_for_review_today, builder, told_on=None) == (
        "Enter the day on which the victim was told of the decision."
    )
    told_on = builder.at.date()
    tell_by_phone(builder, "NFA", builder.suspects[0])
    builder.at += timedelta(days=20)
    tell_by_phone(builder, "NFA", builder.suspects[0])
    right = ask_for_review_today(builder, told_on=date(2026, 3, 22))
    assert right.told_on == told_on == date(2026, 3, 2)
    assert right.told_on_said == date(2026, 3, 22)  # the stated day is stored and shown as well


def test_news_of_an_earlier_decision_does_not_count():
    builder = CaseBuilder(cast()).allocate()
    tell_by_phone(builder, "NFA", builder.suspects[0])
    builder.at += timedelta(days=3)
    no_further_action(builder, builder.suspects[0])
    assert refusal_text(ask_for_review_today, builder, told_on=None).startswith(
        "Enter the day on which the victim was"
    )


# Late requests


@pytest.mark.parametrize(
    ("days", "why"),
    [
        (14, ""),  # prompt
        (15, ""),  # not prompt, but still in time
        (92, ""),  # the last ordinary day
        (93, "She was in hospital."),
        (800, "She was in hospital."),
    ],
)
def test_the_clock_alone_refuses_no_request(builder, days, why):
    told_on = builder.at.date()
    builder.at += timedelta(days=days)
    right = ask_for_review_today(builder, told_on=told_on, exceptional_because=why)
    assert (right.status, right.reasons, right.exceptional_because) == ("ASKED", [], why)
    assert (right.ask_by, right.prompt_by) == (date(2026, 6, 2), date(2026, 3, 16))
    assert right.ask_rule == "vrr_cps_ask@always"


@pytest.mark.parametrize("ask", [ask_for_review_today, ask_for_police_review])
def test_after_three_months_the_exceptional_circumstances_are_recorded(
    builder, unreferred_builder, ask
):
    where = builder if ask is ask_for_review_today else unreferred_builder
    told_on = where.at.date()
    where.at += timedelta(days=93)
    facts = {"told_on": told_on} | ({} if ask is ask_for_review_today else {"decided_on": told_on})
    assert "enter what they are" in refusal_text(ask, where, **facts)
    assert ask(where, **facts, exceptional_because="She was in hospital.").status == "ASKED"


def test_a_ground_that_was_not_read_in_the_scheme_refuses_no_request(builder):
    right = ask_for_review_today(builder, asked_not_to_proceed=True)
    assert (right.status, right.asked_not_to_proceed) == ("ASKED", True)


# Clocks


def test_the_police_acknowledge_and_then_have_the_rest_of_thirty_working_days(unreferred_builder):
    right = ask_for_police_review(unreferred_builder)
    assert right.clock.rule_version == "vrr_police_acknowledge@always"
    assert right.clock.due_at.date() == date(2026, 3, 16)
    assert (right.clock.about, right.clock.recipient_unit) == (
        right.record_id,
        unreferred_builder.cast.police,
    )
    assert right.clock.subject == f"{unreferred_builder.case.urn}, victim 1"
    unreferred_builder.at += timedelta(days=4)
    acknowledge_request(unreferred_builder, right, "supervisor")
    of_reviews = Clock.objects.filter(about=right.record_id, rule__startswith="vrr_")
    first, second = of_reviews.order_by("due_at")
    assert first.closed_at == unreferred_builder.at - timedelta(hours=1)
    assert (second.rule, second.closed_at) == ("vrr_police_finish", None)
    # From the request on 2 March; Good Friday and Easter Monday are not working days.
    assert second.due_at.date() == date(2026, 4, 15)


def test_the_cps_has_one_clock_which_is_marked_unverified(builder):
    right = ask_for_review_today(builder)
    assert (right.clock.rule, right.clock.confidence) == ("vrr_cps_finish", "unverified")
    assert right.clock.due_at.date() == date(2026, 4, 15)
    acknowledge_request(builder, right)
    assert (fresh_request(right).status, fresh_request(right).clock) == (
        "ACKNOWLEDGED",
        right.clock,
    )
    assert Clock.objects.filter(about=right.record_id, rule__startswith="vrr_").count() == 1


def test_the_clock_counts_from_the_day_of_the_request(builder):
    asked_on = builder.at.date()
    builder.at += timedelta(days=5)
    assert ask_for_review_today(
        builder, told_on=asked_on, asked_on=asked_on
    ).clock.due_at.date() == date(2026, 4, 15)


def test_a_request_that_the_victim_withdraws_needs_no_more_steps(builder):
    right = ask_for_review_today(builder)
    withdraw_request(builder, right)
    assert fresh_request(right).status == "WITHDRAWN"
    of_reviews = Clock.objects.filter(about=right.record_id, rule__startswith="vrr_")
    assert not of_reviews.filter(closed_at=None).exists()


# Before a case is stopped


def test_before_it_is_stopped_only_pilot_areas_review():
    builder = CaseBuilder(cast()).allocate()
    authorise_charge_of(builder)
    facts = {
        "reviewed": "CPS_MEANS_TO_STOP", "decided_by": builder.cast.prosecutor,
        "decided_on": builder.at.date(),
    }  # fmt: skip
    assert ask_for_review_today(builder, **facts).reasons == ["NO_PILOT"]
    builder.cast.cps.area = "West Midlands"
    builder.cast.cps.save()
    right = ask_for_review_today(builder, **facts)
    assert (right.status, right.clock.rule) == ("ASKED", "vrr_rasso_expedited")
    assert right.clock.due_at.date() == date(2026, 3, 30)
    assert right.clock.rule_version == "vrr_rasso_expedited@West Midlands@2025-06-05"
    acknowledge_request(builder, right)
    assert fresh_request(right).clock == right.clock


# Notices and access


def test_those_who_lead_the_unit_hear_of_it(builder, unreferred_builder):
    ask_for_review_today(builder)
    ask_for_police_review(unreferred_builder)
    deliveries = Delivery.objects.filter(notice="review_asked")
    assert set(deliveries.values_list("recipient__name", "subject")) == {
        ("Mona Manager", f"{builder.case.urn}, suspect 1"),
        ("Sue Supervisor", f"{unreferred_builder.case.urn}, suspect 1"),
    }


def test_police_only_facts_about_a_suspect_stay_police_only_in_requests():
    builder = CaseBuilder(cast()).submit()
    other = builder.add_suspect()
    builder.suspects.append(other)
    liaison = person(builder.cast.cps, "liaise_with_victims")
    right = ask_for_police_review(builder, n=1)
    assert can_see(right, builder.cast.officer) and not can_see(right, liaison)
    assert not can_see(right, builder.cast.manager)
    type(other).objects.unscoped("test").filter(pk=other.pk).update(only_side="")
    assert can_see(right, liaison)


def test_only_the_deciding_side_acknowledges(builder):
    right = ask_for_review_today(builder)
    with pytest.raises(Refused, match="The CPS made this decision") as refusal:
        acknowledge_request(builder, right, "supervisor")
    assert not refusal.value.is_stage


# Concurrency, and constraints of the database


@pytest.mark.django_db(transaction=True)
def test_two_who_write_the_same_request_down_make_one():
    builder = build_case_without_charge(cast())
    at, record = builder.at, record_of(builder)
    facts = {
        "number": 1, "reviewed": "CPS_NO_CHARGE", "told_on": at.date(), "asked_on": at.date(),
        "told_by": "PHONE",
        "asked_not_to_proceed": False,
    }  # fmt: skip
    mona, sue = scope(builder.cast.manager, at), scope(builder.cast.supervisor, at)
    outcomes = run_at_once(
        builder.case,
        lambda: vrr_requests.ask_for_review(record=record, by=mona, at=at, **facts),
        lambda: vrr_requests.ask_for_review(record=record, by=sue, at=at, **facts),
    )
    [refusal] = [each for each in outcomes if isinstance(each, Refused)]
    assert str(refusal).startswith("A review about this suspect has already been asked for")
    assert RightToReview.objects.unscoped("test").count() == 1


def test_a_request_is_never_reworded_and_never_deleted(builder):
    right = ask_for_review_today(builder)
    rows = RightToReview.objects.unscoped("test").filter(pk=right.pk)
    for change in ({"told_on": date(2026, 3, 1)}, {"reasons": ["SOME_CHARGED"]}, {"deciders": []}):
        with pytest.raises(DatabaseError), transaction.atomic():
            update_in_clear(rows, **change)
    with pytest.raises(DatabaseError), transaction.atomic():
        rows.delete()
    steps = ReviewStep.objects.unscoped("test").filter(right=right)
    with pytest.raises(DatabaseError), transaction.atomic():
        steps.update(verb="tell_review_outcome")
    with pytest.raises(IntegrityError, match="review_has_a_reviewer"), transaction.atomic():
        rows.update(status="WITH_REVIEWER")
    with pytest.raises(DatabaseError, match="one of those who decided"), transaction.atomic():
        rows.update(reviewer=builder.cast.prosecutor)


@pytest.mark.parametrize("day", ["2026-03-02", "2026-04-02"])
def test_a_pilot_with_an_unverified_first_day_refuses_no_request(day):
    builder = CaseBuilder(cast()).allocate()
    authorise_charge_of(builder)
    builder.cast.cps.area = "Cymru-Wales"
    builder.cast.cps.save()
    on = date.fromisoformat(day)
    builder.at += on - builder.at.date()
    right = ask_for_review_today(
        builder, reviewed="CPS_MEANS_TO_STOP", decided_by=builder.cast.prosecutor, decided_on=on
    )
    rule = "vrr_cps_finish" if on < date(2026, 4, 1) else "vrr_rasso_expedited"
    assert (right.status, right.clock.rule, right.clock.confidence) == ("ASKED", rule, "unverified")
    page = page_text(
        client_for(builder.cast.manager).get(page_url("see-review-requests", builder.victim))
    )
    assert "the day on which it began in this area is unverified" in page
