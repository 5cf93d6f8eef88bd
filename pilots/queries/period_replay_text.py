"""
A replayed period in words that reveal no single suspect, even with all lengths tried.

Numbers are rounded, none to four read the same, and few lengths can be tried (ADR 31). Moment and
quarters are those of every figure above a force (ADR 44).
"""

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from cases.deadlines import PERIOD_OF_URGENCY
from people.access.scopes import Scope
from people.identity.sides import Side
from people.models import Agency
from pilots.disclosure_control.dimensions import ALL
from pilots.disclosure_control.publication_dates import quarters_closed_until
from pilots.disclosure_control.rounding import ROUNDING_BASE, round_to_five
from pilots.models import CountingSecret
from pilots.queries.filters import first_listed_day
from pilots.queries.period_replay import PeriodReplay, replay_period
from pilots.queries.places import reporting_places
from pilots.queries.publication import figures_published_at
from timeliness.calendar import london_day, london_moment
from timeliness.periods import period_in_force

HOLDING_SIDES = (Side.POLICE, Side.CPS)  # what others hold is the breach of neither
# per cent of the period in force: a local setting, few enough to go by no single day
TRIED_PERIOD_LENGTHS = {
    "50": gettext_lazy("Half as long"),
    "75": gettext_lazy("Three quarters as long"),
    "150": gettext_lazy("Half as long again"),
    "200": gettext_lazy("Twice as long"),
}
PERIOD_UNIT_TEXT = {
    "hours": ngettext_lazy("%(n)s hour", "%(n)s hours", "n"),
    "calendar_days": ngettext_lazy("%(n)s calendar day", "%(n)s calendar days", "n"),
    "working_days": ngettext_lazy("%(n)s working day", "%(n)s working days", "n"),
    "months": ngettext_lazy("%(n)s month", "%(n)s months", "n"),
}


@dataclass(frozen=True)
class PeriodReplayDetail:
    """
    The actual period and the one tried, and [(side, was, would be, change)].

    rows: always of both sides; none where there are too few suspects.
    """

    now: str
    tried: str
    since: date
    suspects: str
    rows: list[tuple[str | Promise, str, str, str]]


def places_to_try(scope: Scope) -> list[tuple[str, str]]:
    """[(key, label)] of the CPS Areas whose figures a person reads, then England and Wales."""
    offered = [
        each for each in reporting_places(scope) if each.key == ALL or each.key[:7] == "agency-"
    ]
    keys = [int(each.key[7:]) for each in offered if each.key != ALL]
    areas = Agency.objects.filter(pk__in=keys, side=Side.CPS).values_list("pk", flat=True)
    kept = {ALL, *(f"agency-{pk}" for pk in areas)}
    return [(each.key, each.label) for each in offered if each.key in kept]


def period_replay_detail(
    *, place: str, urgency: str, length: str, at: datetime
) -> PeriodReplayDetail:
    """The effect of another length of the period of an urgency class: one of LENGTHS."""
    areas = None if place == ALL else [int(place.removeprefix("agency-"))]
    period = period_in_force(PERIOD_OF_URGENCY[urgency], on=london_day(at))
    amount = max(1, period.number * int(length) // 100)
    found = _replay_as_published(urgency=urgency, amount=amount, areas=areas, at=at)
    unit = PERIOD_UNIT_TEXT[period.unit]
    now, then = (unit % {"n": n} for n in (period.number, amount))
    return PeriodReplayDetail(
        now,
        then,
        first_listed_day(london_day(at)),
        approximate_count(found.suspects),
        period_replay_rows(found),
    )


def _replay_as_published(*, at: datetime, **asked: Any) -> PeriodReplay:
    """The replay at the time of publication; empty where figures were never published."""
    published = figures_published_at()
    if published is None:
        return PeriodReplay(0, {}, {})
    until = london_moment(quarters_closed_until(london_day(published)), time.min)
    secret = CountingSecret.objects.values_list("secret", flat=True).get()
    return replay_period(at=published, until=until, secret=bytes(secret), **asked)


def period_replay_rows(found: PeriodReplay) -> list[tuple[str | Promise, str, str, str]]:
    """A replay in words, for each side, whether or not it held a suspect."""
    if found.suspects < ROUNDING_BASE:
        return []
    rows = [
        (side.label, found.was.get(side, 0), found.would_be.get(side, 0)) for side in HOLDING_SIDES
    ]
    return [
        (
            side,
            approximate_count(was),
            approximate_count(would_be),
            breach_change_text(was, would_be),
        )
        for side, was, would_be in rows
    ]


def approximate_count(count: int) -> str:
    """A number of people as this page shows it."""
    return (
        _("about %(n)s") % {"n": rounded}
        if (rounded := round_to_five(count))
        else _("fewer than 5")
    )


def breach_change_text(was: int, would_be: int) -> str:
    """The change of breaches, computed from the shown numbers, so that it reveals no more."""
    more = round_to_five(would_be) - round_to_five(was)
    if not more:
        return _("no change, or fewer than 5")
    number = approximate_count(abs(more))
    return _("%(n)s more") % {"n": number} if more > 0 else _("%(n)s fewer") % {"n": number}
