"""On which day charges can have ended that the CPS stops or replaces."""

from collections.abc import Collection
from datetime import date, datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.actions.open_case_action import check_past_dates
from cases.decisions.actions.charges_in_court import took_place_after
from cases.models import LaidCharge
from people.access.scopes import Refused
from people.text.dates import format_day

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
    message, before something that took place in court of one of them.

    charges: of the newest report.
    """
    check_past_dates(on, at=at)
    rows = LaidCharge.objects.filter(pk__in=[row.pk for row in charges])
    laid = list(rows.select_related("report__decision__suspect", "altered_by"))
    first = max(_laid_on(row) for row in laid)
    if on < first:
        raise Refused(BEFORE_LAID % {"day": format_day(first)}, is_stage=True)
    known = [fact.on for fact in took_place_after(on, laid, laid[0].report)]
    if known:
        raise Refused(message % {"day": format_day(max(known))}, is_stage=True)


def _laid_on(charge: LaidCharge) -> date:
    """When a charge was laid: by the police, or in the place of the one that it replaced."""
    stop = charge.altered_by
    return stop.ended_on if stop else charge.report.charged_on
