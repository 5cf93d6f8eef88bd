"""Figures as a page, a sheet and a chart say them: the same words from the same place."""

from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from pilots.hiding import DAYS, NINE
from pilots.lattice import ALL
from pilots.models import Outcome

NOT_SHOWN = gettext_lazy("Not shown")
NOT_REACHED = gettext_lazy("Not reached yet")
HEADINGS = (
    gettext_lazy("Began in"),
    gettext_lazy("Suspects"),
    gettext_lazy("Half within (days)"),
    gettext_lazy("9 in 10 within (days)"),
    gettext_lazy("Completed"),
    gettext_lazy("Middle of the completed (days)"),
    gettext_lazy("of that with police"),
    gettext_lazy("with the CPS"),
    gettext_lazy("with nobody"),
    gettext_lazy("Still open"),
    gettext_lazy("Stopped"),
    gettext_lazy("Dates contradict"),
)
# Which of a figure's values stand in a row, and which part of the suspects each is about.
VALUES = (
    ("people", ALL), ("half", DAYS), ("nine_in_ten", NINE), ("ended", Outcome.ENDED),
    ("median", Outcome.ENDED), ("police", Outcome.ENDED), ("cps", Outcome.ENDED),
    ("nobody", Outcome.ENDED), ("going", Outcome.OPEN), ("stopped", Outcome.STOPPED),
    ("unclear", Outcome.UNCLEAR),
)  # fmt: skip


@dataclass(frozen=True)
class Row:
    """One period in words; empty where nobody began the stage in it. half: for the chart."""

    period: str
    label: str
    values: list
    half: int | None
    is_empty: bool


def rows(figures):
    return [
        Row(one.period, label(one), [_value(one, *each) for each in VALUES], one.half, one.is_empty)
        for one in figures
    ]


def label(figure):
    """A period as people say it: 2026, January to March 2026, March 2026."""
    year, _dash, rest = figure.period.partition("-")
    if rest.startswith("Q"):
        last = figure.first.replace(month=figure.first.month + 2)
        return f"{date_format(figure.first, 'F')} – {date_format(last, 'F')} {year}"
    return date_format(figure.first, "F Y") if rest else year


def _value(figure, name, about):
    if about in figure.hidden:
        return str(NOT_SHOWN)
    value = getattr(figure, name)
    if value is None:
        return str(NOT_REACHED) if figure.people and about in (DAYS, NINE) else ""
    return value


def sentence(figures):
    """What the newest figure says that can say anything; else why there is not enough yet."""
    known = next((one for one in figures if one.people and one.half is not None), None)
    if known is None:
        return _(
            "Not enough data yet. A figure is shown once it is about five people or more, no "
            "smaller number could be worked out from others, and half of them have completed."
        )
    days = ngettext("%(num)d day", "%(num)d days", known.half) % {"num": known.half}
    text = ngettext(
        "Of the %(num)d suspect whose stage began in %(period)s, half complete it within %(days)s, "
        "those counted who are still in it.",
        "Of the %(num)d suspects whose stage began in %(period)s, half complete it within "
        "%(days)s, those counted who are still in it.",
        known.people,
    )
    return text % {"period": label(known), "num": known.people, "days": days}


def lacking(figures, unsent):
    """
    Of how many of the newest figure that may be shown something is not recorded, in words.

    unsent: the figures of those who have no urgency, because nobody has referred them yet.
    """
    newest = next((one for one in figures if one.people), None)
    if newest is None:
        return []
    facts = {"people": newest.people, "period": label(newest)}
    none = next((one.people for one in unsent if one.period == newest.period), 0)
    said = (
        (newest.unclear, _("recorded dates contradict each other")),
        (none, _("no urgency is recorded, because they have not been referred yet")),
    )
    of = _("Of %(n)s of the %(people)s suspects of %(period)s %(what)s.")
    return [of % {"n": n, "what": what, **facts} for n, what in said if n]


def is_drawn(figures):
    """Whether there is a chart: a line needs two points."""
    return sum(one.half is not None for one in figures) > 1
