"""How every action on a case starts (lock, check, log), and helpers to check and save."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime
from typing import Any, TypeVar
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from cases import permissions
from cases.deadlines import (
    DATE_AHEAD,
    DATE_PASSED,
    DATE_TOO_EARLY,
    DATE_TOO_FAR,
    EARLIEST_DATE,
    has_passed,
    is_in_future,
    last_agreeable_date,
)
from cases.models import (
    ActionItem,
    Case,
    Document,
    EarlyAdvice,
    Event,
    Referral,
    Review,
    Suspect,
)
from cases.models.case_key_of_text import note_if_key_is_there
from cases.models.upload import UploadSender
from cases.permissions.by_model import PERMISSION_TABLES
from people.access import audit_log
from people.access.advisory_locks import lock_units_shared
from people.access.histories import with_history_facts
from people.access.kept_statements import kept_statement
from people.access.permission_tables import Rules
from people.access.readable_rows import readable_row
from people.access.recheck import check_grants_unchanged
from people.access.scopes import Refused, Scope, Stale, Standing, standing_on, standings_on
from people.models import AccessControlled, Side
from people.text.dates import format_day
from timeliness.actions import clocks

RowT = TypeVar("RowT", bound=AccessControlled)
# any model with a version field, also of victims
VersionedT = TypeVar("VersionedT", bound=AccessControlled)
FactsT = TypeVar("FactsT", bound=Iterable[str])


def open_case_action(
    verb: str, row: RowT, *, by: Scope, at: datetime, operation: str = "alteration",
    version: int | None = None, edits: Mapping[str, object] | None = None,
    locked: Case | None = None, rules: Mapping[type[AccessControlled], Rules] = PERMISSION_TABLES,
) -> RowT:  # fmt: skip
    """
    Begin an action on a case: lock the case, re-read the row, check that `by` may do this now, and
    add the audit entry. Call it first: what was read before the lock may be out of date.

    There is one lock per case, so concurrent actions on a case queue and cannot deadlock. Calls the
    functions of other apps that follow each action on a case (CASE_FOLLOWERS, ADR 54).

    Args:
        version: the version the page showed; None if the action does not depend on it.
        edits: {field: submitted value}; None if the form edits nothing.
        locked: the case, if the caller may see the row but not the case.
        rules: the permission table of each model.
    Returns: the row as re-read, with its locked case.
    Raises: Refused if not permitted, or if edits is None and the version differs. Stale if
        another user changed a field of edits since. DoesNotExist if the case is not visible.
    """
    case, row, who = lock_and_check(verb, row, by=by, locked=locked, rules=rules)
    if version is not None:
        _check_version(row, version, edits)
    audit_log.record_entry(
        operation=operation, verb=verb, by=by, capacities=who.capacities, kind=row._meta.label,
        ids=[row.pk], case_id=case.pk, at=at,
    )  # fmt: skip
    for follow in settings.CASE_FOLLOWERS:
        import_string(follow)(case_id=case.pk, by=by, at=at)
    return row


def lock_and_check(
    verb: str,
    row: RowT,
    *,
    by: Scope,
    locked: Case | None = None,
    rules: Mapping[type[AccessControlled], Rules] = PERMISSION_TABLES,
) -> tuple[Case, RowT, Standing]:
    """
    Lock the case, re-read the row and check the permission, and that the case is to stay.

    Returns the locked case, the row as it is now, and the standing of `by` on it.
    """
    case = locked or lock_case(row.access_root_id, by=by)
    model = type(row)
    # Any: a row under a case has `case`, which the type of access-controlled rows does not say.
    now: Any = case if model is Case else readable_row(by, model, row.pk)
    if now is None:
        raise model.DoesNotExist
    if model is not Case:
        now.case = case
    who = standing_on(by, now)
    rules[model].check(who, verb, now)
    check_not_destroyed(case)
    return case, now, who


def check_not_destroyed(case: Case) -> None:
    """Raise Refused if the destruction of a case has been approved, whoever asks for what."""
    if case.is_destroyed:
        raise Refused(IS_DESTROYED, is_stage=True)


IS_DESTROYED = _("The destruction of this case has been approved. Nothing more can be done on it.")
CHANGED_MESSAGES = {
    Case: _(
        "This case has changed since you opened this page. Look at who has it now, then decide."
    ),
    Referral: _("This referral has changed since you opened it. Read it again, then decide."),
    ActionItem: _("This action has changed since you opened it. Read it again, then decide."),
}
CHANGED_MEANWHILE = _("This has changed since you opened it. Read it again, then decide.")


def _check_version(row: Any, version: int, edits: Mapping[str, object] | None) -> None:
    """
    Optimistic-lock check for a row of a model with a version field.

    Raises Stale with [(field, stored, submitted)] if a submitted field differs from the stored one;
    Refused if the form edits nothing.
    """
    if version == row.version:
        return
    if edits is None:
        message = CHANGED_MESSAGES.get(type(row), CHANGED_MEANWHILE)
        raise Refused(message, is_stage=True, version=row.version)
    pairs = [(name, getattr(row, name), typed) for name, typed in edits.items()]
    if differing := [pair for pair in pairs if pair[1] != pair[2]]:
        raise Stale(differing, version=row.version)


def lock_case(case_id: UUID, *, by: Scope) -> Case:
    """
    Take the shared units and calendar locks and the row lock of a case, until commit.

    The lock leaves the key free (FOR NO KEY UPDATE), so rows that only reference the case, such as
    figures, can be written meanwhile. Raises Refused if the caller lost a grant while waiting, and
    DoesNotExist if the case is not visible.
    """
    lock_units_shared()
    clocks.lock_calendar_shared()
    found = _case_to_lock(by, case_id)
    check_grants_unchanged(by)
    if not found:
        raise Case.DoesNotExist
    return found[0]


@kept_statement
def _case_to_lock(scope: Scope, case: UUID) -> QuerySet[Case]:
    rows = Case.objects.for_scope(scope).filter(pk=case)
    return rows.select_for_update(of=("self",), no_key=True)


def check_suspects(
    verb: str, suspects: Iterable[Suspect], *, case: Case, by: Scope
) -> list[Suspect]:
    """
    Return the chosen suspects, re-read under the case lock. Raises Refused if one may not do
    `verb`.
    """
    chosen = {suspect.pk for suspect in suspects}
    rows = list(case.suspects.for_scope(by).filter(pk__in=chosen).order_by("pk"))
    if len(rows) != len(chosen) or not rows:
        raise Refused(permissions.NOT_OF_THIS_CASE, is_stage=True)
    who = standings_on(by, rows)
    for row in rows:
        row.case = case
        permissions.SUSPECT.check(who[row.pk], verb, row)
    return rows


def suspects_of_row(row: ActionItem | EarlyAdvice | Referral) -> QuerySet[Suspect]:
    """Suspects linked to a row of a locked case, in key order."""
    return row.suspects.unscoped("the suspects of a locked row").order_by("pk")


def check_future_dates(*days: date, at: datetime) -> None:
    """Raise Refused if a day has passed or is after the last agreeable date (likely a slip)."""
    if any(has_passed(day, at=at) for day in days):
        raise Refused(DATE_PASSED, is_stage=True)
    last = last_agreeable_date(at=at)
    if max(days) > last:
        raise Refused(DATE_TOO_FAR % {"last": format_day(last)}, is_stage=True)


def check_past_dates(*days: date, at: datetime, since: date = EARLIEST_DATE) -> None:
    """Raise Refused if one of these days, if there are any, is in the future or before `since`."""
    if any(is_in_future(day, at=at) for day in days):
        raise Refused(DATE_AHEAD, is_stage=True)
    if min(days, default=since) < since:
        raise Refused(DATE_TOO_EARLY % {"first": format_day(since)}, is_stage=True)


def only_known_fields(names: Iterable[str], facts: FactsT) -> FactsT:
    """Return `facts`. Raises TypeError on a name that is not in `names` (a programming error)."""
    if others := set(facts) - set(names):
        raise TypeError(f"Not to be given: {', '.join(sorted(others))}")
    return facts


def add_timeline_event(
    verb: str,
    case: Case,
    *,
    by: Scope | UploadSender | None,
    at: datetime,
    suspects: Collection[Suspect] = (),
    note: str = "",
    made: str = "",
    only_side: str = "",
    document: Document | None = None,
) -> None:
    """
    Add a timeline event.

    Args:
        by: None if automatic.
        note: what somebody typed. Without the key of the case the act is refused.
        made: in its place, what the program notes, such as a name or a number. Without the key the
            event is recorded without it, since nobody typed anything that would be lost.
        only_side: side that may read it; defaults to the side a suspect in `suspects` is
            private to, else both.
        document: an event about a document is visible only while the document is.
    """
    kept_by = {suspect.only_side for suspect in suspects} - {""}
    Event.objects.unscoped("the timeline").create(
        case=case,
        verb=verb,
        suspects=sorted(suspect.number for suspect in suspects),
        by_id=by.user_id if by else None,
        at=at,
        note=note or note_if_key_is_there(made, case.pk),
        only_side=only_side or next(iter(kept_by), ""),
        document=document,
    )


def save_with_history(
    row: RowT, verb: str, *, by: Scope | UploadSender | None, at: datetime, because: str = ""
) -> RowT:
    """
    Save a row and its history record: who changed it, when, and by which verb.

    because: why, where the verb asks it (rasso/change_reasons.toml). It stays with the police where
    the row is private to them now, or the case has no CPS unit.
    """
    side = _side_of_reason(row) if because else ""
    with_history_facts(row, by=by, at=at, why=verb, because=because, because_side=side).save()
    return row


def reason_if_changed(row: Any, facts: Mapping[str, object], because: str) -> str:
    """Why a locked row is changed; "" where these facts are recorded so, and no page shows why."""
    return because if any(getattr(row, name) != facts[name] for name in facts) else ""


def _side_of_reason(row: Any) -> str:
    """The side that alone reads why a row of a case is changed now; "" if both may."""
    case: Case = row if isinstance(row, Case) else row.case
    side: str = getattr(row, "only_side", "")
    return side or ("" if case.cps_unit_id else Side.POLICE)


def save_next_version(
    row: VersionedT, verb: str, *, by: Scope | UploadSender | None, at: datetime, because: str = ""
) -> VersionedT:
    """Increment `version` and save with history, so that a form opened before is stale."""
    row.version += 1  # type: ignore[attr-defined]
    return save_with_history(row, verb, by=by, at=at, because=because)


def set_suspects(row: ActionItem | Referral | Review, suspects: Collection[Suspect]) -> None:
    """Replace the suspects linked to a referral, a review or an action item."""
    link: Any = type(row).suspects.through  # one of three models, which Django makes
    mine = {f"{row._meta.model_name}_id": row.pk}
    link.objects.filter(**mine).delete()
    link.objects.bulk_create(link(suspect_id=suspect.pk, **mine) for suspect in suspects)
