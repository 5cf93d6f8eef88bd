"""The control chart of a measure as a picture, with a title that says what it shows."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from people.models.nullable import not_null
from pilots.charts.control_chart import ControlMonth, ControlWords, draw_control_chart
from pilots.charts.shapes import Chart, Mark
from pilots.measures.control_charts import ChartPoint
from pilots.measures.control_signals import RUN_LENGTH_MONTHS, Signal, newest_run
from pilots.measures.pilot_measures import PILOT_MEASURES
from pilots.models.pilot import ExpectedDirection
from pilots.queries.changes.series import STAGE_KIND, MeasureKind, MonthlySeries
from pilots.queries.changes.text import values_description

if TYPE_CHECKING:
    from pilots.queries.changes.page import MonthChangeRow

LOWER_WORDS = {True: gettext_lazy("sooner"), False: gettext_lazy("lower")}
HIGHER_WORDS = {True: gettext_lazy("later"), False: gettext_lazy("higher")}


def change_chart(
    measure: str,
    expected: str,
    here: MonthlySeries,
    rows: Sequence["MonthChangeRow"],
    there: Sequence[MonthlySeries] = (),
) -> Chart | None:
    """
    The chart of a measure at an Area; None where it has no limits yet.

    expected: a value of ExpectedDirection. rows: its months, oldest first. there: the series that
    it is compared with.
    """
    if here.chart is None:
        return None
    months = [ControlMonth(each.period, each.drawn, mark_of_month(each, expected)) for each in rows]
    words = ControlWords(
        title=f"{PILOT_MEASURES[measure].label}: {finding(here, [each.label for each in rows])}",
        unit=values_description(PILOT_MEASURES[measure], here.kind),
        description=_("The table below says the same."),
        others={f"other-{n}": each.name for n, each in enumerate(there)},
    )
    return draw_control_chart(months, here.start, words)


def mark_of_month(row: "MonthChangeRow", expected: str) -> Mark | None:
    """The mark of a month; None where it has no value."""
    if "here" not in row.drawn:
        return None
    direction = row.signal.direction
    if row.signal is Signal.NONE:
        return Mark.CHANCE
    if expected == ExpectedDirection.NEITHER:
        return Mark.CHANGED
    is_expected = (direction > 0) == (expected == ExpectedDirection.MORE)
    return Mark.EXPECTED if is_expected else Mark.CONTRARY


def finding(here: MonthlySeries, labels: Sequence[str]) -> str:
    """What the months since the pilot began show, for a title. labels: of all its months."""
    chart = not_null(here.chart)
    run = newest_run(here.values[here.start :], chart.centre)
    if abs(run) >= RUN_LENGTH_MONTHS:
        return ngettext(
            "%(num)d month in a row %(than)s than was usual before the pilot",
            "%(num)d months in a row %(than)s than was usual before the pilot",
            abs(run),
        ) % {"num": abs(run), "than": direction_words(run, here.kind)}
    if not chart.after:
        return _("no month since the pilot began can be judged yet")
    newest, out = chart.after[-1], sum(each.stands_out for each in chart.after)
    if newest.stands_out:
        return newest_month_finding(newest, here, labels)
    if out:
        facts = {"out": out, "after": len(chart.after)}
        return _("of %(after)d months since the pilot began, %(out)d stand out") % facts
    return _("nothing stands out since the pilot began")


def newest_month_finding(newest: ChartPoint, here: MonthlySeries, labels: Sequence[str]) -> str:
    """
    That the newest month with a value stands out. Its name is given if a newer one has no value.
    """
    than = direction_words(newest.signal.direction, here.kind)
    if newest.label == len(labels) - 1:
        return _("the newest month is %(than)s than chance explains") % {"than": than}
    facts = {"month": labels[newest.label], "than": than}
    return _("%(month)s, the newest month with a value, is %(than)s than chance explains") % facts


def direction_words(direction: int, kind: MeasureKind) -> str:
    """Higher or lower; of days, later or sooner."""
    return str((HIGHER_WORDS if direction > 0 else LOWER_WORDS)[kind is STAGE_KIND])
