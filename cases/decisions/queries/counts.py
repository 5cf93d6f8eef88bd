"""The counts of a decision, numbered in the order in which they were stated."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from cases.charge_diff import Charge
from cases.models import Allegation, AuthorisedCharge, Decision, Offence, Victim
from people.models.nullable import not_null
from people.text.dates import format_day


@dataclass(frozen=True)
class AuthorisedCount:
    """
    One count as authorised.

    pk: of its row. alternative_to: number of the count to which it is the alternative, or None.
    allegation: of the police, that it comes from, or None. other_act_because: why no offence of
    like conduct under the other Act is charged, or "". is_added: by a further charge.
    """

    pk: int
    number: int
    victim: Victim
    offence: Offence
    from_on: date
    to_on: date | None
    particulars: str
    allegation: Allegation | None
    alternative_to: int | None
    other_act_because: str
    is_added: bool = False

    @property
    def victim_id(self) -> UUID:
        return self.victim.pk

    @property
    def offence_id(self) -> str:
        return self.offence.pk

    @property
    def charge(self) -> Charge:
        """The count in the form that is compared."""
        days = (self.from_on, self.to_on or self.from_on)
        return Charge(self.victim.number, str(self.offence), days, self.number)


def counts_of(decision: Decision | None) -> list[AuthorisedCount]:
    """The counts of a decision whose charges are prefetched in order (with_charge_reports)."""
    rows = list(decision.charges.all()) if decision else []
    numbers = {row.pk: number for number, row in enumerate(rows, start=1)}
    return [_authorised_count(row, numbers) for row in rows]


def _authorised_count(row: AuthorisedCharge, numbers: dict[int, int]) -> AuthorisedCount:
    """A count; one stated before counts had facts of their own has those of its allegation."""
    about = row if row.offence_id else not_null(row.allegation)
    return AuthorisedCount(
        row.pk, numbers[row.pk], not_null(about.victim), not_null(about.offence),
        not_null(about.from_on), about.to_on, row.particulars, row.allegation,
        numbers.get(row.alternative_to_id or 0), row.other_act_because, row.added_by_id is not None,
    )  # fmt: skip


def counts_to_report(counts: Iterable[AuthorisedCount]) -> list[AuthorisedCount]:
    """Those of the decision as it was made, which the police report; not what was added since."""
    return [count for count in counts if not count.is_added]


def count_name(charge: Charge, alternative_to: int | None = None) -> str:
    """Text such as "Count 2" or "Count 2, alternative to count 1"."""
    values = {"n": charge.count, "to": alternative_to}
    if alternative_to:
        return _("Charge %(n)s, alternative to charge %(to)s") % values
    return _("Charge %(n)s") % values


def count_label(count: AuthorisedCount) -> str:
    """Text such as "Count 1: Rape of a woman aged 16 or over (SX03004), victim 1, 8 March 2026"."""
    return f"{count_name(count.charge, count.alternative_to)}: {charge_text(count.charge)}"


def count_texts(decision: Decision | None) -> list[tuple[str, str]]:
    """(the count, its particulars and what else was said of it) of each count of a decision."""
    return [_count_text(count) for count in counts_of(decision)]


def first_count_texts(decision: Decision) -> list[tuple[str, str]]:
    """Those of the decision as it was made, without what a further charge added."""
    return [_count_text(count) for count in counts_to_report(counts_of(decision))]


def added_count_texts(decision: Decision) -> dict[UUID, list[tuple[str, str]]]:
    """{id of a further charge: those that it added}."""
    added_by = {row.pk: row.added_by_id for row in decision.charges.all()}
    found: dict[UUID, list[tuple[str, str]]] = {}
    for count in counts_of(decision):
        if added := added_by[count.pk]:
            found.setdefault(added, []).append(_count_text(count))
    return found


def _count_text(count: AuthorisedCount) -> tuple[str, str]:
    return count_label(count), count_words(count.particulars, count.other_act_because)


def count_words(particulars: str, other_act_because: str) -> str:
    """
    The particulars of a count, and why no offence of like conduct under the other Act is charged.
    """
    if not other_act_because:
        return particulars
    why = _("Why no such offence under the other Act is charged: %(why)s")
    return f"{particulars}\n{why % {'why': other_act_because}}"


def charge_text(charge: Charge) -> str:
    """Text such as "Rape of a woman aged 16 or over (SX03004), victim 1, 8 March 2026"."""
    text = _("%(offence)s, victim %(n)s") % {"offence": charge.offence, "n": charge.victim}
    return f"{text}, {days_text(charge.days)}" if charge.days else text


def days_text(days: tuple[date, date]) -> str:
    """A day, or a first and last one."""
    first, last = days
    if first == last:
        return format_day(first)
    return _("%(first)s to %(last)s") % {"first": format_day(first), "last": format_day(last)}
