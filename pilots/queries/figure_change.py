"""Whether a stage has changed since a pilot began at a CPS Area, by a chart of its months."""

from dataclasses import dataclass, replace
from datetime import timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pilots.control import NotEnough, single_values
from pilots.models import PilotArea
from pilots.queries.figure_words import label
from pilots.queries.figures import figures
from timeliness.calendar import add_months, london_day

STANDS_OUT = gettext_lazy(
    "Of %(after)d months since %(day)s, %(out)d stand out from the %(before)d before: they lie "
    "outside the limits, or are eight or more in a row on one side of the middle. Why, a chart "
    "cannot say."
)
NONE_STANDS_OUT = gettext_lazy(
    "Of %(after)d months since %(day)s, none stands out from the %(before)d before by more than "
    "chance would make it. A small change may take more months to be seen."
)


@dataclass(frozen=True)
class Changed:
    """What the months say together, and each of them with its limits, the newest first."""

    began_on: object
    follow_up_days: int
    sentence: str
    points: list  # (month, days, lower, upper, stands out), rounded to whole days


def changed(measure, asked, *, at):
    """
    What has changed at the place that was asked for; None where it takes part in no pilot.

    Where it does in several, since the first of them began. One query, and two more for the months.
    """
    kind, _dash, pk = asked.place.partition("-")
    if kind != "agency":
        return None
    rows = PilotArea.objects.filter(area=pk, starts_on__isnull=False).select_related("pilot")
    area = rows.order_by("starts_on", "pk").first()
    if area is None:
        return None
    found = figures(measure, replace(asked, by="month"), at=at)
    return said_of(found, area.starts_on, area.pilot.follow_up_days, today=london_day(at))


def said_of(found, began_on, follow_up_days, *, today):
    """
    As changed(), of these figures by month, the newest first.

    A month is judged once all who began in it have been followed for as long as the pilot says.
    """
    months = [
        each for each in reversed(found)
        if each.half is not None and _last_day(each) + timedelta(days=follow_up_days) <= today
    ]  # fmt: skip
    before = sum(each.first < began_on.replace(day=1) for each in months)
    points = []
    try:
        chart = single_values([(label(each), each.half) for each in months], baseline=before)
        sentence = _sentence(chart, began_on)
        points = [
            (each.label, each.value, max(0, round(each.lower)), round(each.upper),
             each.is_outside or each.is_in_run)
            for each in reversed(chart.points)
        ]  # fmt: skip
    except NotEnough as refused:
        sentence = str(refused)
    return Changed(began_on, follow_up_days, sentence, points)


def _last_day(figure):
    return add_months(figure.first, 1) - timedelta(days=1)


def _sentence(chart, began_on):
    out = sum(each.is_outside or each.is_in_run for each in chart.after)
    facts = {
        "day": date_format(began_on, "j F Y"), "out": out, "after": len(chart.after),
        "before": chart.baseline,
    }  # fmt: skip
    if not chart.after:
        return _("No month since %(day)s has been followed for long enough yet.") % facts
    if chart.has_changed:
        return str(STANDS_OUT % facts)
    return str(NONE_STANDS_OUT % facts)
