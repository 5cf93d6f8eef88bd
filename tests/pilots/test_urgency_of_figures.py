"""Figures by class go by the class as corrected, from the first day of the period (ADR 69)."""

from datetime import timedelta

import pytest

from cases.models import Referral
from cases.referrals.actions import urgency
from devtools.case_builder import CaseBuilder, cast
from pilots.actions import measure_refresh
from pilots.models import Stretch

pytestmark = pytest.mark.django_db
WHY = "The suspect was released at noon, so nobody is in custody."


def stages_of(builder):
    """[(measure, class, first day, last day)] of the suspect, as counted now."""
    measure_refresh.refresh_measures(at=builder.at)
    rows = Stretch.objects.filter(suspect=builder.suspects[0]).order_by("measure")
    return list(rows.values_list("measure", "urgency", "began_on", "until_on"))


def test_a_class_that_is_corrected_late_takes_all_its_days_to_the_other():
    builder = CaseBuilder(cast()).submit(urgency="GREEN")
    before = stages_of(builder)
    assert {row[1] for row in before} == {"GREEN"}
    builder.at += timedelta(days=3)  # before the period ends
    referral = Referral.objects.unscoped("test").get(pk=builder.referral.pk)
    facts = {"referral": referral, "urgency": "GREEN_PRIORITY", "reason": WHY}
    builder.do(urgency.correct_urgency, "assistant", **facts)
    after = stages_of(builder)
    assert {row[1] for row in after} == {"GREEN_PRIORITY"}
    assert [(row[0], row[2]) for row in after] == [(row[0], row[2]) for row in before]
    kept = referral.history.order_by("history_date").values_list("urgency", flat=True)
    assert {"GREEN", "GREEN_PRIORITY"} == set(kept)  # so what it was can be found
