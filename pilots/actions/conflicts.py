"""
Conflicts of panel members with cases of the panel: who was involved, and so does not read them.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from cases.models import ClosingReport, Conflict
from people.access.expiry import live_at
from people.access.row_security import for_purpose
from people.models import UnitGrant, User
from people.models.nullable import not_null
from pilots.actions.involvement import accounts_that_worked_on_cases
from pilots.actions.unit_leadership import leaders_of_entry_units
from pilots.models import (
    ConflictKind,
    FrameEntry,
    Panel,
    PanelCase,
    PanelConflict,
    PanelGrant,
    PanelStatus,
)

CONFLICT_SEARCH_PURPOSE = "who is in conflict with the cases of a panel"
CONVENE_PANELS = "convene_panels"

PersonKey = tuple[str, int]  # of a person with several accounts, or of the only account


def record_panel_conflicts(panel: Panel, *, at: datetime) -> None:
    """
    Record every conflict of the panel's members and conveners that the records show. Idempotent.

    A person is in conflict who, under any account, decided or countersigned, did anything on the
    case or with a victim of it, has a named role on either, has a conflict of interest, leads a
    unit that has the case or had it at the decision, or, where the panel says so, is of a unit that
    has it.
    """
    entries = list(
        FrameEntry.objects.unscoped(CONFLICT_SEARCH_PURPOSE)
        .filter(drawn__panel=panel)
        .select_related("case", "decision", "event", "closing", "drawn")
    )
    readers = _member_and_convener_accounts(panel, at)
    mine = _accounts_of_same_person(readers)
    rows = []
    for entry, involved in _involvement_by_entry(entries, panel.keeps_units_out, at).items():
        for reader in readers:
            kinds = [involved[each] for each in mine[reader] if each in involved]
            if kinds:
                kind = min(kinds, key=list(ConflictKind).index)
                facts = {"panel": panel, "panel_case": entry.drawn, "at": at}
                rows.append(PanelConflict(user_id=reader, kind=kind, **facts))
    PanelConflict.objects.unscoped(CONFLICT_SEARCH_PURPOSE).bulk_create(rows, ignore_conflicts=True)


@transaction.atomic
def record_new_conflicts(*, at: datetime) -> None:
    """
    Record new conflicts on every panel that is being read. Scheduled every minute.

    A trigger acts at once on named roles, victim contacts, support and conflicts of interest. This
    task covers people who did something on the case since, joined a unit that has it, were linked
    with another account, or became conveners of the area: for up to a minute they may still read.
    Conveners read before the members do, and after the panel is closed.
    """
    rows = Panel.objects.unscoped(CONFLICT_SEARCH_PURPOSE).exclude(status=PanelStatus.FRAMED)
    for panel in rows.select_for_update(of=("self",), skip_locked=True):
        record_panel_conflicts(panel, at=at)


def _member_and_convener_accounts(panel: Panel, at: datetime) -> list[int]:
    """The accounts of the panel's members and of the area's conveners."""
    named = PanelGrant.objects.filter(content_object=panel).values_list("user", flat=True)
    convene = UnitGrant.objects.filter(
        content_object=panel.area_id, permission__codename=CONVENE_PANELS
    ).values_list("user", flat=True)
    return sorted({*named, *convene})


def _accounts_of_same_person(people: Collection[int]) -> dict[int, set[int]]:
    """{account: every account of the same person}."""
    rows = User.objects.filter(Q(pk__in=people) | Q(human__accounts__pk__in=people))
    by_human, found = defaultdict(set), {}
    pairs = list(rows.values_list("pk", "human").distinct())
    for pk, human in pairs:
        if human:
            by_human[human].add(pk)
    for pk, human in pairs:
        found[pk] = by_human[human] if human else {pk}
    return found


def _involvement_by_entry(
    entries: Sequence[FrameEntry], with_units: bool, at: datetime
) -> dict[FrameEntry, dict[int, ConflictKind]]:
    """{entry: {account: ConflictKind}}; the most serious one where there are several."""
    cases = {entry.case_id for entry in entries}
    by_case: defaultdict[UUID, dict[int, ConflictKind]] = defaultdict(dict)
    _set_involvement(by_case, leaders_of_entry_units(entries, at), ConflictKind.UNIT)
    if with_units:
        _set_involvement(by_case, _people_of_case_units(entries, at), ConflictKind.UNIT)
    conflicts = (
        Conflict.objects.unscoped(CONFLICT_SEARCH_PURPOSE)
        .filter(case__in=cases, lifted_at=None)
        .values_list("case", "user")
    )
    _set_involvement(by_case, conflicts, ConflictKind.INTEREST)
    _set_involvement(by_case, accounts_that_worked_on_cases(cases), ConflictKind.WORKED)
    found = {}
    for entry in entries:
        found[entry] = dict(by_case[entry.case_id])
        found[entry] |= dict.fromkeys(_accounts_that_decided(entry), ConflictKind.DECIDED)
    return found


def _set_involvement(
    by_case: dict[UUID, dict[int, ConflictKind]],
    pairs: Iterable[tuple[UUID, int]],
    kind: ConflictKind,
) -> None:
    for case, user in pairs:
        by_case[case][user] = kind


def _people_of_case_units(
    entries: Iterable[FrameEntry], at: datetime
) -> Iterator[tuple[UUID, int]]:
    """(case, account) of everyone with a grant on a unit that has the case."""
    units = {unit for e in entries for unit in (e.case.police_unit_id, e.case.cps_unit_id) if unit}
    held = defaultdict(set)
    grants = UnitGrant.objects.filter(live_at(at), content_object__in=units)
    for unit, user in grants.values_list("content_object", "user"):
        held[unit].add(user)
    for entry in entries:
        for unit in (entry.case.police_unit_id, entry.case.cps_unit_id):
            yield from ((entry.case_id, user) for user in (held[unit] if unit else ()))


def _accounts_that_decided(entry: FrameEntry) -> set[int]:
    if entry.event:
        return {entry.event.by_id}
    if entry.closing:
        return accounts_that_closed(entry.closing)
    decision = not_null(entry.decision)
    decided = (*decision.authors, decision.by_id, decision.read_by_id)
    return {account for account in decided if account is not None}


def accounts_that_closed(report: ClosingReport) -> set[int]:
    """Accounts that wrote a closing report, or one that it starts from, and that signed it."""
    return {*report.authors, report.by_id, *filter(None, [report.answered_by_id])}


@for_purpose("who may give an opinion on each case of a panel")
def eligible_members_by_case(panel: Panel, *, at: datetime) -> dict[UUID, dict[PersonKey, int]]:
    """
    {case of the panel: {person: account} of the members who may read it}, of open cases.

    A person counts once, whatever their accounts, and not at all if one account is in conflict.
    """
    grants = PanelGrant.objects.filter(live_at(at), content_object=panel, user__is_active=True)
    members = {person_key(*each): each[0] for each in grants.values_list("user", "user__human")}
    kept = defaultdict(set)
    rows = PanelConflict.objects.unscoped(CONFLICT_SEARCH_PURPOSE).filter(panel=panel)
    for panel_case, *who in rows.values_list("panel_case", "user", "user__human"):
        kept[panel_case].add(person_key(*who))
    cases = PanelCase.objects.unscoped(CONFLICT_SEARCH_PURPOSE).filter(panel=panel, has_left=False)
    return {
        pk: {each: user for each, user in members.items() if each not in kept[pk]}
        for pk in cases.values_list("pk", flat=True)
    }


@for_purpose("who can answer a passage that waits")
def accounts_not_asked_about_passage(panel_case: PanelCase) -> set[int]:
    """Every account of who proposed the passage that waits, and of who may not read the case."""
    rows = PanelConflict.objects.unscoped(CONFLICT_SEARCH_PURPOSE).filter(panel_case=panel_case)
    people = [panel_case.passage_asked_by_id, *rows.values_list("user_id", flat=True)]
    found = _accounts_of_same_person([pk for pk in people if pk is not None])
    return set().union(*found.values())


def person_key(account: int, human: int | None) -> PersonKey:
    """One key for a person: for a person with one account, that of the account."""
    return ("human", human) if human else ("account", account)
