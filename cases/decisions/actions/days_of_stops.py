"""On which day charges can have ended that the CPS stops or replaces."""

from collections.abc import Collection
from datetime import date, datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.actions.open_case_action import check_past_dates
from cases.models import CourtFact, CourtFactKind, LaidCharge
from people.access.scopes import Refused
from people.text.dates import format_day
from timeliness.calendar import london_day

BEFORE_LAID = _(
    "One of these charges was laid on %(day)s. Enter that day, or a later one, as the day on which "
    "they ended."
)
BEFORE_COURT = _(
    "Something is recorded in court of one of these charges for %(day)s. Enter that day, or a "
    "later one, as the day on which they ended, or correct what is recorded first."
)
BEFORE_COURT_NOW = _(
    "Something has been recorded in court of one of these charges for %(day)s, after the day on "
    "which they are said to have ended. Do not countersign this, or have that corrected first."
)


def check_day_of_stop(
    on: date, charges: Collection[LaidCharge], *, at: datetime, message: Promise = BEFORE_COURT
) -> None:
    """
    Raise Refused for a day that has not come, or before one of the charges was laid, or, with the
    message, before something that took place in court of one of them by name.
    """
    check_past_dates(on, at=at)
    laid = LaidCharge.objects.filter(pk__in=[row.pk for row in charges])
    first = max(_laid_on(row) for row in laid.select_related("report", "altered_by"))
    if on < first:
        raise Refused(BEFORE_LAID % {"day": format_day(first)}, is_stage=True)
    facts = CourtFact.objects.unscoped("what took place of charges that are stopped").filter(
        about__charge__in=laid, is_current=True, is_void=False, on__gt=on, on__lte=london_day(at)
    )
    known = facts.exclude(kind=CourtFactKind.CUSTODY_LIMIT).order_by("on").last()
    if known:
        raise Refused(message % {"day": format_day(known.on)}, is_stage=True)


def _laid_on(charge: LaidCharge) -> date:
    """When a charge was laid: by the police, or in the place of the one that it replaced."""
    stop = charge.altered_by
    return stop.ended_on if stop else charge.report.charged_on
