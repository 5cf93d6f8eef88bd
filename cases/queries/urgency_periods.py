"""The length of each urgency class's period, and its source."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from cases.deadlines import PERIOD_OF_URGENCY, Urgency
from timeliness import periods
from timeliness.calendar import london_day
from timeliness.models import Confidence
from timeliness.periods import Period

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

CONFIDENCE_TEXT: dict[str, "StrOrPromise"] = {
    Confidence.SOURCED: gettext_lazy("Source: %(authority)s."),
    Confidence.UNVERIFIED: gettext_lazy("Not verified: %(authority)s."),
    Confidence.PRODUCT_SETTING: gettext_lazy(
        "Set locally, not by national guidance: %(authority)s."
    ),
}


def urgency_hints(*, at: datetime, area: str = "") -> dict[str, str]:
    """{urgency class: text of its period, start and source}."""
    return {
        urgency.value: _urgency_hint(PERIOD_OF_URGENCY[urgency], at=at, area=area)
        for urgency in Urgency
    }


def _urgency_hint(rule: str, *, at: datetime, area: str) -> str:
    try:
        period = periods.period_in_force(rule, on=london_day(at), area=area)
    except periods.NoPeriod:
        return _("No period is set for this class.")
    text = _("%(period)s from when the CPS receives it.") % {"period": period_length_text(period)}
    why = CONFIDENCE_TEXT[Confidence(period.confidence)] % {"authority": period.authority}
    return f"{text} {why}"


def period_length_text(period: Period) -> str:
    """Length of a period as text, such as "28 calendar days"."""
    n = period.number
    words = {
        "hours": ngettext("%(n)d hour", "%(n)d hours", n),
        "calendar_days": ngettext("%(n)d calendar day", "%(n)d calendar days", n),
        "working_days": ngettext("%(n)d working day", "%(n)d working days", n),
        "months": ngettext("%(n)d month", "%(n)d months", n),
    }
    return words[period.unit] % {"n": n}
