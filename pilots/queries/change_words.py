"""What has changed since a pilot began, in sentences that say what follows from it and what not."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from pilots.control import Chart
from pilots.interrupted import Change, Interrupted
from pilots.models import PilotArea
from pilots.queries.change_series import RATE, SHARE, STAGE, TAKES_PART, Kind, Series
from pilots.queries.figure_words import NOT_REACHED, NOT_SHOWN

STANDS_OUT = gettext_lazy(
    "Of %(after)d months since %(day)s, %(out)d stand out from the %(before)d before: they lie "
    "outside the limits, or are eight or more in a row on one side of the middle. Why, a chart "
    "cannot say."
)
NONE_STANDS_OUT = gettext_lazy(
    "Of %(after)d months since %(day)s, none stands out from the %(before)d before by more than "
    "chance would make it. A small change may take more months to be seen."
)
COMPARED = gettext_lazy(
    "Beyond what changed in the same months where it is compared with, the number changed by "
    "%(level)s at once, and by %(trend)s more with each month since."
)
ALONE = gettext_lazy(
    "Beyond the trend from before the start, the number changed by %(level)s at once, and by "
    "%(trend)s more with each month since. Whether it changed elsewhere too, this does not say."
)
CLEAR = gettext_lazy(
    "The interval at the start leaves 0 out: a change is shown. Whatever else began here at the "
    "same time is part of it."
)
NOT_CLEAR = gettext_lazy(
    "The interval at the start holds 0: no change is shown. A small one may take more months to "
    "be seen."
)
# What a change is in, by the kind of measure.
IN = {
    STAGE: gettext_lazy("Change in days (95% interval)"),
    SHARE: gettext_lazy("Change in percentage points (95% interval)"),
    RATE: gettext_lazy("Change (95% interval)"),
}
NOTES = (
    gettext_lazy(
        "A control chart asks whether a month after the start differs from those before by more "
        "than chance would make it. The limits come from up to 24 months before the start, and "
        "from 12 at least: three sigma, of days from how far neighbouring months lie apart, of a "
        "share or a rate from how many it is of. Of five such charts of days over a year and a "
        "half, about one has a month that stands out by chance alone."
    ),
    gettext_lazy(
        "How much changed is from an interrupted time series, with errors that allow for "
        "neighbouring months being alike (Newey and West), from 12 months on each side of the "
        "start at least. A place it is compared with counts by how far each month is from its own "
        "mean before the start, and until it takes part in the pilot itself."
    ),
    gettext_lazy(
        "The month in which the pilot began is one of those after. A month is judged once all who "
        "began in it have been followed for as long as the pilot says."
    ),
    gettext_lazy(
        "Every figure is of the whole CPS Area, whichever of its forces take part, and worked out "
        "from the rounded numbers that are published. A month of too few people is in no limit and "
        "in no estimate."
    ),
    gettext_lazy("How many months are enough is a setting of this service, and no rule of law."),
)


def lines(area: PilotArea, compared: Iterable[tuple[str, str]]) -> dict[str, str]:
    """{line of the chart: what it is called}, in the order in which they are drawn."""
    others = {f"other-{n}": name for n, (name, _said) in enumerate(compared)}
    limits = {"middle": _("Middle before"), "lower": _("Lower limit"), "upper": _("Upper limit")}
    return {"here": area.area.name} | limits | others


def of_chart(chart: Chart, began_on: date) -> str:
    """What a control chart says of the months since a day."""
    out = sum(each.stands_out for each in chart.after)
    facts = {
        "day": date_format(began_on, "j F Y"), "out": out, "after": len(chart.after),
        "before": chart.baseline,
    }  # fmt: skip
    if not chart.after:
        return _("No month since %(day)s has been followed for long enough yet.") % facts
    return str((STANDS_OUT if chart.has_changed else NONE_STANDS_OUT) % facts)


def of_series(series: Series, began_on: date) -> str:
    """The same of a series, or why there is no chart of it, and what it leaves out."""
    said = of_chart(series.chart, began_on) if series.chart else series.refused
    found = [said]
    if left_out := _not_judged(series, began_on):
        found.append(left_out)
    if n := series.count_of(NOT_REACHED):
        found.append(_left_out(n))
    if series.kind is SHARE and (n := series.count_of(NOT_SHOWN)):
        found.append(_lean_to_many(n))
    return " ".join(found)


def _not_judged(series: Series, began_on: date) -> str:
    """How many months since a day are in no count of the chart, and why; "" where all are."""
    reasons = (
        (series.too_new, _("too new, or not published yet: %(n)s")),
        (series.since_start(NOT_SHOWN), _("of too few people: %(n)s")),
        (series.since_start(NOT_REACHED), _("not completed by half: %(n)s")),
        (series.since_start(TAKES_PART), _("taking part itself: %(n)s")),
    )
    why = [words % {"n": n} for n, words in reasons if n]
    if not why:
        return ""
    months = sum(n for n, _words in reasons)
    facts = {"num": months, "day": date_format(began_on, "j F Y"), "why": ", ".join(why)}
    return (
        ngettext(
            "%(num)d month since %(day)s is not judged (%(why)s).",
            "%(num)d months since %(day)s are not judged (%(why)s).",
            months,
        )
        % facts
    )


def _left_out(n: int) -> str:
    return ngettext(
        "%(num)d month is left out although it is shown, because half of its suspects have not "
        "completed the stage: it would lie high.",
        "%(num)d months are left out although they are shown, because half of their suspects have "
        "not completed the stage: they would lie high.",
        n,
    ) % {"num": n}


def _lean_to_many(n: int) -> str:
    return ngettext(
        "%(num)d month is left out, most often because fewer than five were so. What is left leans "
        "to months in which more were.",
        "%(num)d months are left out, most often because fewer than five were so. What is left "
        "leans to months in which more were.",
        n,
    ) % {"num": n}


def about(measure: Any, kind: Kind) -> str:
    """What the values of the months are, in words."""
    if kind is STAGE:
        return _("Days within which half complete the stage, of those who began it in a month.")
    if kind is SHARE:
        return f"{measure.among}. {measure.subject.counted_in}"
    return str(measure.definition)


def of_estimate(found: Interrupted) -> str:
    """What an interrupted time series says: how much, and whether that is a change."""
    facts = {"level": whole(found.level), "trend": whole(found.trend)}
    said = (COMPARED if found.is_compared else ALONE) % facts
    return f"{said} {CLEAR if found.level.is_clear else NOT_CLEAR}"


def whole(change: Change) -> str:
    """A change with its 95% interval."""
    estimate, interval = parts(change)
    return f"{estimate} ({interval})"


def parts(change: Change) -> tuple[str, str]:
    """(a change, its 95% interval), each number with its sign."""
    facts = {"lower": signed(change.lower), "upper": signed(change.upper)}
    return signed(change.estimate), _("%(lower)s to %(upper)s") % facts


def signed(number: float) -> str:
    return f"{round(number, 1) + 0.0:+.1f}".replace("-", "−")  # 0 has no sign but a plus
