"""What a manager reads of a prosecutor before she allocates, in words."""

from collections.abc import Iterable
from datetime import date
from typing import Any, Protocol

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cases.deadlines import format_day
from cases.specialisms import SPECIALISMS


class RankedProsecutor(Protocol):
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


def prosecutor_summary(person: RankedProsecutor) -> str:
    """What a prosecutor has now, and what speaks for and against her or him, in words."""
    n = person.open_cases
    has = ngettext("%(n)d open case now", "%(n)d open cases now", n) % {"n": n}
    said = [f"{has}, {points_text(person.weight)}"]
    if person.fitting:
        said.append(
            _("Specialism of this case: %(what)s") % {"what": specialisms_text(person.fitting)}
        )
    said += [absence_text(*days) for days in person.away]
    if person.is_suggested:
        said.append(suggestion_text(person))
    return ". ".join(map(str, said)) + "."


def points_text(weight: int) -> str:
    """How much a caseload weighs."""
    return ngettext("%(n)d point", "%(n)d points", weight) % {"n": weight}


def specialisms_text(codes: Iterable[str]) -> str:
    """Specialisms as people call them; a code no longer in use as it was kept."""
    labels = (SPECIALISMS[code].label if code in SPECIALISMS else code for code in codes)
    return ", ".join(_(label) for label in labels)


def absence_text(first: date, last: date) -> str:
    """When somebody is away."""
    days = {"first": format_day(first), "last": format_day(last)}
    return _("Away from %(first)s to %(last)s") % days


def suggestion_text(person: RankedProsecutor) -> str:
    """That a prosecutor is the likeliest of those shown, and by what."""
    if person.fitting:
        return _("Suggested: has what this case wants, and the lightest caseload of those not away")
    return _("Suggested: the lightest caseload of those not away")
