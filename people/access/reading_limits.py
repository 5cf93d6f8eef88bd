"""
Limits on how much one person reads in an hour, counted from the audit log (ADR 85).

A person has one count under all accounts, and through the systems that call for them. What is asked
for counts whether it is there or not, so that no answer at a limit tells of a hidden row. A system
that calls for itself is limited by its calls alone (people/api/rate_limits.py).
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import connection
from django.db.models import Max, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from people.access.advisory_locks import AdvisoryLock, lock_person
from people.access.audit_log import NOT_FOUND, UNATTENDED_VERBS, keyed_hash
from people.access.scopes import Scope
from people.identity.capacities import NAMING_RESTS_ON
from people.models import AuditEntry, Operation, ReadingLimit, ReadingRequest
from people.models.access_controlled import AccessControlled

HOUR = timedelta(hours=1)
# A person's requests wait for each other where as many as this, each of as much as the one at
# hand, could pass a limit together. A web process answers fewer at once.
TOGETHER = 20
# What a person opened or asked for: each case, search or other row once, and the row's own id. A
# page of a case that shows several rows counts as its case.
OPENED = """SELECT DISTINCT coalesce(case_id::text, nullif(sought, ''), ids[1]), kind,
    CASE WHEN cardinality(ids) = 1 THEN ids[1] END
FROM people_auditentry
WHERE user_id = ANY(%(people)s) AND at > %(since)s AND refused IN ('', %(not_found)s)
    AND operation IN ('consultation', 'disclosure') AND verb <> ALL(%(unattended)s)
    AND (case_id IS NOT NULL OR sought <> '' OR kind = ANY(%(kinds)s) AND cardinality(ids) = 1)
