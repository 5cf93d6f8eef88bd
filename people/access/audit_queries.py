"""Queries of the audit log: who opened a row, and who asked for rows that were not found."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Max, Min, Q

from people.access.audit_log import NOT_FOUND
from people.models import AuditEntry, Operation

LOOKED_BACK = 500  # entries of one person
OPENING_COLUMNS = ("case_id", "verb", "system", "refused")


def readers_of_row(
    pk: UUID, *, case_id: UUID, seen: Iterable[str], taken: str
) -> list[tuple[Any, ...]]:
    """
    People who opened or downloaded a row of a case, latest first.

    seen, taken: the verbs for opening, and the one for downloading.
    Returns [(name, agency, side, first moment, last moment, number of downloads)].
    """
    rows = AuditEntry.objects.filter(case_id=case_id, refused="", verb__in=[*seen, taken])
    people = rows.filter(ids__contains=[str(pk)]).values_list(
        "user__name", "user__agency__name", "user__agency__side"
    )
    counted = people.annotate(
        first=Min("at"), last=Max("at"), times_taken=Count("pk", filter=Q(verb=taken))
    )
    return list(counted.order_by("-last", "user_id"))


def entries_of_person_on_case(
    person: int, *, case_id: UUID, since: datetime, until: datetime
) -> list[tuple[datetime, str, str, str, list[str]]]:
    """[(moment, verb, operation, kind, ids)] of what a person did on a case, in order."""
    rows = AuditEntry.objects.filter(user=person, case_id=case_id, at__gte=since, at__lte=until)
    rows = rows.filter(refused="").order_by("at", "pk")
    return list(rows.values_list("at", "verb", "operation", "kind", "ids"))


def cases_opened_last(person: int, verb: str, *, most: int) -> list[UUID]:
    """
    Ids of the cases that a person opened last, the latest first: by this verb and themselves, in
    the last LOOKED_BACK entries of theirs. One query of as many rows.
    """
    rows = AuditEntry.objects.filter(user=person).order_by("-at", "-pk")
    opened: dict[UUID, None] = {}
    for case, done, system, refused in rows.values_list(*OPENING_COLUMNS)[:LOOKED_BACK]:
        if case and done == verb and system is None and not refused:
            opened.setdefault(case)
    return list(opened)[:most]


def lookers_at_case(
    case_id: UUID, *, sides: Iterable[str], since: datetime
) -> list[tuple[str, str, str, int, datetime]]:
    """
    People of these sides who read or downloaded something of a case, latest first.

    Returns [(side, name, agency, number of entries, last moment)].
    """
    rows = AuditEntry.objects.filter(
        case_id=case_id, refused="", at__gte=since, user__is_system=False,
        operation__in=(Operation.CONSULTATION, Operation.DISCLOSURE),
    )  # fmt: skip
    people = rows.filter(user__agency__side__in=sides).values_list(
        "user__agency__side", "user__name", "user__agency__name"
    )
    counted = people.annotate(times=Count("pk"), last=Max("at"))
    return list(counted.order_by("-last", "user_id"))


def lookers_at_row(
    pk: UUID, *, case_id: UUID, kind: str, sides: Iterable[str], since: datetime
) -> list[tuple[int, str, str, str, int, datetime]]:
    """
    People of these sides who opened a page about a row of a case, or changed it, latest first.

    Returns [(user id, side, name, agency, number of entries, last moment)].
    """
    rows = AuditEntry.objects.filter(
        case_id=case_id, refused="", at__gte=since, kind=kind, ids__contains=[str(pk)],
        user__is_system=False, user__agency__side__in=sides,
    )  # fmt: skip
    people = rows.values_list("user_id", "user__agency__side", "user__name", "user__agency__name")
    counted = people.annotate(times=Count("pk"), last=Max("at"))
    return list(counted.order_by("-last", "user_id"))


def not_found_requests(
    people: Iterable[int], *, since: datetime
) -> list[tuple[int, str, list[str], datetime]]:
    """[(user id, kind, ids, moment)] of these people's requests that were answered "not found"."""
    rows = AuditEntry.objects.exclude(refused="").filter(refused=NOT_FOUND, user__in=people)
    found = rows.filter(at__gte=since).order_by("at", "pk")
    return list(found.values_list("user", "kind", "ids", "at"))


def has_side_opened(side: str, kind: str, ids: Iterable[str], *, case_id: UUID) -> bool:
    """Whether a person of this side has opened a page about one of these rows of a case."""
    rows = AuditEntry.objects.filter(case_id=case_id, refused="", kind=kind)
    return rows.filter(user__agency__side=side, ids__overlap=ids).exists()
