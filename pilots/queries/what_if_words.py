"""
A replayed period in words that tell of no single suspect, nor do all together that can be tried.

Numbers are rounded, none and one to four read the same, and few lengths can be tried (ADR 31). As
of when, and of which quarters, is what holds of every figure above a force (ADR 44).
"""

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from cases.deadlines import RULE
from people.access import Scope
from people.models import Agency
from people.sides import Side
from pilots.lattice import ALL
from pilots.models import CountingSecret
from pilots.moments import closed_until
from pilots.queries.figures import counted_at, since
from pilots.queries.places import places
from pilots.queries.what_if import Replay, replayed
from pilots.rounding import NEAREST, rounded
from timeliness.calendar import london_day, moment_of
from timeliness.periods import in_force

SIDES = (Side.POLICE, Side.CPS)  # who can hold a suspect who is undecided
LENGTHS = {  # per cent of the period in force: a product setting, few enough to go by no single day
    "50": gettext_lazy("Half as long"),
    "75": gettext_lazy("Three quarters as long"),
    "150": gettext_lazy("Half as long again"),
    "200": gettext_lazy("Twice as long"),
}
UNITS = {
    "hours": ngettext_lazy("%(n)s hour", "%(n)s hours", "n"),
    "calendar_days": ngettext_lazy("%(n)s calendar day", "%(n)s calendar days", "n"),
    "working_days": ngettext_lazy("%(n)s working day", "%(n)s working days", "n"),
    "months": ngettext_lazy("%(n)s month", "%(n)s months", "n"),
}


@dataclass(frozen=True)
class Tried:
    """
    The period as it is and as it was tried, and [(whose turn, was, would be, change)].

    rows: always of both sides; none where there are too few suspects to say anything.
    """

    now: str
    tried: str
    since: date
    suspects: str
    rows: list


def places_to_try(scope: Scope) -> list[tuple[str, str]]:
    """[(key, label)] of the CPS Areas a person reads figures of, and England and Wales last."""
    offered = [each for each in places(scope) if each.key == ALL or each.key[:7] == "agency-"]
    keys = [int(each.key[7:]) for each in offered if each.key != ALL]
    areas = Agency.objects.filter(pk__in=keys, side=Side.CPS).values_list("pk", flat=True)
    kept = {ALL, *(f"agency-{pk}" for pk in areas)}
    return [(each.key, each.label) for each in offered if each.key in kept]


def tried(*, place: str, urgency: str, length: str, at: datetime) -> Tried:
    """What another length of the period of a class would have meant: one of LENGTHS."""
    areas = None if place == ALL else [int(place.removeprefix("agency-"))]
    period = in_force(RULE[urgency], on=london_day(at))
    amount = max(1, period.number * int(length) // 100)
    found = _replayed(urgency=urgency, amount=amount, areas=areas, at=at)
    unit = UNITS[period.unit]
    now, then = (unit % {"n": n} for n in (period.number, amount))
    return Tried(now, then, since(london_day(at)), about(found.suspects), rows_of(found))


def _replayed(*, at: datetime, **asked: Any) -> Replay:
    """The replay as of when the figures were published; of nobody where they never were."""
    published = counted_at()
    if published is None:
        return Replay(0, {}, {})
    until = moment_of(closed_until(london_day(published)), time.min)
    secret = CountingSecret.objects.values_list("secret", flat=True).get()
    return replayed(at=published, until=until, secret=bytes(secret), **asked)


def rows_of(found: Replay) -> list[tuple[str | Promise, str, str, str]]:
    """A replay as it is said, for each side whether or not it held anybody."""
    if found.suspects < NEAREST:
        return []
    rows = [(side.label, found.was.get(side, 0), found.would_be.get(side, 0)) for side in SIDES]
    return [
        (side, about(was), about(would_be), changed(was, would_be)) for side, was, would_be in rows
    ]


def about(count: int) -> str:
    """A number of people as this page says it."""
    return _("about %(n)s") % {"n": told} if (told := rounded(count)) else _("fewer than 5")


def changed(was: int, would_be: int) -> str:
    """How many more breaches, or fewer: of the numbers as they are said, so it tells no more."""
    more = rounded(would_be) - rounded(was)
    if not more:
        return _("no change, or fewer than 5")
    told = about(abs(more))
    return _("%(n)s more") % {"n": told} if more > 0 else _("%(n)s fewer") % {"n": told}
