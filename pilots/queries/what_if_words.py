"""A replayed period in words: rounded, so that no single case can be told from two of them."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.deadlines import RULE
from people.models import Agency
from people.sides import Side
from pilots.lattice import ALL
from pilots.queries.places import places
from pilots.queries.what_if import replayed
from timeliness.calendar import london_day
from timeliness.periods import in_force

NEAREST = 5  # figures of what would have been are rounded to this, as cells under it are hidden
UNITS = {
    "hours": gettext_lazy("hours"),
    "calendar_days": gettext_lazy("calendar days"),
    "working_days": gettext_lazy("working days"),
    "months": gettext_lazy("months"),
}


@dataclass(frozen=True)
class Tried:
    """The period as it is and as it was tried, and [(whose turn, was, would be, change)]."""

    now: str
    tried: str
    suspects: str
    rows: list


def places_to_try(scope):
    """[(key, label)] of the CPS Areas a person reads figures of, and England and Wales last."""
    offered = [each for each in places(scope) if each.key == ALL or each.key[:7] == "agency-"]
    keys = [int(each.key[7:]) for each in offered if each.key != ALL]
    areas = Agency.objects.filter(pk__in=keys, side=Side.CPS).values_list("pk", flat=True)
    kept = {ALL, *(f"agency-{pk}" for pk in areas)}
    return [(each.key, each.label) for each in offered if each.key in kept]


def tried(*, place, urgency, amount, at):
    """What another amount of the period of a class would have meant."""
    areas = None if place == ALL else [int(place.removeprefix("agency-"))]
    found = replayed(urgency=urgency, amount=amount, at=at, areas=areas)
    period = in_force(RULE[urgency], on=london_day(at))
    unit = UNITS[period.unit]
    rows = [
        (Side(side).label, about(found.was.get(side, 0)), about(found.would_be.get(side, 0)),
         changed(more))
        for side, more in found.more.items()
    ]  # fmt: skip
    return Tried(f"{period.amount} {unit}", f"{amount} {unit}", about(found.suspects), rows)


def about(count):
    """A number of people as this page says it."""
    if count < NEAREST:
        return _("fewer than 5")
    return _("about %(n)s") % {"n": NEAREST * round(count / NEAREST)}


def changed(more):
    """How many more breaches, or fewer, as this page says it."""
    if abs(more) < NEAREST:
        return _("no change, or fewer than 5")
    told = about(abs(more))
    return _("%(n)s more") % {"n": told} if more > 0 else _("%(n)s fewer") % {"n": told}
