"""An answered plan about several suspects: until the first charge, else until the last decision."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from cases.models import ActionItem, Decision, Review, Suspect
from pilots.actions import measure_refresh
from pilots.models import Occasion
from tests.support.cases.sealed_rows import with_texts_typed_anew
from tests.support.module_fixtures import module_fixture
from tests.support.pilots.bulk_histories import make_units_of_areas
from tests.support.pilots.full_histories import FullHistories

pytestmark = pytest.mark.django_db
NOW = timezone.now()


@module_fixture
def plans():
    """The measure events of answered plans about one suspect who has a decision since."""
    FullHistories(make_units_of_areas(), seed=5).add(60)
    measure_refresh.refresh_measures(at=NOW)
    rows = Occasion.objects.filter(measure="plans", answers__contains=" days-answered-charged:")
    return list(rows.order_by("counted_on", "pk"))


def days_of(event):
    measure_refresh.refresh_measures(at=NOW)
    said = Occasion.objects.get(about=event.about).answers.split()
    return next(int(each.split(":")[1]) for each in said if each.startswith("days-answered-c"))


def decide_about_another(event, *, later):
    """Let the plan be about another suspect too, decided alike this many days later."""
    items = ActionItem.objects.unscoped("test").filter(plan=event.about)
    first = items.first().suspects.unscoped("test").get()
    other = Suspect.objects.unscoped("test").create(
        case=event.case, number=2, surname="Other", custody="ON_BAIL", only_side="",
        police_unit=event.case.police_unit, cps_unit=event.case.cps_unit, is_open=False,
    )  # fmt: skip
    decision = Decision.objects.unscoped("test").get(suspect=first, status="LIVE")
    with_texts_typed_anew(decision)
    decision.pk, decision.suspect, decision.number = uuid4(), other, 1
    decision.at += timedelta(days=later)
    decision.read_at = decision.read_at and decision.read_at + timedelta(days=later)
    review = Review.objects.unscoped("test").create(
        case=event.case, evidence="x", test="FULL", by=decision.by, at=decision.at
    )
    review.suspects.add(other)
    Decision.objects.unscoped("test").bulk_create([decision])
    for item in items:
        item.suspects.add(other)


@pytest.mark.parametrize(("answer", "more"), [("YES", 0), ("NO", 9)])
def test_the_days_run_until_the_first_charge_or_the_last_other_decision(plans, answer, more):
    event = next(each for each in plans if f"answered-charged:{answer} " in each.answers)
    before = days_of(event)
    decide_about_another(event, later=9)
    assert days_of(event) == before + more
