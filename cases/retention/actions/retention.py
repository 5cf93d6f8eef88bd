"""
Keep a closed case or destroy it: legal holds, reviews, and what one proposes and another approves.

Approving destroys the keys of the case for good. The rows and files are removed afterwards, by
cases.retention.actions.removal.
"""

import logging
from collections.abc import Iterable
from datetime import date, datetime
from functools import partial
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from cases import notices
from cases.actions.open_case_action import (
    add_timeline_event,
    open_case_action,
    save_next_version,
)
from cases.case_access.actions.settled_by_another import check_proposer_stands, save_settled
from cases.case_access.queries.break_glass import leaders_who_read
from cases.models import Case, DestroyedCase, Destruction, LegalHold, RetentionReview
from cases.models.case_key_of_text import reason_if_key_is_there
from cases.permissions import CASE
from cases.queries.conflicts import accounts_in_conflict
from cases.queries.suspects_with_someone import RowsOf, rows_for
from cases.retention.deadlines import RetentionRule, rule_by_code
from cases.retention.notices import notify_of_destruction
from cases.retention.queries.retention import (
    KEPT_BY_RULE,
    OPEN,
    is_open,
    retention_of,
)
from people.access.key_folder import KeyFolder
from people.access.row_security import for_purpose
from people.access.scopes import Refused, Scope
from people.models import AccessControlled, Operation
from people.models.nullable import not_null
from timeliness.calendar import add_months, london_day

log = logging.getLogger(__name__)
Status = Destruction.Status
DATE_PASSED = _("Enter a day that is still to come.")
DATE_TOO_FAR = _("Enter a day within %(years)d years.")
MOST_YEARS = 100  # a technical limit: a day after that is a typing error
WAITS_ALREADY = _("Its destruction waits for approval already.")
CHANGED_SINCE = _(
    "This cannot be approved as it stands. Refuse it, and ask for it to be proposed again later."
)
NEEDED = _(
    "Something about this case is still going on: support of a victim, news that a victim is owed, "
    "a review or a panel. It cannot be destroyed before that is over."
)
NOT_THIS_RULE = _("This rule keeps the case longer. Select another rule, or keep the case.")


@transaction.atomic
def place_legal_hold(*, case: Case, by: Scope, at: datetime, reason: str) -> LegalHold:
    """Keep a case, open or closed, whatever any rule says, until the hold is ended."""
    case = open_case_action("place_legal_hold", case, by=by, at=at)
    hold = LegalHold.objects.unscoped("a case is kept").create(
        case=case,
        side=by.actor.side,
        reason=reason_if_key_is_there(reason, case.pk),
        by_id=by.actor.id,
        at=at,
    )
    add_timeline_event("place_legal_hold", case, by=by, at=at)
    return hold


@transaction.atomic
def end_legal_hold(*, hold: LegalHold, by: Scope, at: datetime, reason: str) -> LegalHold:
    """End a hold of one's own side."""
    hold = open_case_action("end_legal_hold", hold, by=by, at=at)
    hold.ended_by_id, hold.ended_at = by.actor.id, at
    hold.ended_because = reason_if_key_is_there(reason, hold.case_id)
    hold.save(update_fields=["ended_by", "ended_at", "ended_because"])
    add_timeline_event("end_legal_hold", hold.case, by=by, at=at)
    return hold


@transaction.atomic
def review_retention(
    *, case: Case, by: Scope, at: datetime, keep_until: date, reason: str
) -> RetentionReview:
    """Keep a closed case, and say when it is looked at again."""
    case = open_case_action("review_retention", case, by=by, at=at)
    if is_open(case, rows_for(by)):
        raise Refused(OPEN, is_stage=True)
    _check_keep_until(keep_until, at=at)
    review = RetentionReview.objects.unscoped("a case is kept").create(
        case=case, side=by.actor.side, keep_until=keep_until,
        reason=reason_if_key_is_there(reason, case.pk), by_id=by.actor.id,
        at=at,
    )  # fmt: skip
    add_timeline_event("review_retention", case, by=by, at=at)
    return review


