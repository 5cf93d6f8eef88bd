"""Events in the months of a chart: starts of pilots, and changes of periods."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import date

from django.utils.translation import gettext as _

from cases.deadlines import PERIOD_OF_URGENCY, Urgency
from people.models import Unit
from people.text.dates import format_day
from pilots.models import PilotArea
from timeliness.calendar import add_months
from timeliness.periods import PERIODS_BY_VERSION

# The periods that run in a stage, with their labels. No period runs in the others.
PERIODS_BY_STAGE = {
    "referral-to-decision": {PERIOD_OF_URGENCY[urgency]: urgency for urgency in Urgency}
}


def events_by_month(
    area: PilotArea, others: Iterable[PilotArea], measure: str, months: Sequence[date]
) -> dict[date, list[str]]:
    """{first day of a month: texts of its events} of a chart's months. Two queries."""
    found: defaultdict[date, list[str]] = defaultdict(list)
    if not months:
        return found
    named = {each.area_id: each.area.name for each in (area, *others)}
    starts = PilotArea.objects.filter(area__in=named, starts_on__isnull=False)
    happened = [
        (
            row.starts_on,
            _("%(area)s takes part in “%(pilot)s” from %(day)s")
            % {
                "area": named[row.area_id],
                "pilot": row.pilot.name,
                "day": format_day(row.starts_on),
            },
        )
        for row in starts.select_related("pilot")
        if row.starts_on
    ]
    until = add_months(months[-1], 1)
    for day, words in sorted([*happened, *period_changes(named, measure)]):
        if months[0] <= day < until:
            found[day.replace(day=1)].append(words)
    return found


def period_changes(named: Collection[int], measure: str) -> list[tuple[date, str]]:
    """[(day, words)] on which a period that runs in the stage changed."""
    clocks = PERIODS_BY_STAGE.get(measure, {})
    short = set(Unit.objects.filter(agency__in=named).values_list("area", flat=True)) | {""}
    starting = {(row.key, row.area, row.starts) for row in PERIODS_BY_VERSION.values()}
    return [
        (day, _("The period for “%(urgency)s” changed on %(day)s")
         % {"urgency": clocks[key].label, "day": format_day(day)})
        for key, area, day in starting
        if key in clocks and area in short
    ]  # fmt: skip
