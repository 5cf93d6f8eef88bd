"""
A conflicted user gets the same 404 as for a missing case; managers are notified from the log.

The request itself writes nothing else. A task reads attempts from the audit log; managers are
notified once a day for each conflict (a setting of this product), however often the task runs.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from uuid import UUID

from django.apps import apps
from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from cases import notices
from cases.models import Conflict, ConflictAttempt
from people.access import audit_queries
from people.access.paths import conflict_foreign_key, conflict_path
from people.models import AccessControlled, User
from timeliness.calendar import london_day


@transaction.atomic
def record_conflict_attempts(*, at: datetime) -> list[ConflictAttempt]:
    """
    Record new attempts to open a case in spite of a conflict, and notify that side's managers.

    Returns the new attempts. The caller notifies about people of support services.
    """
    conflicts = _conflicts_by_account(_lock_open_conflicts())
    first_attempts = _first_attempts(
        conflicts, since=at - timedelta(days=settings.ATTEMPTS_SINCE_DAYS)
    )
    rows = ConflictAttempt.objects.unscoped("who asked for a case")
    known = set(
        rows.filter(conflict__in=[row for row, _day in first_attempts]).values_list(
            "conflict", "on"
        )
    )
    new = [
        rows.create(
            case=conflict.case, conflict=conflict, on=day, at=moment, only_side=conflict.only_side
        )
        for (conflict, day), moment in first_attempts.items()
        if (conflict.pk, day) not in known
    ]
    for attempt in new:
        if attempt.only_side in notices.CONFLICT_WATCH:
            notices.notify_conflict_watch(
                attempt.case, attempt.only_side, notice="conflict_attempt", at=at
            )
    return new


def _lock_open_conflicts() -> QuerySet[Conflict]:
    """Open conflicts, locked until commit, so that two tasks do not notify twice."""
    rows = Conflict.objects.unscoped("who may not see what").filter(lifted_at=None)
    rows = rows.select_related("case", "user").order_by("pk")
    return rows.select_for_update(of=("self",), no_key=True)


def _conflicts_by_account(conflicts: QuerySet[Conflict]) -> dict[tuple[int, UUID], list[Conflict]]:
    """
    {(account, case): [conflict]}, for every account of the person the conflict is about.

    One conflict for each side that recorded any, because each side is notified separately.
    """
    of_human: defaultdict[int | None, set[int]] = defaultdict(set)
    humans = {row.user.human_id for row in conflicts} - {None}
    for account, human in User.objects.filter(human__in=humans).values_list("pk", "human"):
        of_human[human].add(account)
    found: defaultdict[tuple[int, UUID], dict[str, Conflict]] = defaultdict(dict)
    for row in conflicts:
        for account in {row.user_id, *of_human[row.user.human_id]}:
            one = found[account, row.case_id].setdefault(row.only_side, row)
            if row.user_id == account != one.user_id:
                found[account, row.case_id][row.only_side] = row
    return {key: list(by_side.values()) for key, by_side in found.items()}


def _first_attempts(
    conflicts: Mapping[tuple[int, UUID], list[Conflict]], *, since: datetime
) -> dict[tuple[Conflict, date], datetime]:
    """{(conflict, London day): moment of the first attempt on that day}, from the audit log."""
    people = {user for user, _case in conflicts}
    refused = audit_queries.not_found_requests(people, since=since) if people else []
    cases = _cases_by_row(refused)
    asked: dict[tuple[Conflict, date], datetime] = {}
    for user, kind, ids, moment in refused:
        for case in {cases[kind, pk] for pk in ids if (kind, pk) in cases}:
            for conflict in conflicts.get((user, case), ()):
                if moment < conflict.declared_at:
                    continue
                asked.setdefault((conflict, london_day(moment)), moment)
    return asked


def _cases_by_row(
    refused: Iterable[tuple[int, str, list[str], datetime]],
) -> dict[tuple[str, str], UUID]:
    """{(model label, id): case id} of the rows that were requested; one query per model."""
    ids = defaultdict(set)
    for _user, kind, asked_for, _moment in refused:
        ids[kind].update(asked_for)
    walled = [model for model in apps.get_models() if issubclass(model, AccessControlled)]
    models = {model._meta.label: model for model in walled if conflict_foreign_key(model)}
    return {
        (kind, str(pk)): case
        for kind in ids.keys() & models.keys()
        for pk, case in _case_ids_of_rows(models[kind], ids[kind])
    }


def _case_ids_of_rows(
    model: type[AccessControlled], ids: Iterable[str]
) -> Iterable[tuple[UUID, UUID]]:
    """(id, case id) of those rows of a model that exist."""
    rows = model.objects.unscoped("what somebody in conflict asked for").filter(pk__in=ids)
    return rows.values_list("pk", conflict_path(model))
