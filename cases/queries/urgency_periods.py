"""The length of each urgency class's period, and its source."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.deadlines import PERIOD_OF_URGENCY, Urgency
from timeliness import periods
from timeliness.calendar import london_day
from timeliness.due_text import period_length_text
from timeliness.models import Confidence

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
