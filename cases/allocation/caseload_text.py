"""Texts about a prosecutor's caseload, for a manager who allocates."""

from collections.abc import Iterable
from datetime import date
from typing import Protocol

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cases.specialisms import SPECIALISMS
from people.text.dates import format_day


class RankedProsecutor(Protocol):
    """
    A prosecutor annotated by with_caseload() and rank_prosecutors() of
    cases/allocation/queries/caseloads.py.
    """

    pk: int
    name: str
    open_cases: int
    weight: int
    specialisms: list[str]
    absences: list[dict[str, str]]
    fitting: list[str]
    away: list[tuple[date, date]]
    is_away: bool
    is_suggested: bool


def prosecutor_summary(person: RankedProsecutor) -> str:
    """A prosecutor's caseload, and what speaks for and against them, in words."""
    n = person.open_cases
    has = ngettext("%(n)d open case now", "%(n)d open cases now", n) % {"n": n}
    parts = [f"{has}, {points_text(person.weight)}"]
    if person.fitting:
        parts.append(
            _("Specialism of this case: %(what)s") % {"what": specialisms_text(person.fitting)}
        )
    parts += [absence_text(*days) for days in person.away]
    if person.is_suggested:
        parts.append(suggestion_text(person))
    return ". ".join(map(str, parts)) + "."


def points_text(weight: int) -> str:
    """The weight of a caseload, in words."""
    return ngettext("%(n)d point", "%(n)d points", weight) % {"n": weight}


def specialisms_text(codes: Iterable[str]) -> str:
    """Labels of specialisms; a retired code as stored."""
    labels = (SPECIALISMS[code].label if code in SPECIALISMS else code for code in codes)
    return ", ".join(_(label) for label in labels)


def absence_text(first: date, last: date) -> str:
    """The dates of an absence, in words."""
    days = {"first": format_day(first), "last": format_day(last)}
    return _("Away from %(first)s to %(last)s") % days


def suggestion_text(person: RankedProsecutor) -> str:
    """Why a prosecutor ranks first of those shown."""
    if person.fitting:
        return _("Suggested: has what this case wants, and the lightest caseload of those not away")
    return _("Suggested: the lightest caseload of those not away")
