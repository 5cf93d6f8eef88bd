"""Months of stored figures, for tests of the charts drawn from them."""

from datetime import time, timedelta
from itertools import count, cycle
from unittest import mock
from uuid import uuid4

from cases.models import Case, Suspect
from devtools.case_builder import person
from pilots.actions.publication import publish_all_figures
from pilots.models import Occasion, Stretch, Touched
from timeliness.calendar import add_months, london_moment

SERIAL = count(1)
WOBBLE = (4, -3, 2, -4, 3, -2)
STAGE = "referral-to-decision"


def store_completed(police, cps, days_of, *, first, measure=STAGE):
    """Store completed suspects: one month for each list of days, beginning with `first`."""
    store_stage_durations(
        police, cps, [(add_months(first, n), days) for n, days in enumerate(days_of)], measure
    )


def still_in_stage(police, cps, month, suspects):
    """Suspects who began in this month and are still in the stage."""
    store_stage_durations(police, cps, [(month, [None] * suspects)], STAGE)


def store_stage_durations(police, cps, months, measure):
    """Store stage durations of [(month, [days to complete; None if not completed])].

    The suspects have no turns or referrals, so the durations must not be recomputed.
    """
    suspects = iter(some_suspects(police, cps, sum(len(days) for _month, days in months), months))
    Stretch.objects.bulk_create(
        Stretch(
            suspect=next(suspects), measure=measure, month=month, police_unit=police, cps_unit=cps,
            urgency="GREEN", began_on=month, **outcome_after(month, each),
        )
        for month, days in months for each in days
    )  # fmt: skip


def outcome_after(month, days):
    """Field values of a stage that ended after this many days; open if None."""
    if days is None:
        return {"outcome": "OPEN"}
    nobodys = {"police_days": 0, "cps_days": 0, "other_days": 0}
    return {"outcome": "ENDED", "until_on": month + timedelta(days=days), **nobodys}


def some_suspects(police, cps, number, months):
    """New suspects of one case, without turns."""
    [case] = some_cases(police, cps, 1, months[0][0])
    made = Suspect.objects.unscoped("test").bulk_create(
        Suspect(case=case, number=n + 1, surname="Suspect", custody="ON_BAIL", police_unit=police,
                cps_unit=cps, only_side="", is_open=False)
        for n in range(number)
    )  # fmt: skip
    Touched.objects.all().delete()
    return made


def store_checked_submissions(police, cps, shares, *, first):
    """Store submissions checked at triage: a month for each (returned, of how many)."""
    cases = some_cases(police, cps, max(of for _returned, of in shares), first)
    for n, (returned, of) in enumerate(shares):
        answers = ["RETURNED"] * returned + ["ACCEPTED"] * (of - returned)
        store_events(
            "triage", cases, add_months(first, n), [f"returned:{each}" for each in answers]
        )


def store_plans(police, cps, rates, *, first):
    """Store plans and their actions: a month for each (actions, plans), one plan a case."""
    cases = some_cases(police, cps, max(plans for _actions, plans in rates), first)
    for n, (actions, plans) in enumerate(rates):
        month = add_months(first, n)
        store_events("plans", cases, month, [""] * plans)
        store_events("actions", cases[:plans], month, [""] * actions)


def some_cases(police, cps, number, first):
    """New cases of the units, opened on this day."""
    who, serial = person(police, "refer_cases"), count(next(SERIAL) * 1000)
    return Case.objects.unscoped("test").bulk_create(
        Case(urn=f"52MT{next(serial):07d}", officer=who, opened_by=who, police_unit=police,
             cps_unit=cps, opened_at=london_moment(first, time(9)))
        for _n in range(number)
    )  # fmt: skip


def store_events(measure, cases, month, answers):
    """Store a measure event of a month for each of these answers, about the cases in turn."""
    Occasion.objects.bulk_create(
        Occasion(measure=measure, month=month, police_unit=case.police_unit,
                 cps_unit=case.cps_unit, urgency="GREEN", case=case, about=uuid4(),
                 counted_on=month, answers=each)
        for each, case in zip(answers, cycle(cases), strict=False)
    )  # fmt: skip


def publish_figures(at):
    """Publish the figures at a moment, with each case counted once."""
    with count_each_case_once():
        publish_all_figures(at=at)


def count_each_case_once():
    """Count every case once instead of by its lot, while the block runs."""
    return mock.patch("pilots.disclosure_control.counting_weights.CASE_WEIGHT_SQL", "1")


def monthly_values_around(middles, *, start=0):
    """Nine values around each of these, with small changes from month to month."""
    wobbles = [WOBBLE[(n + start) % len(WOBBLE)] for n in range(len(middles))]
    return [[middle + wobble + n - 4 for n in range(9)]
            for middle, wobble in zip(middles, wobbles, strict=True)]  # fmt: skip
