"""By what right somebody could do what the audit log says: a named role, a consent, a unit."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.models import CaseGrant
from cases.models.case import NAMED_CAPACITIES
from people.administration.labels import capacity_label
from people.models import AuditEntry, UnitGrant
from people.text.dates import format_day
from victims.models import Consent, SupportGrant
from victims.models.support import NAMED_ON_SUPPORT
from victims.queries.log_subjects import consents_for_services

BY_CONSENT = frozenset({*NAMED_ON_SUPPORT, "manage_support"})
NAMES: Mapping[str, str | Promise] = NAMED_CAPACITIES | NAMED_ON_SUPPORT
# {(person, case, capacity): the named role}
RolesByHolder = Mapping[tuple[int | None, UUID | None, str], "NamedRole"]
# {(person, capacity): [(moment, type of change, unit, its name)]}, oldest first
UnitChanges = Mapping[tuple[int | None, str], Sequence[tuple[datetime, str, int, str]]]


class Right(TextChoices):
    """The kinds of rights that an auditor asks for."""

    BREAK_GLASS = "BREAK_GLASS", gettext_lazy("Break-glass")
    NAMED = "NAMED", gettext_lazy("Named on the case")
    CONSENT = "CONSENT", gettext_lazy("Consent of the victim")
    UNIT = "UNIT", gettext_lazy("Role on a unit")
    OWN = "OWN", gettext_lazy("None was needed")
    REFUSED = "REFUSED", gettext_lazy("None: refused")


def right_of(entry: AuditEntry) -> Right:
    """The right of one entry: the narrowest of those that the person held."""
    if entry.refused:
        return Right.REFUSED
    held = set(entry.capacities)
    kinds = (
        (Right.BREAK_GLASS, {"broke_glass"}),
        (Right.NAMED, NAMED_CAPACITIES.keys()),
        (Right.CONSENT, BY_CONSENT),
    )
    for right, capacities in kinds:
        if held & capacities:
            return right
    return Right.UNIT if held else Right.OWN


@dataclass(frozen=True)
class NamedRole:
    """A named role as it is now: the person named last, by whom and when."""

    by: str
    at: datetime


class RightTexts:
    """The rights behind entries, in sentences. Four queries, however many entries there are."""

    def __init__(self, entries: Sequence[AuditEntry]) -> None:
        users = {entry.user_id for entry in entries if entry.user_id}
        cases = {entry.case_id for entry in entries if entry.case_id}
        self.named = _named_roles(users, cases)
        self.consents = consents_for_services(cases)
        self.units = _unit_changes(users)

    def texts(self, entries: Sequence[AuditEntry], *, are_people_named: bool = True) -> list[str]:
        """
        The rights of one person's entries, the narrowest kind first, each once.

        are_people_named: with the names of those who gave a role.
        """
        last = dict[tuple[str, UUID | None], AuditEntry]()
        for entry in entries:
            for capacity in entry.capacities if not entry.refused else ():
                known = last.get((capacity, entry.case_id))
                if known is None or entry.at > known.at:
                    last[capacity, entry.case_id] = entry
        found = dict[str, None]()
        for (capacity, _case), entry in sorted(last.items(), key=lambda each: _order(each[0][0])):
            found[self._text(capacity, entry, are_people_named)] = None
            if capacity in BY_CONSENT:
                found |= dict.fromkeys(self._consent_texts(entries, entry.case_id))
        return list(found)

    def _text(self, capacity: str, entry: AuditEntry, are_people_named: bool) -> str:
        """The right of an entry by one of its capacities."""
        label = str(NAMES.get(capacity) or capacity_label(capacity))
        role = self.named.get((entry.user_id, entry.case_id, capacity))
        if role is not None and role.at <= entry.at:
            said = {"role": label, "day": format_day(role.at), "name": role.by}
            text = _("%(role)s, named on %(day)s by %(name)s")
            return (text if are_people_named else _("%(role)s, named on %(day)s")) % said
        if capacity in NAMES:
            return _("%(role)s then, and no longer or again since") % {"role": label}
        units = self._units_held(capacity, entry)
        return _("%(role)s: %(units)s") % {"role": label, "units": units} if units else label

    def _units_held(self, capacity: str, entry: AuditEntry) -> str:
        """The units on which the person had a capacity at the moment of an entry."""
        latest = dict[int, tuple[str, str]]()
        for at, change, unit, name in self.units.get((entry.user_id, capacity), ()):
            if at <= entry.at:
                latest[unit] = change, name
        return ", ".join(sorted(name for change, name in latest.values() if change != "-"))

    def _consent_texts(self, entries: Sequence[AuditEntry], case: UUID | None) -> Iterator[str]:
        """The consents that were in force at one of the entries about a case."""
        moments = [entry.at for entry in entries if entry.case_id == case]
        given = defaultdict[date, list[str]](list)
        for consent in self.consents:
            if consent.case_id == case and any(_was_in_force(consent, at) for at in moments):
                given[consent.given_on].append(consent.get_category_display())
        for day, what in given.items():
            said = {"day": format_day(day), "what": "; ".join(dict.fromkeys(what))}
            yield _("The victim’s consent of %(day)s: %(what)s") % said
        if not given:
            yield _("No consent of the victim was in force")


def _was_in_force(consent: Consent, at: datetime) -> bool:
    """Whether a consent counted at a moment, whatever became of it."""
    withdrawal = getattr(consent, "withdrawal", None)
    confirmation = getattr(consent, "confirmation", None)
    since = consent.at if not consent.is_given_again else confirmation and confirmation.at
    ends = [each for each in (consent.expires_at, withdrawal and withdrawal.at) if each]
    return since is not None and since <= at and all(at < end for end in ends)


def _named_roles(users: Collection[int], cases: Collection[UUID]) -> RolesByHolder:
    facts = "user", "permission__codename", "granted_by__name", "granted_at"
    on_case = CaseGrant.objects.filter(user__in=users, content_object__in=cases)
    on_support = SupportGrant.objects.filter(user__in=users, content_object__case__in=cases)
    return {
        (user, case, capacity): NamedRole(by, at)
        for rows, case_of in ((on_case, "content_object"), (on_support, "content_object__case"))
        for user, capacity, by, at, case in rows.order_by("granted_at").values_list(*facts, case_of)
    }


def _unit_changes(users: Collection[int]) -> UnitChanges:
    found = defaultdict[tuple[int | None, str], list[tuple[datetime, str, int, str]]](list)
    rows = UnitGrant.history.filter(user__in=users).order_by("history_date", "history_id")
    facts = "permission__codename", "history_date", "history_type", "content_object"
    for user, capacity, *change in rows.values_list("user", *facts, "content_object__name"):
        found[user, capacity].append(tuple(change))
    return found


def _order(capacity: str) -> tuple[int, str]:
    return 0 if capacity in NAMED_CAPACITIES else 1 if capacity in BY_CONSENT else 2, capacity
