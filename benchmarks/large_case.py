"""Add suspects and action items to a case for a measurement, which is rolled back."""

from datetime import datetime
from uuid import uuid4

from cases.models import ActionItem, ActionPlan, Case, Review, Suspect
from timeliness.models import Clock

PURPOSE = "benchmark"


def enlarge_case(case: Case, at: datetime, more: int) -> None:
    """Add `more` suspects to the case, and a plan with as many action items."""
    likeness = Suspect.objects.unscoped(PURPOSE).filter(case=case).order_by("-number").first()
    assert likeness is not None
    last = likeness.number
    for n in range(1, more + 1):
        likeness.pk, likeness.number, likeness._state.adding = uuid4(), last + n, True
        likeness.save_without_historical_record()
    by = case.officer
    review = Review(case=case, evidence="Said.", has_plan=True, by=by, at=at)
    review.save()
    plan = ActionPlan(case=case, review=review, number=1, set_by=by, set_at=at)
    plan.save()
    for n in range(1, more + 1):
        item = ActionItem(
            case=case, plan=plan, number=n, category="OTHER", text="Ask.", line_of_inquiry="It.",
            proportionality="So.", weight="ESSENTIAL", first_due_on=at.date(), due_on=at.date(),
            clock=_clock(case, at),
        )  # fmt: skip
        item.save_without_historical_record()
        item.suspects.add(likeness)


def _clock(case: Case, at: datetime) -> Clock:
    moments = dict.fromkeys(("started_at", "due_at", "overdue_at", "escalate_at"), at)
    return Clock.objects.create(
        about=case.pk, subject=case.urn, rule="bench", rule_version="1", confidence="unverified",
        counted_in="days", recipient_unit=case.police_unit, **moments,
    )  # fmt: skip