"""
# How many rows of lists a person was shown, and how many with those of the list to be shown now.
LISTED = """SELECT count(DISTINCT row_id) FILTER (WHERE was_shown), count(DISTINCT row_id) FROM (
    SELECT unnest(ids) AS row_id, true AS was_shown FROM people_auditentry
    WHERE user_id = ANY(%(people)s) AND at > %(since)s AND refused = ''
        AND operation = 'consultation' AND case_id IS NULL AND cardinality(ids) > 1
        AND verb <> ALL(%(unattended)s)
        AND kind = ANY(%(kinds)s)
    UNION ALL SELECT unnest(%(ids)s::text[]), false
) AS listed
"""
# Files taken from the log are exports, also where they are about one case or a victim in it.
EXPORTING_VERBS = frozenset({"make_log_extract"})
PASSED = {
    ReadingLimit.RECORDS: _("You have opened many cases and records within an hour."),
    ReadingLimit.VICTIMS: _("You have opened many victims’ records within an hour."),
    ReadingLimit.REVEALS: _("You have opened the details of many victims within an hour."),
    ReadingLimit.LISTED: _("You have gone through many rows of lists within an hour."),
    ReadingLimit.DOWNLOADS: _("You have downloaded many files from cases within an hour."),
    ReadingLimit.EXPORTS: _(
        "You have asked for or taken away many files of figures, reports or the log within an hour."
    ),
}


def logged_reason(limit: ReadingLimit) -> str:
    """What the audit log says of a refusal at this limit, whatever language the person reads in."""
    with override(settings.LANGUAGE_CODE):
        return str(PASSED[limit])


class LimitReached(Exception):
    """A person has read as much in an hour as they may. limit: the one that is reached."""

    def __init__(self, limit: ReadingLimit) -> None:
        super().__init__(limit)
        self.limit, self.reason = limit, PASSED[limit]


Counts = Mapping[ReadingLimit, tuple[int, int]]  # limit -> (what was read, what would be)


def is_limited(scope: Scope) -> bool:
    """Whether the caller is a person, or a system that calls for one."""
    return scope.user_id is not None and not scope.is_system


def may_ask_for_more(scope: Scope) -> bool:
    """Whether a leader can let the caller read more: who reads cases, or works with victims."""
    return bool(scope.all_capacities & NAMING_RESTS_ON) and scope.system_id is None


def hourly_limit(limit: str, accounts: Iterable[int], *, at: datetime) -> int:
    """How much a person may read in an hour: the setting, or what a leader approved if more."""
    rows = ReadingRequest.objects.filter(by__in=accounts, limit=limit, until__gt=at)
    most: int | None = rows.aggregate(most=Max("an_hour"))["most"]
    return max(usual_limit(limit), most or 0)


def usual_limit(limit: str) -> int:
    """The setting of a limit: how much anyone may read in an hour."""
    usual: int = getattr(settings, f"{limit}_AN_HOUR")
    return usual


def check_limits(
    scope: Scope, count: Callable[[], Counts], *, lock: AdvisoryLock = AdvisoryLock.READING
) -> None:
    """
    Raise LimitReached if what would be read is more than the person may.

    count: counts anew each time it is called. Near a limit the person's other requests wait until
    this one is committed, so that two at once are counted one after the other.
    """
    if not any(_is_near(limit, *counts) for limit, counts in count().items()):
        return
    lock_person(lock, ",".join(map(str, sorted(scope.accounts))))
    for limit, (had, would) in count().items():
        if would > had and would > hourly_limit(limit, scope.accounts, at=scope.at):
            raise LimitReached(limit)


def _is_near(limit: ReadingLimit, had: int, would: int) -> bool:
    """Whether requests at the same time could pass a limit together."""
    return would > had and would + TOGETHER * (would - had) > usual_limit(limit)


def check_row(scope: Scope, model: type[AccessControlled], *, key: object, row_id: object) -> None:
    """
    Check the limits before a row is shown, or said not to be found.

    key: id of the row's case, or of the row if it has none or was not found. One query.
    """
    if not is_limited(scope):
        return

    def count() -> Counts:
        opened = _rows(OPENED, scope)
        keys = {each[0] for each in opened}
        counts = {ReadingLimit.RECORDS: (len(keys), len(keys | {str(key)}))}
        if model.reading_limit:
            own = {row for _key, kind, row in opened if row and kind == model._meta.label}
            counts[ReadingLimit(model.reading_limit)] = (len(own), len(own | {str(row_id)}))
        return counts

    check_limits(scope, count)


def check_search(scope: Scope, text: str) -> None:
    """Check the limits before a search for one case is answered. One query."""

    def count() -> Counts:
        keys = {each[0] for each in _rows(OPENED, scope)}
        return {ReadingLimit.RECORDS: (len(keys), len(keys | {keyed_hash(text)}))}

    if is_limited(scope) and text:
        check_limits(scope, count)


def check_shown(
    scope: Scope, *, verb: str, operation: str, kind: str, ids: Iterable[Any], case_id: object
) -> None:
    """
    Check the limits on lists and downloads, from what the audit entry of a page will say.

    One query for a list of rows that are guarded one by one, and for a download. What a program
    reads by itself is not counted.
    """
    if not is_limited(scope) or verb in UNATTENDED_VERBS:
        return
    if operation == Operation.DISCLOSURE:
        is_export = case_id is None or verb in EXPORTING_VERBS
        limit = ReadingLimit.EXPORTS if is_export else ReadingLimit.DOWNLOADS
        check_limits(scope, lambda: {limit: _downloads(scope, are_exports=is_export)})
    elif case_id is None and kind in counted_kinds() and len(shown := list(map(str, ids))) > 1:
        check_limits(scope, lambda: {ReadingLimit.LISTED: _rows(LISTED, scope, ids=shown)[0]})


def _downloads(scope: Scope, *, are_exports: bool) -> tuple[int, int]:
    rows = AuditEntry.objects.filter(
        user__in=scope.accounts, at__gt=scope.at - HOUR, operation=Operation.DISCLOSURE, refused=""
    )
    exports = Q(case_id=None) | Q(verb__in=EXPORTING_VERBS)
    made = rows.filter(exports if are_exports else ~exports).count()
    return made, made + 1


@cache
def counted_kinds() -> list[str]:
    """The labels of the models whose rows are guarded one by one, as the audit log has them."""
    walled = [model for model in apps.get_models() if issubclass(model, AccessControlled)]
    return [model._meta.label for model in walled]


def _rows(statement: str, scope: Scope, **more: Any) -> list[tuple[Any, ...]]:
    asked: dict[str, Any] = {
        "people": sorted(scope.accounts),
        "since": scope.at - HOUR,
        "kinds": counted_kinds(),
        "unattended": sorted(UNATTENDED_VERBS),
    }
    with connection.cursor() as cursor:
        cursor.execute(statement, asked | {"not_found": str(NOT_FOUND)} | more)
        return list(cursor.fetchall())