@transaction.atomic
def propose_destruction(
    *, case: Case, by: Scope, at: datetime, rule: str, reason: str
) -> Destruction:
    """
    Propose to destroy everything held on a case, under a rule that no longer keeps it.

    Where both sides have the case, someone of the other side approves it.
    """
    case = open_case_action("propose_destruction", case, by=by, at=at)
    _check_can_be_destroyed(case, rule, rows_for(by), at=at)
    try:
        with transaction.atomic():
            proposed = Destruction.objects.unscoped("a destruction is proposed").create(
                case=case, rule=rule, side=by.actor.side, by_id=by.actor.id, at=at,
                reason=reason_if_key_is_there(reason, case.pk),
                takes_other_side=case.cps_unit_id is not None, authors=[by.actor.id],
            )  # fmt: skip
    except IntegrityError as error:
        if "one_destruction_of_a_side_waits" not in str(error):
            raise
        raise Refused(WAITS_ALREADY, is_stage=True) from None
    add_timeline_event("propose_destruction", case, by=by, at=at)
    people = leaders_who_read(case, at=at).exclude(pk__in=by.accounts)
    asked = people if case.cps_unit_id is None else people.exclude(agency__side=by.actor.side)
    notices.notify_without_urn(
        asked.values_list("pk", flat=True), case, notice="destruction_proposed", at=at
    )
    return proposed


@transaction.atomic
def approve_destruction(*, destruction: Destruction, by: Scope, at: datetime) -> DestroyedCase:
    """
    Approve the destruction of a case: its keys are destroyed at the commit, for good.

    Raises Refused if something keeps the case now, or its proposer could not propose it any more.
    Returns the certificate, on which the removal of rows and files is still to be recorded.
    """
    verb = "approve_destruction"
    destruction = open_case_action(verb, destruction, by=by, at=at, operation=Operation.ERASURE)
    case = destruction.case
    check_proposer_stands(destruction, CASE, "propose_destruction", case, at=at)
    _check_can_be_destroyed(case, destruction.rule, rows_for(by), at=at)
    _check_nothing_changed(destruction, at=at)
    save_settled(destruction, Status.APPROVED, by=by, at=at)
    case.is_destroyed = True
    save_next_version(case, verb, by=by, at=at)
    certificate = _create_certificate(destruction, at=at)
    people = leaders_who_read(case, at=at).exclude(pk__in=by.accounts)
    notify_of_destruction(case, people, at=at)
    keys = keys_of_case(case.pk)
    transaction.on_commit(partial(_destroy_keys_or_log, case.pk, keys, at=at))
    return certificate


@transaction.atomic
def refuse_destruction(
    *, destruction: Destruction, by: Scope, at: datetime, text: str
) -> Destruction:
    """Refuse to destroy a case, with a reason for whoever proposed it."""
    verb = "refuse_destruction"
    destruction = open_case_action(verb, destruction, by=by, at=at)
    save_settled(destruction, Status.REFUSED, by=by, at=at, text=text)
    add_timeline_event(verb, destruction.case, by=by, at=at)
    notices.notify_without_urn(
        [destruction.by_id], destruction.case, notice="destruction_refused", at=at
    )
    return destruction


@transaction.atomic
def withdraw_destruction(*, destruction: Destruction, by: Scope, at: datetime) -> Destruction:
    """Withdraw what one proposed oneself."""
    verb = "withdraw_destruction"
    destruction = open_case_action(verb, destruction, by=by, at=at)
    save_settled(destruction, Status.WITHDRAWN, by=by, at=at)
    add_timeline_event(verb, destruction.case, by=by, at=at)
    return destruction


def keys_of_case(case_id: UUID) -> list[tuple[KeyFolder, UUID]]:
    """Every key under which something of a case is sealed: its folder and the row that it is of."""
    return [key for find in settings.KEYS_OF_A_CASE for key in import_string(find)(case_id)]


