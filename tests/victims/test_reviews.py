"""VRR requests: what is recorded, and which clock runs."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from devtools.case_builder import Road, cast, person, scope
from people.access.scopes import Refused
from tests.support.cases.charges import charge
from tests.support.cases.concurrency import at_once
from tests.support.cases.decisions import no_further_action
from tests.support.cases.pages import as_, at, said
from tests.support.module_fixtures import standing
from tests.support.victims.vrr_requests import (
    acknowledge,
    asked,
    call,
    decided_against,
    now,
    of_the_police,
    record_of,
    stopped,
    withdraw,
)
from timeliness.models import Clock, Delivery
from victims.actions import vrr_requests
from victims.models import ReviewStep, RightToReview

pytestmark = pytest.mark.django_db


@standing
def road():
    return decided_against(cast(), suspects=2)


@standing
def early():
    """The suspect is with the police, who have not referred."""
    return Road(cast())


def refused(act, *arguments, **more):
    with pytest.raises(Refused) as refusal:
        act(*arguments, **more)
    assert refusal.value.is_stage
    return str(refusal.value)


def sees(right, user):
    return RightToReview.objects.for_scope(scope(user)).filter(pk=right.pk).exists()


# What is recorded


def test_the_cases_know_who_decided_and_when(road):
    right = asked(road)
    decision = road.suspects[0].decisions.unscoped("test").get(status="LIVE")
    assert (right.decision, right.decided_on) == (decision, decision.read_at.date())
    assert set(right.deciders) == {road.cast.prosecutor.pk, road.cast.other_prosecutor.pk}
    assert (right.status, right.side, right.reasons) == ("ASKED", "CPS", [])


def test_of_the_police_it_is_said_who_decided_and_when(early):
    assert refused(of_the_police, early, decided_by=None) == "Select who decided."
    told = "Enter the day on which it was decided."
    assert refused(of_the_police, early, decided_on=None) == told
    told = "Select whether the suspect was interviewed under caution."
    assert refused(of_the_police, early, is_interviewed=None) == told
    stranger = person(early.cast.cps, "prosecute_cases")
    assert refused(of_the_police, early, decided_by=stranger) == "Select who decided."
    assert of_the_police(early).deciders == [early.cast.officer.pk]


@pytest.mark.parametrize(
    "reviewed", ["CPS_DISCONTINUED", "CPS_NO_CHARGE", "CPS_MEANS_TO_STOP", "POLICE_NO_CHARGE"]
)
def test_nobody_asks_about_a_decision_that_was_not_made(road, reviewed):
    n = 0 if reviewed != "CPS_NO_CHARGE" else 1
    told = "There is no such decision about this suspect now. Select another."
    assert refused(asked, road, n=n, reviewed=reviewed) == told


def test_the_days_come_in_their_order(road):
    today = road.at.date()
    before, after = today - timedelta(days=1), today + timedelta(days=1)
    told = refused(asked, road, told_on=before, asked_on=today)
    assert told == "The victim cannot have been told before it was decided, on 2 March 2026."
    told = refused(asked, road, told_on=today, asked_on=after)
    assert told == "This date has not come yet. Enter today’s date or an earlier one."
    road.at += timedelta(days=3)
    told = refused(asked, road, told_on=after, asked_on=today)
    assert told == "The victim cannot have asked before they were told, on 3 March 2026."


def test_a_victim_asks_once_at_a_time_and_another_victim_s_right_is_separate(road):
    first = asked(road)
    told = "A review about this suspect has already been asked for, and has not ended."
    assert refused(asked, road) == told
    withdraw(road, first)
    assert asked(road).status == "ASKED"


def test_what_is_outside_the_scheme_is_kept_with_every_reason(early):
    right = of_the_police(early, is_interviewed=False, asked_not_to_proceed=True)
    assert (right.status, right.reasons) == ("NOT_ELIGIBLE", ["NOT_INTERVIEWED", "WITHDREW"])
    assert right.clock is None and not Delivery.objects.filter(notice="review_asked").exists()
    assert of_the_police(early).status == "ASKED"  # it prevents nothing


def test_where_another_suspect_is_charged_the_cps_reviews_neither(road):
    charge(road, 1)
    right = asked(road)
    assert (right.status, right.reasons) == ("NOT_ELIGIBLE", ["SOME_CHARGED"])


def test_a_charge_that_was_stopped_does_not_bar_a_review():
    road = stopped(cast())
    right = asked(road, reviewed="CPS_DISCONTINUED", decided_by=road.cast.prosecutor)
    assert (right.status, right.decided_on) == ("ASKED", date(2026, 3, 2))


# The day told


def test_the_day_counts_that_a_contact_tells_of(road):
    call(road, "NFA", road.suspects[1])  # about another suspect
    assert refused(asked, road, told_on=None) == (
        "Enter the day on which the victim was told of the decision."
    )
    told_on = road.at.date()
    call(road, "NFA", road.suspects[0])
    road.at += timedelta(days=20)
    call(road, "NFA", road.suspects[0])
    right = asked(road, told_on=date(2026, 3, 22))
    assert right.told_on == told_on == date(2026, 3, 2)
    assert right.told_on_said == date(2026, 3, 22)  # the stated day is stored and shown as well


def test_what_she_was_told_of_an_earlier_decision_does_not_count():
    road = Road(cast()).allocate()
    call(road, "NFA", road.suspects[0])
    road.at += timedelta(days=3)
    no_further_action(road, road.suspects[0])
    assert refused(asked, road, told_on=None).startswith("Enter the day on which the victim was")


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
def test_the_clock_alone_refuses_nobody(road, days, why):
    told_on = road.at.date()
    road.at += timedelta(days=days)
    right = asked(road, told_on=told_on, exceptional_because=why)
    assert (right.status, right.reasons, right.exceptional_because) == ("ASKED", [], why)
    assert (right.ask_by, right.prompt_by) == (date(2026, 6, 2), date(2026, 3, 16))
    assert right.ask_rule == "vrr_cps_ask@always"


@pytest.mark.parametrize("ask", [asked, of_the_police])
def test_after_three_months_the_exceptional_circumstances_are_recorded(road, early, ask):
    where = road if ask is asked else early
    told_on = where.at.date()
    where.at += timedelta(days=93)
    facts = {"told_on": told_on} | ({} if ask is asked else {"decided_on": told_on})
    assert "enter what they are" in refused(ask, where, **facts)
    assert ask(where, **facts, exceptional_because="She was in hospital.").status == "ASKED"


def test_a_ground_that_was_not_read_in_the_scheme_refuses_nobody(road):
    right = asked(road, asked_not_to_proceed=True)
    assert (right.status, right.asked_not_to_proceed) == ("ASKED", True)


# Clocks


def test_the_police_acknowledge_and_then_have_the_rest_of_thirty_working_days(early):
    right = of_the_police(early)
    assert right.clock.rule_version == "vrr_police_acknowledge@always"
    assert right.clock.due_at.date() == date(2026, 3, 16)
    assert (right.clock.about, right.clock.recipient_unit) == (right.record_id, early.cast.police)
    assert right.clock.subject == f"{early.case.urn}, victim 1"
    early.at += timedelta(days=4)
    acknowledge(early, right, "supervisor")
    of_reviews = Clock.objects.filter(about=right.record_id, rule__startswith="vrr_")
    first, second = of_reviews.order_by("due_at")
    assert first.closed_at == early.at - timedelta(hours=1)
    assert (second.rule, second.closed_at) == ("vrr_police_finish", None)
    # From the request on 2 March; Good Friday and Easter Monday are not working days.
    assert second.due_at.date() == date(2026, 4, 15)


def test_the_cps_has_one_clock_which_is_marked_unverified(road):
    right = asked(road)
    assert (right.clock.rule, right.clock.confidence) == ("vrr_cps_finish", "unverified")
    assert right.clock.due_at.date() == date(2026, 4, 15)
    acknowledge(road, right)
    assert (now(right).status, now(right).clock) == ("ACKNOWLEDGED", right.clock)
    assert Clock.objects.filter(about=right.record_id, rule__startswith="vrr_").count() == 1


def test_the_clock_counts_from_the_day_of_the_request(road):
    asked_on = road.at.date()
    road.at += timedelta(days=5)
    assert asked(road, told_on=asked_on, asked_on=asked_on).clock.due_at.date() == date(2026, 4, 15)


def test_a_request_that_she_withdraws_asks_nothing_of_anybody(road):
    right = asked(road)
    withdraw(road, right)
    assert now(right).status == "WITHDRAWN"
    of_reviews = Clock.objects.filter(about=right.record_id, rule__startswith="vrr_")
    assert not of_reviews.filter(closed_at=None).exists()


# Before a case is stopped


def test_before_it_is_stopped_only_pilot_areas_review():
    road = Road(cast()).allocate()
    charge(road)
    facts = {
        "reviewed": "CPS_MEANS_TO_STOP", "decided_by": road.cast.prosecutor,
        "decided_on": road.at.date(),
    }  # fmt: skip
    assert asked(road, **facts).reasons == ["NO_PILOT"]
    road.cast.cps.area = "West Midlands"
    road.cast.cps.save()
    right = asked(road, **facts)
    assert (right.status, right.clock.rule) == ("ASKED", "vrr_rasso_expedited")
    assert right.clock.due_at.date() == date(2026, 3, 30)
    assert right.clock.rule_version == "vrr_rasso_expedited@West Midlands@2025-06-05"
    acknowledge(road, right)
    assert now(right).clock == right.clock


# Notices and access


def test_those_who_lead_the_unit_hear_of_it(road, early):
    asked(road)
    of_the_police(early)
    deliveries = Delivery.objects.filter(notice="review_asked")
    assert set(deliveries.values_list("recipient__name", "subject")) == {
        ("Mona Manager", f"{road.case.urn}, suspect 1"),
        ("Sue Supervisor", f"{early.case.urn}, suspect 1"),
    }


def test_what_the_police_keep_to_themselves_about_a_suspect_they_keep_here_too():
    road = Road(cast()).submit()
    other = road.add_suspect()
    road.suspects.append(other)
    liaison = person(road.cast.cps, "liaise_with_victims")
    right = of_the_police(road, n=1)
    assert sees(right, road.cast.officer) and not sees(right, liaison)
    assert not sees(right, road.cast.manager)
    type(other).objects.unscoped("test").filter(pk=other.pk).update(only_side="")
    assert sees(right, liaison)


def test_only_the_deciding_side_acknowledges(road):
    right = asked(road)
    with pytest.raises(Refused, match="The CPS made this decision") as refusal:
        acknowledge(road, right, "supervisor")
    assert not refusal.value.is_stage


# Concurrency, and constraints of the database


@pytest.mark.django_db(transaction=True)
def test_two_who_write_the_same_request_down_make_one():
    road = decided_against(cast())
    at, record = road.at, record_of(road)
    facts = {
        "number": 1, "reviewed": "CPS_NO_CHARGE", "told_on": at.date(), "asked_on": at.date(),
        "told_by": "PHONE",
        "asked_not_to_proceed": False,
    }  # fmt: skip
    mona, sue = scope(road.cast.manager, at), scope(road.cast.supervisor, at)
    outcomes = at_once(
        road.case,
        lambda: vrr_requests.ask_for_review(record=record, by=mona, at=at, **facts),
        lambda: vrr_requests.ask_for_review(record=record, by=sue, at=at, **facts),
    )
    [refusal] = [each for each in outcomes if isinstance(each, Refused)]
    assert str(refusal).startswith("A review about this suspect has already been asked for")
    assert RightToReview.objects.unscoped("test").count() == 1


def test_what_was_asked_is_never_reworded_and_nothing_goes(road):
    right = asked(road)
    rows = RightToReview.objects.unscoped("test").filter(pk=right.pk)
    for change in ({"told_on": date(2026, 3, 1)}, {"reasons": ["SOME_CHARGED"]}, {"deciders": []}):
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        rows.delete()
    steps = ReviewStep.objects.unscoped("test").filter(right=right)
    with pytest.raises(DatabaseError), transaction.atomic():
        steps.update(verb="tell_review_outcome")
    with pytest.raises(IntegrityError, match="review_has_a_reviewer"), transaction.atomic():
        rows.update(status="WITH_REVIEWER")
    with pytest.raises(DatabaseError, match="one of those who decided"), transaction.atomic():
        rows.update(reviewer=road.cast.prosecutor)


@pytest.mark.parametrize("day", ["2026-03-02", "2026-04-02"])
def test_a_pilot_of_which_the_first_day_is_unverified_refuses_nobody(day):
    road = Road(cast()).allocate()
    charge(road)
    road.cast.cps.area = "Cymru-Wales"
    road.cast.cps.save()
    on = date.fromisoformat(day)
    road.at += on - road.at.date()
    right = asked(
        road, reviewed="CPS_MEANS_TO_STOP", decided_by=road.cast.prosecutor, decided_on=on
    )
    rule = "vrr_cps_finish" if on < date(2026, 4, 1) else "vrr_rasso_expedited"
    assert (right.status, right.clock.rule, right.clock.confidence) == ("ASKED", rule, "unverified")
    page = said(as_(road.cast.manager).get(at("see-review-requests", road.victim)))
    assert "the day on which it began in this area is unverified" in page
