"""By what right somebody could do what the audit log says: a named role, a support, a unit."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from uuid import UUID

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from cases.models.case import NAMED_CAPACITIES
from people.administration.labels import ROLE_TITLES, capacity_label
from people.models import AuditEntry
from people.text.dates import format_day
from victims.models import Support
from victims.models.support import NAMED_ON_SUPPORT
from victims.queries.log_right_facts import (
    UnitsThen,
    glass_broken,
    glass_facts,
    named_roles,
    unit_changes,
    was_in_force,
)
from victims.queries.log_subjects import consents_for_services

BROKE_GLASS = "broke_glass"
NAMED_ON_CASE = NAMED_CAPACITIES.keys() - {BROKE_GLASS}
SUPPORTING = frozenset({*NAMED_ON_SUPPORT, "manage_support"})
BY_CONSENT = frozenset({"see_support"})  # verbs of pages that show a service what consents allow
NAMES: Mapping[str, str | Promise] = NAMED_CAPACITIES | NAMED_ON_SUPPORT


class Right(TextChoices):
    """The kinds of rights that an auditor asks for."""

    NAMED = "NAMED", gettext_lazy("Named on the case")
    BREAK_GLASS = "BREAK_GLASS", gettext_lazy("Break-glass")
    SUPPORT = "SUPPORT", gettext_lazy("Supports the victim (service)")
    UNIT = "UNIT", gettext_lazy("Role on a unit")
    OWN = "OWN", gettext_lazy("None in the log")
    REFUSED = "REFUSED", gettext_lazy("None: refused")
    ITSELF = "ITSELF", gettext_lazy("None: no person did it, but this service itself")


def right_of(entry: AuditEntry) -> Right:
    """The right of one entry: the narrowest of those that the person held."""
    if entry.refused:
        return Right.REFUSED
    if entry.user_id is None:
        return Right.ITSELF
    held = set(entry.capacities)
    for right, capacities in (
        (Right.NAMED, NAMED_ON_CASE), (Right.BREAK_GLASS, {BROKE_GLASS}),
        (Right.SUPPORT, SUPPORTING),
    ):  # fmt: skip
        if held & capacities:
            return right
    return Right.UNIT if held else Right.OWN


class RightTexts:
    """The rights behind entries, in sentences. Eight queries, however many entries there are."""

    def __init__(self, entries: Sequence[AuditEntry]) -> None:
        users = {entry.user_id for entry in entries if entry.user_id}
        cases = {entry.case_id for entry in entries if entry.case_id}
        self.named = named_roles(users, cases)
        self.glass = glass_broken(users, cases)
        self.consents = consents_for_services(cases)
        self.changes = unit_changes(users)
        self.units = UnitsThen(cases, self.changes)

    def texts(self, entries: Sequence[AuditEntry], *, are_people_named: bool = True) -> list[str]:
        """
        The rights of one person's entries, the narrowest kind first, each once.

        are_people_named: with the names of those who gave a role.
        """
        last = dict[tuple[str, UUID | None], AuditEntry]()
        by_support = defaultdict[UUID | None, list[AuditEntry]](list)
        for entry in entries:
            if entry.refused:
                continue
            for capacity in entry.capacities:
                key = capacity, _root_of(entry)
                if key not in last or entry.at > last[key].at:
                    last[key] = entry
            if entry.verb in BY_CONSENT:
                by_support[_root_of(entry)].append(entry)
        found = dict[str, None]()
        for (capacity, root), entry in sorted(last.items(), key=lambda each: _order(each[0][0])):
            found[self._text(capacity, entry, are_people_named)] = None
            if capacity in SUPPORTING:
                found |= dict.fromkeys(self._consent_texts(by_support.pop(root, ())))
        return list(found)

    def _text(self, capacity: str, entry: AuditEntry, are_people_named: bool) -> str:
        """The right of an entry by one of its capacities."""
        glass = self.glass.get((entry.user_id, entry.case_id), ())
        if capacity == BROKE_GLASS and (facts := glass_facts(glass, entry.at)):
            return _("Opened by break-glass on %(since)s, until %(until)s: %(why)s") % facts
        label = str(NAMES.get(capacity) or ROLE_TITLES.get(capacity) or capacity_label(capacity))
        label = label.partition(": ")[0]  # the title, without what its holder does
        root = _root_of(entry)
        role = self.named.get((entry.user_id, root, capacity))
        if role is not None and role.at <= entry.at:
            said = {"role": label, "day": format_day(role.at), "name": role.by}
            text = _("%(role)s, named on %(day)s by %(name)s")
            return (text if are_people_named else _("%(role)s, named on %(day)s")) % said
        if capacity in NAMED_ON_SUPPORT and root == entry.case_id:
            return label  # of which victim of the case, the entry does not say
        if capacity in NAMES:
            return _("%(role)s then, and no longer or again since") % {"role": label}
        units = self._units_held(capacity, entry)
        return _("%(role)s (%(units)s)") % {"role": label, "units": units} if units else label

    def _units_held(self, capacity: str, entry: AuditEntry) -> str:
        """The units on which the person had a capacity at the moment of an entry and its case."""
        changes = self.changes.get((entry.user_id, capacity), ())
        latest = {each.unit: each for each in changes if each.at <= entry.at}
        held = [each for each in latest.values() if each.is_held(entry.at)]
        if entry.case_id is not None:
            with_case = self.units.of_case(entry.case_id, entry.at)
            held = [each for each in held if each.unit in with_case]
        return ", ".join(sorted(self.units.name(e.unit, entry.at, e.name) for e in held))

    def _consent_texts(self, entries: Sequence[AuditEntry]) -> Iterator[str]:
        """The consents in force when a person opened the pages of one support, entry by entry."""
        given, without = defaultdict[date, list[str]](list), 0
        for entry in entries:
            known = [
                each for each in self.consents
                if each.support_id == _root_of(entry) and was_in_force(each, entry.at)
            ]  # fmt: skip
            without += not known
            for consent in known:
                given[consent.given_on].append(consent.get_category_display())
        for day, what in given.items():
            said = {"day": format_day(day), "what": "; ".join(dict.fromkeys(what))}
            yield _("The victim’s consent of %(day)s: %(what)s") % said
        if without:
            yield ngettext(
                "Opened once while no consent of the victim was in force",
                "Opened %(n)s times while no consent of the victim was in force",
                without,
            ) % {"n": without}


def _root_of(entry: AuditEntry) -> UUID | None:
    """The row on which named roles count: the support that an entry is about, or its case."""
    is_support = entry.kind == Support._meta.label and len(entry.ids) == 1
    return UUID(entry.ids[0]) if is_support else entry.case_id


def _order(capacity: str) -> tuple[int, str]:
    return 0 if capacity in NAMED_CAPACITIES else 1 if capacity in SUPPORTING else 2, capacity