def finish_destructions(*, at: datetime) -> int:
    """
    Destroy the keys of cases whose approval was interrupted before they were. Returns how many.

    A key is destroyed for good, and as often as it is asked for. One that fails keeps no other.
    """
    waiting = DestroyedCase.objects.filter(keys_destroyed_at=None).order_by("approved_at")
    ids = list(waiting.values_list("pk", flat=True))
    return sum(_destroy_keys_or_log(case_id, None, at=at) for case_id in ids)


def _destroy_keys_or_log(
    case_id: UUID, keys: Iterable[tuple[KeyFolder, UUID]] | None, *, at: datetime
) -> bool:
    """
    Destroy the keys, after the commit of the approval, and record that they are.

    keys: None to look for them. False where that fails, which is in the log: the worker tries it
    again.
    """
    try:
        for folder, of in keys_of_case(case_id) if keys is None else keys:
            folder.destroy(of)
        rows = DestroyedCase.objects.filter(pk=case_id, keys_destroyed_at=None)
        rows.update(keys_destroyed_at=at)
    except Exception:  # a disk or the database: neither keeps others, nor fails who approved it
        log.exception("The keys of case %s could not be destroyed", case_id)
        return False
    return True


def _check_keep_until(day: date, *, at: datetime) -> None:
    today = london_day(at)
    if day <= today:
        raise Refused(DATE_PASSED, is_stage=True)
    if day > add_months(today, 12 * MOST_YEARS):
        raise Refused(DATE_TOO_FAR % {"years": MOST_YEARS}, is_stage=True)


def _check_can_be_destroyed(case: Case, code: str, rows_of: RowsOf, *, at: datetime) -> None:
    """Raise Refused if something keeps the case, or this rule does, by the rows that are asked."""
    found = retention_of(case, rows_of, today=london_day(at))
    if found.because is not None:
        raise Refused(found.because, is_stage=True)
    if code not in {rule.code for rule in found.rules}:
        raise Refused(NOT_THIS_RULE, is_stage=True)
    if because := why_still_needed(case, not_null(rule_by_code(code)), at=at):
        raise Refused(because, is_stage=True)


@for_purpose("what keeps a case")
def why_still_needed(case: Case, rule: RetentionRule, *, at: datetime) -> str | Promise | None:
    """What other apps know of that keeps a case, by a rule; None if nothing does."""
    for ask in settings.KEEPS_OF_A_CASE:
        last_act, is_needed = import_string(ask)(case.pk)
        if is_needed:
            return NEEDED
        if last_act and rule.ends_on(london_day(last_act)) > london_day(at):
            return KEPT_BY_RULE
    return None


def _check_nothing_changed(destruction: Destruction, *, at: datetime) -> None:
    """
    Raise Refused, without saying why, if something keeps the case that only one side knows.

    Whoever proposed it saw what their side knows, and it may have changed since.
    """
    case, code = destruction.case, destruction.rule
    if destruction.takes_other_side != (case.cps_unit_id is not None):
        raise Refused(CHANGED_SINCE, is_stage=True)
    try:
        _check_can_be_destroyed(case, code, _every_row, at=at)
    except Refused:
        raise Refused(CHANGED_SINCE, is_stage=True) from None


def _every_row(model: type[AccessControlled]) -> QuerySet[Any]:
    return model.objects.unscoped("what keeps a case")


def _create_certificate(destruction: Destruction, *, at: datetime) -> DestroyedCase:
    case, rule = destruction.case, not_null(rule_by_code(destruction.rule))
    return DestroyedCase.objects.create(
        case_id=case.pk, urn=case.urn, police_unit=case.police_unit, cps_unit=case.cps_unit,
        rule_name=rule.name, rule_source=rule.source, is_restricted=case.is_restricted,
        kept_out=sorted(accounts_in_conflict(case.pk).values_list("pk", flat=True)),
        proposed_by=destruction.by, proposed_at=destruction.at,
        approved_by=not_null(destruction.settled_by), approved_at=at,
    )  # fmt: skip
