"""What stood behind a right at a moment: named roles, roles on units, consents, break-glass."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from cases.models import BreakGlass, Case, CaseGrant
from people.access.row_security import acting, for_purpose
from people.models import Unit, UnitGrant
from people.text.dates import format_moment
from victims.models import Consent, SupportGrant
from victims.queries import log_subjects

# {(person, case or support, capacity): the named role}
RolesByHolder = Mapping[tuple[int | None, UUID | None, str], "NamedRole"]
# {(person, capacity): the changes}, oldest first
UnitChanges = Mapping[tuple[int | None, str], Sequence["UnitChange"]]


@dataclass(frozen=True)
class NamedRole:
    """A named role as it is now: the person named last, by whom and when."""

    by: str
    at: datetime


@dataclass(frozen=True)
class UnitChange:
    """A change of a person's role on a unit. name: that of the unit now."""

    at: datetime
    is_end: bool
    expires_at: datetime | None
    unit: int
    name: str

    def is_held(self, at: datetime) -> bool:
        """Whether the role was held at a moment after this change and before the next."""
        return not self.is_end and (self.expires_at is None or self.expires_at > at)


@for_purpose(log_subjects.PURPOSE)
def named_roles(users: Collection[int], cases: Collection[UUID]) -> RolesByHolder:
    """
    The named roles of people on cases and on supports. Two queries.

    Where a person supports one victim of a case only, the role is found under the case too.
    """
    facts = "user", "content_object", "permission__codename", "granted_by__name", "granted_at"
    on_case = CaseGrant.objects.filter(user__in=users, content_object__in=cases)
    on_support = SupportGrant.objects.filter(user__in=users, content_object__case__in=cases)
    found = dict[tuple[int | None, UUID | None, str], NamedRole]()
    for user, case, capacity, by, at in on_case.order_by("granted_at").values_list(*facts):
        found[user, case, capacity] = NamedRole(by, at)
    of_case = defaultdict[tuple[int, UUID, str], set[UUID]](set)
    rows = on_support.order_by("granted_at").values_list(*facts, "content_object__case")
    for user, support, capacity, by, at, case in rows:
        found[user, support, capacity] = NamedRole(by, at)
        of_case[user, case, capacity].add(support)
    for (user, case, capacity), supports in of_case.items():
        if len(supports) == 1:
            found[user, case, capacity] = found[user, supports.pop(), capacity]
    return found


def unit_changes(users: Collection[int]) -> UnitChanges:
    """How the roles of people on units changed. One query."""
    found = defaultdict[tuple[int | None, str], list[UnitChange]](list)
    rows = UnitGrant.history.filter(user__in=users).order_by("history_date", "history_id")
    facts = "permission__codename", "history_date", "history_type", "expires_at", "content_object"
    for user, capacity, at, change, ends, unit, name in rows.values_list(
        "user", *facts, "content_object__name"
    ):
        found[user, capacity].append(UnitChange(at, change == "-", ends, unit, name))
    return found


class UnitsThen:
    """Which units had a case at a moment, and what they were called. Three queries."""

    def __init__(self, cases: Collection[UUID], changes: UnitChanges) -> None:
        self._of_case = defaultdict[UUID, list[tuple[datetime, set[int]]]](list)
        rows = Case.history.of_rows([Case(pk=pk) for pk in cases])
        facts = "id", "history_date", "police_unit_id", "cps_unit_id"
        with acting(log_subjects.PURPOSE):
            then = list(rows.order_by("history_date", "history_id").values_list(*facts))
        for case, at, *units in then:
            self._of_case[case].append((at, {unit for unit in units if unit}))
        self._services = defaultdict[UUID, set[int]](set)
        for case, unit in log_subjects.services_of_cases(cases):
            self._services[case].add(unit)
        ids = {change.unit for rows in changes.values() for change in rows}
        self._names = defaultdict[int, list[tuple[datetime, str]]](list)
        named = Unit.history.filter(id__in=ids).order_by("history_date", "history_id")
        for unit, at, name in named.values_list("id", "history_date", "name"):
            self._names[unit].append((at, name))

    def of_case(self, case: UUID, at: datetime) -> set[int]:
        """The units that had a case, and the services that ever supported a victim of it."""
        rows = self._of_case[case]
        known = [units for moment, units in rows if moment <= at] or [u for _at, u in rows[:1]]
        return self._services[case].union(*known[-1:])

    def name(self, unit: int, at: datetime, now: str) -> str:
        """What a unit was called at a moment; now: what it is called now."""
        names = self._names[unit]
        known = [name for moment, name in names if moment <= at] or [n for _at, n in names[:1]]
        return known[-1] if known else now


def glass_broken(
    users: Collection[int], cases: Collection[UUID]
) -> Mapping[tuple[int | None, UUID | None], Sequence[BreakGlass]]:
    """{(person, case): what they opened by break-glass}, oldest first. One query."""
    found = defaultdict[tuple[int | None, UUID | None], list[BreakGlass]](list)
    for row in log_subjects.break_glass_of(users, cases):
        found[row.by_id, row.case_id].append(row)
    return found


def glass_facts(rows: Sequence[BreakGlass], at: datetime) -> dict[str, str]:
    """Since and until when and why a case was open by break-glass; {} if it was not at a moment."""
    for row in reversed(rows):
        end = min(row.until, row.ended_at or row.until)
        if row.at <= at <= end:
            moments = {"since": format_moment(row.at), "until": format_moment(end)}
            return moments | {"why": str(row.get_kind_display())}
    return {}


def was_in_force(consent: Consent, at: datetime) -> bool:
    """Whether a consent counted at a moment, whatever became of it."""
    withdrawal = getattr(consent, "withdrawal", None)
    confirmation = getattr(consent, "confirmation", None)
    since = consent.at if not consent.is_given_again else confirmation and confirmation.at
    ends = [each for each in (consent.expires_at, withdrawal and withdrawal.at) if each]
    return since is not None and since <= at and all(at < end for end in ends)
