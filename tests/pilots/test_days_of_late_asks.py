"""The days of a late ask run from the first review; of several gaps in one action, the longest."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from cases.models import ActionItem, Allegation, Gap, Review, Suspect
from pilots.actions import measure_refresh
from pilots.models import Occasion
from tests.support.module_fixtures import module_fixture
from tests.support.pilots.bulk_histories import make_units_of_areas
from tests.support.pilots.full_histories import FullHistories
from timeliness.calendar import london_day

pytestmark = pytest.mark.django_db
NOW = timezone.now()


@module_fixture
def late():
    """The measure event of an action with one late ask."""
    FullHistories(make_units_of_areas(), seed=5).add(60)
    measure_refresh.refresh_measures(at=NOW)
    rows = Occasion.objects.filter(measure="actions", answers__contains="days-late-ask-STATEMENT")
    return next(row for row in rows.order_by("counted_on") if row.answers.count("days-") == 2)


def days_of(event):
    """{question, or its kind: days} of the event as it is now."""
    measure_refresh.refresh_measures(at=NOW)
    said = Occasion.objects.get(about=event.about).answers.split()
    return {
        name: int(days)
        for name, days in (each.split(":") for each in said if each.startswith("days-"))
    }


def ask_for_another(event, *, reviewed_before, material, stood=True):
    """Let the action ask for a gap of another suspect, first reviewed on another day."""
    item = ActionItem.objects.unscoped("test").get(pk=event.about)
    of = Gap.objects.unscoped("test").filter(asked_by=item).first()
    plan, pk = item.plan, uuid4()
    at = plan.set_at - timedelta(days=reviewed_before)
    other = Suspect.objects.unscoped("test").create(
        case=item.case, number=2, surname="Other", custody="ON_BAIL", only_side="",
        police_unit=item.case.police_unit, cps_unit=item.case.cps_unit, is_open=False,
    )  # fmt: skip
    review = Review.objects.unscoped("test").create(
        case=item.case, evidence="x", by=plan.set_by, at=at
    )
    review.suspects.add(other)
    allegation = Allegation.objects.unscoped("test").create(
        pk=pk, first_id=pk, case=item.case, suspect=other, victim=of.allegation.victim,
        offence_id="SX03001", from_on=of.allegation.from_on, added_by=plan.set_by, added_at=at,
        only_side="",
    )  # fmt: skip
    gap = Gap.objects.unscoped("test").create(
        case=item.case, suspect=other, allegation=allegation, text="x", side="CPS", by=plan.set_by,
        material=material, weight="ESSENTIAL", at=at + timedelta(hours=-1 if stood else 1),
    )  # fmt: skip
    item.gaps.add(gap)
    ActionItem.objects.unscoped("test").filter(pk=item.pk).update(due_on=item.due_on + DAY)
    return (london_day(plan.set_at) - london_day(at)).days


DAY = timedelta(days=1)


def test_the_longest_counts_of_all_and_of_each_kind(late):
    before = days_of(late)["days-late-ask"]
    more = ask_for_another(late, reviewed_before=before + 50, material="STATEMENT")
    assert more > before
    assert days_of(late) == {"days-late-ask": more, "days-late-ask-STATEMENT": more}


def test_another_kind_has_days_of_its_own(late):
    before = days_of(late)["days-late-ask"]
    more = ask_for_another(late, reviewed_before=before + 50, material="EXPERT")
    assert days_of(late) == {
        "days-late-ask": more,
        "days-late-ask-STATEMENT": before,
        "days-late-ask-EXPERT": more,
    }


def test_what_was_found_missing_after_the_first_review_has_no_days(late):
    before = days_of(late)
    ask_for_another(late, reviewed_before=400, material="EXPERT", stood=False)
    assert days_of(late) == before
