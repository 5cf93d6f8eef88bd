"""What a manager reads of a prosecutor before she allocates, in words."""

from collections.abc import Iterable
from datetime import date
from typing import Any, Protocol

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cases.deadlines import in_words
from cases.specialisms import SPECIALISMS


class Ranked(Protocol):
    """A prosecutor with what cases.queries.caseloads adds: with_load() and then ranked()."""

    pk: int
    name: str
    open_cases: int
    weight: int
    specialisms: list[str]
    absences: list[dict[str, Any]]
    fitting: list[str]
    away: list[tuple[date, date]]
    is_away: bool
    is_suggested: bool


def how_much(person: Ranked) -> str:
    """What a prosecutor has now, and what speaks for and against her or him, in words."""
    n = person.open_cases
    has = ngettext("%(n)d open case now", "%(n)d open cases now", n) % {"n": n}
    said = [f"{has}, {points(person.weight)}"]
    if person.fitting:
        said.append(_("Specialism of this case: %(what)s") % {"what": called(person.fitting)})
    said += [away(*days) for days in person.away]
    if person.is_suggested:
        said.append(suggested(person))
    return ". ".join(map(str, said)) + "."


def points(weight: int) -> str:
    """How much a caseload weighs."""
    return ngettext("%(n)d point", "%(n)d points", weight) % {"n": weight}


def called(codes: Iterable[str]) -> str:
    """Specialisms as people call them; a code no longer in use as it was kept."""
    labels = (SPECIALISMS[code].label if code in SPECIALISMS else code for code in codes)
    return ", ".join(_(label) for label in labels)


def away(first: date, last: date) -> str:
    """When somebody is away."""
    days = {"first": in_words(first), "last": in_words(last)}
    return _("Away from %(first)s to %(last)s") % days


def suggested(person: Ranked) -> str:
    """That a prosecutor is the likeliest of those shown, and by what."""
    if person.fitting:
        return _("Suggested: has what this case wants, and the lightest caseload of those not away")
    return _("Suggested: the lightest caseload of those not away")
