"""Which action plan is a second one about a suspect, after a full-code submission."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Exists, Min, OuterRef, QuerySet

from cases.models import ActionItem, Case, CodeTest, Referral, Review, Suspect


def set_second_since(review: Review, suspects: Iterable[Suspect]) -> None:
    """Set on a new review whether a plan set on it would be a second one, and since when."""
    named = ActionItem.suspects.through.objects.filter(suspect__in=suspects)
    before = _full_code_submissions().filter(
        suspects=OuterRef("suspect"), signed_off_at__lte=OuterRef("actionitem__plan__set_at")
    )
    first = named.filter(Exists(before)).aggregate(at=Min("actionitem__plan__set_at"))["at"]
    review.second_since = first
    review.save(update_fields=["second_since"])


def mark_later_plans_second(case: Case, suspects: Iterable[Suspect], *, at: datetime) -> None:
    """
    After a plan is set, mark the other reviews of these suspects: their next plan is a second one.
    """
    in_full = _full_code_submissions().filter(suspects=OuterRef("suspects"))
    rows = Review.objects.unscoped("what becomes a second plan").filter(
        Exists(in_full), case=case, has_plan=False, second_since=None, suspects__in=suspects
    )
    for review in rows.distinct():
        review.second_since = at
        review.save(update_fields=["second_since"])


def _full_code_submissions() -> QuerySet[Referral]:
    """Signed-off referrals under the Full Code Test."""
    rows = Referral.objects.unscoped("was it a full-code submission")
    return rows.filter(code_test=CodeTest.FULL, signed_off_at__isnull=False)
