"""Sentences on what has changed since a pilot started, and what follows from it."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from people.text.dates import format_day
from pilots.measures.control_charts import ControlChart
from pilots.measures.time_series import ChangeEstimate, TimeSeriesEstimate
from pilots.queries.changes.series import (
    PROPORTION_KIND,
    RATE_KIND,
    STAGE_KIND,
    TAKES_PART_TEXT,
    MeasureKind,
    MonthlySeries,
)
from pilots.queries.stages.text import NOT_REACHED_TEXT, TOO_FEW_TEXT

MONTHS_STAND_OUT = gettext_lazy(
    "Of %(after)d months since %(day)s, %(out)d stand out from the %(before)d before: "
    "they are outside the limits, or form a pattern that chance rarely makes. A chart cannot "
    "show why."
)
NO_MONTH_STANDS_OUT = gettext_lazy(
    "Of %(after)d months since %(day)s, none stands out from the %(before)d before by more than "
    "chance would make it. A small change may take more months to be seen."
)
COMPARED_ESTIMATE = gettext_lazy(
    "Over and above the change in the same months in the comparison areas, the number "
    "changed by %(level)s at once, and by %(trend)s more with each month since."
)
UNCOMPARED_ESTIMATE = gettext_lazy(
    "Compared with the trend from before the start, the number changed by %(level)s at "
    "once, and by %(trend)s more with each month since. This does not show whether it "
    "changed elsewhere too."
)
CHANGE_SHOWN = gettext_lazy(
    "The interval at the start does not include 0: a change is shown. It includes the "
    "effect of anything else that began here at the same time."
)
NO_CHANGE_SHOWN = gettext_lazy(
    "The interval at the start includes 0: no change is shown. A small change may take "
    "more months to be seen."
)
# The unit of a change, by kind of measure.
CHANGE_HEADINGS = {
    STAGE_KIND: gettext_lazy("Change in days (95% interval)"),
    PROPORTION_KIND: gettext_lazy("Change in percentage points (95% interval)"),
    RATE_KIND: gettext_lazy("Change (95% interval)"),
}
CHANGE_NOTES = (
    gettext_lazy(
        "A control chart shows whether a month after the start differs from those "
        "before by more than chance. The limits come from up to 24 months before the "
        "start, and at least 12: three sigma, for days from how far neighbouring "
        "months are apart, for a share or a rate from how many were counted. Of three "
        "such charts of days over a year and a half, about one has a month that stands "
        "out by chance alone."
    ),
    gettext_lazy(
        "A month stands out by the rules of NHS England’s Making Data Count: it is outside the "
        "limits, one of seven in a row that rise or fall, one of two in three that are near a "
        "limit, or one of seven in a row on one side of the middle. A month without a value "
        "breaks a row."
    ),
    gettext_lazy(
        "The change is estimated from an interrupted time series, with errors that "
        "allow for neighbouring months being alike (Newey and West), from at least 12 "
        "months on each side of the start. A comparison area counts by how far each "
        "month is from its own mean before the start, and until it takes part in the "
        "pilot itself."
    ),
    gettext_lazy(
        "The month in which the pilot began is one of those after. A month is judged once all who "
        "began in it have been followed for as long as the pilot says."
    ),
    gettext_lazy(
        "Every figure is for the whole CPS Area, whichever of its forces take part, "
        "and is worked out from the rounded numbers that are published. A month with "
        "too few people is not used in a limit or an estimate."
    ),
    gettext_lazy("The number of months needed is set locally. It is not a rule of law."),
)


def chart_sentence(chart: ControlChart, began_on: date) -> str:
    """What a control chart shows for the months since a day."""
    out = sum(each.stands_out for each in chart.after)
    facts = {
        "day": format_day(began_on), "out": out, "after": len(chart.after),
        "before": chart.baseline,
    }  # fmt: skip
    if not chart.after:
        return _("No month since %(day)s has been followed for long enough yet.") % facts
    return str((MONTHS_STAND_OUT if chart.has_changed else NO_MONTH_STANDS_OUT) % facts)


def series_sentence(series: MonthlySeries, began_on: date) -> str:
    """chart_sentence for a series, or why it has no chart, and what it leaves out."""
    sentence = chart_sentence(series.chart, began_on) if series.chart else series.refused
    found = [sentence]
    if left_out := _months_not_judged_text(series, began_on):
        found.append(left_out)
    if n := series.count_of(NOT_REACHED_TEXT):
        found.append(_unreached_months_text(n))
    if series.kind is PROPORTION_KIND and (n := series.count_of(TOO_FEW_TEXT)):
        found.append(_bias_text(n))
    return " ".join(found)


def _months_not_judged_text(series: MonthlySeries, began_on: date) -> str:
    """How many months since a day are left out of the chart, and why; "" where none is."""
    reasons = (
        (series.too_new, _("too new, or not published yet: %(n)s")),
        (series.since_start(TOO_FEW_TEXT), _("of too few people: %(n)s")),
        (series.since_start(NOT_REACHED_TEXT), _("not completed by half: %(n)s")),
        (series.since_start(TAKES_PART_TEXT), _("taking part itself: %(n)s")),
    )
    why = [words % {"n": n} for n, words in reasons if n]
    if not why:
        return ""
    months = sum(n for n, _words in reasons)
    facts = {"num": months, "day": format_day(began_on), "why": ", ".join(why)}
    return (
        ngettext(
            "%(num)d month since %(day)s is not judged (%(why)s).",
            "%(num)d months since %(day)s are not judged (%(why)s).",
            months,
        )
        % facts
    )


def _unreached_months_text(n: int) -> str:
    return ngettext(
        "%(num)d month is left out although it is shown, because half of its suspects "
        "have not completed the stage: its figure would be too high.",
        "%(num)d months are left out although they are shown, because half of their "
        "suspects have not completed the stage: their figures would be too high.",
        n,
    ) % {"num": n}


def _bias_text(n: int) -> str:
    return ngettext(
        "%(num)d month is left out, most often because it counts fewer than five. The "
        "months that remain tend to be those that count more.",
        "%(num)d months are left out, most often because they count fewer than five. "
        "The months that remain tend to be those that count more.",
        n,
    ) % {"num": n}


def values_description(measure: Any, kind: MeasureKind) -> str:
    """What the values of the months are."""
    if kind is STAGE_KIND:
        return _("Days within which half complete the stage, of those who began it in a month.")
    if kind is PROPORTION_KIND:
        return f"{measure.among}. {measure.subject.counted_in}"
    return str(measure.definition)


def estimate_sentence(found: TimeSeriesEstimate) -> str:
    """What an interrupted time series shows: how much, and whether that is a change."""
    facts = {"level": change_with_interval(found.level), "trend": change_with_interval(found.trend)}
    sentence = (COMPARED_ESTIMATE if found.is_compared else UNCOMPARED_ESTIMATE) % facts
    return f"{sentence} {CHANGE_SHOWN if found.level.is_clear else NO_CHANGE_SHOWN}"


def change_with_interval(change: ChangeEstimate) -> str:
    """A change with its 95% interval."""
    estimate, interval = change_and_interval(change)
    return f"{estimate} ({interval})"


def change_and_interval(change: ChangeEstimate) -> tuple[str, str]:
    """(change, its 95% interval), each number with its sign."""
    facts = {"lower": signed_number(change.lower), "upper": signed_number(change.upper)}
    return signed_number(change.estimate), _("%(lower)s to %(upper)s") % facts


def signed_number(number: float) -> str:
    return f"{round(number, 1) + 0.0:+.1f}".replace("-", "−")  # no minus sign for 0
