"""What else happened in the months of a chart: starts of pilots, and periods that changed."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from cases.deadlines import RULE, Urgency
from people.models import Unit
from pilots.models import PilotArea
from timeliness.calendar import add_months
from timeliness.periods import TABLE

# The periods that run in a stage, with what each is called. No period runs in the others.
CLOCKS = {"referral-to-decision": {RULE[urgency]: urgency for urgency in Urgency}}


def events(
    area: PilotArea, others: Iterable[PilotArea], measure: str, months: Sequence[date]
) -> dict[date, list[str]]:
    """{first day of a month: what happened in it} in the months of a chart. Two queries."""
    found: defaultdict[date, list[str]] = defaultdict(list)
    if not months:
        return found
    named = {each.area_id: each.area.name for each in (area, *others)}
    starts = PilotArea.objects.filter(area__in=named, starts_on__isnull=False)
    happened = [
        (row.starts_on, _("%(area)s takes part in “%(pilot)s” from %(day)s")
         % {"area": named[row.area_id], "pilot": row.pilot.name, "day": said(row.starts_on)})
        for row in starts.select_related("pilot")
    ]  # fmt: skip
    until = add_months(months[-1], 1)
    for day, words in sorted([*happened, *changed_periods(named, measure)]):
        if day and months[0] <= day < until:
            found[day.replace(day=1)].append(words)
    return found


def changed_periods(named: Collection[int], measure: str) -> list[tuple[date, str]]:
    """[(day, words)] on which a period that runs in the stage began to be another."""
    clocks = CLOCKS.get(measure, {})
    short = set(Unit.objects.filter(agency__in=named).values_list("area", flat=True)) | {""}
    starting = {(row.key, row.area, row.starts) for row in TABLE.values()}
    return [
        (day, _("The period for “%(urgency)s” changed on %(day)s")
         % {"urgency": clocks[key].label, "day": said(day)})
        for key, area, day in starting
        if key in clocks and area in short
    ]  # fmt: skip


def said(day: date) -> str:
    return date_format(day, "j F Y")
