"""
Destroy a victim's identity, and all that is sealed with their key: one proposes, another approves.

The key is destroyed at the commit of the approval, for good (ADR 119).
"""

from datetime import datetime
from functools import partial
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from cases.case_access.actions.settled_by_another import check_proposer_stands, save_settled
from cases.case_access.queries.break_glass import leaders_who_read
from cases.models.case_key_of_text import reason_if_key_is_there
from cases.queries.conflicts import accounts_in_conflict
from cases.queries.suspects_with_someone import RowsOf, rows_for
from people.access.row_security import for_purpose
from people.access.scopes import Refused, Scope
from people.models import AccessControlled, Operation, User
from victims.actions.destroyed_identities import (
    PURPOSE,
    destroy_key_or_log,
    remove_drafts_about,
)
from victims.actions.identities import blank_identity, log_destruction
from victims.actions.open_victim_action import open_victim_action, side_of_actor
from victims.models import IdentityDestruction, VictimRecord
from victims.notices import notify_people_about_victim
from victims.permissions import RECORD
from victims.queries.identity_destructions import takes_other_side, what_keeps_identity

Status = IdentityDestruction.Status
WAITS_ALREADY = _("Its destruction waits for approval already.")
CHANGED_SINCE = _(
    "This cannot be approved as it stands. Refuse it, and ask for it to be proposed again later."
)


@transaction.atomic
def propose_identity_destruction(
    *, record: VictimRecord, by: Scope, at: datetime, reason: str
) -> IdentityDestruction:
    """
    Propose to destroy who a victim of a closed case is.

    Where both sides know of the victim, someone of the other side approves it.
    """
    verb = "propose_identity_destruction"
    record = open_victim_action(verb, record, by=by, at=at)
    _check_can_be_destroyed(record, rows_for(by))
    is_for_other_side = takes_other_side(record)
    try:
        with transaction.atomic():
            proposed = IdentityDestruction.objects.unscoped("one is proposed").create(
                case_id=record.case_id, record=record, side=side_of_actor(by),
                reason=reason_if_key_is_there(reason, record.case_id),
                by_id=by.actor.id, at=at, takes_other_side=is_for_other_side,
                authors=[by.actor.id],
            )  # fmt: skip
    except IntegrityError as error:
        if "one_identity_destruction_of_a_side_waits" not in str(error):
            raise
        raise Refused(WAITS_ALREADY, is_stage=True) from None
    asked = _leaders(record, by=by, at=at)
    if is_for_other_side:
        asked = asked.exclude(agency__side=by.actor.side)
    _notify(record, asked, notice="identity_end_proposed", at=at)
    return proposed


@transaction.atomic
def approve_identity_destruction(
    *, destruction: IdentityDestruction, by: Scope, at: datetime
) -> IdentityDestruction:
    """
    Approve that a victim's identity is destroyed: the key goes at the commit, for good.

    Raises Refused if something keeps it now, or its proposer could not propose it any more.
    """
    destruction = open_victim_action(
        "approve_identity_destruction", destruction, by=by, at=at, operation=Operation.ERASURE
    )
    record = _record_of(destruction)
    check_proposer_stands(destruction, RECORD, "propose_identity_destruction", record, at=at)
    _check_can_be_destroyed(record, rows_for(by))
    _check_nothing_changed(destruction, record)
    save_settled(destruction, Status.APPROVED, by=by, at=at)
    blank_identity(record, by=by, at=at, why="approve_identity_destruction")
    log_destruction(record, by=by, at=at)
    remove_drafts_about(record)
    told = User.objects.filter(
        pk__in=[record.case.officer_id, record.contact_officer_id, record.liaison_officer_id]
    ) | User.objects.filter(pk__in=_leaders(record, by=by, at=at).values("pk"))
    told = told.exclude(pk__in=accounts_in_conflict(record.case_id)).exclude(pk__in=by.accounts)
    _notify(record, told, notice="identity_destroyed", at=at)
    transaction.on_commit(partial(destroy_key_or_log, record.pk, at=at))
    return destruction


@transaction.atomic
def refuse_identity_destruction(
    *, destruction: IdentityDestruction, by: Scope, at: datetime, text: str
) -> IdentityDestruction:
    """Refuse to destroy an identity, with a reason for whoever proposed it."""
    destruction = open_victim_action("refuse_identity_destruction", destruction, by=by, at=at)
    save_settled(destruction, Status.REFUSED, by=by, at=at, text=text)
    proposer = User.objects.filter(pk=destruction.by_id)
    _notify(_record_of(destruction), proposer, notice="identity_end_refused", at=at)
    return destruction


@transaction.atomic
def withdraw_identity_destruction(
    *, destruction: IdentityDestruction, by: Scope, at: datetime
) -> IdentityDestruction:
    """Withdraw what one proposed oneself."""
    destruction = open_victim_action("withdraw_identity_destruction", destruction, by=by, at=at)
    save_settled(destruction, Status.WITHDRAWN, by=by, at=at)
    return destruction


def _record_of(destruction: IdentityDestruction) -> VictimRecord:
    """The record that it is about, with its case, which the action has locked."""
    record = VictimRecord.objects.unscoped(PURPOSE).get(pk=destruction.record_id)
    record.case = destruction.case
    return record


@for_purpose("what keeps a victim's identity")
def _check_can_be_destroyed(record: VictimRecord, rows_of: RowsOf) -> None:
    """Raise Refused if something keeps the identity, by the rows that are asked."""
    if because := what_keeps_identity(record, rows_of):
        raise Refused(because, is_stage=True)


def _check_nothing_changed(destruction: IdentityDestruction, record: VictimRecord) -> None:
    """Raise Refused, without saying why, if something keeps it that only one side knows."""
    if destruction.takes_other_side != takes_other_side(record):
        raise Refused(CHANGED_SINCE, is_stage=True)
    try:
        _check_can_be_destroyed(record, _every_row)
    except Refused:
        raise Refused(CHANGED_SINCE, is_stage=True) from None


def _every_row(model: type[AccessControlled]) -> QuerySet[Any]:
    return model.objects.unscoped("what keeps a victim's identity")


def _leaders(record: VictimRecord, *, by: Scope, at: datetime) -> QuerySet[User]:
    """The others who lead a unit that has the case, of a side that knows of the victim."""
    people = leaders_who_read(record.case, at=at).exclude(pk__in=by.accounts)
    return people.filter(agency__side=record.only_side) if record.only_side else people


def _notify(record: VictimRecord, people: QuerySet[User], *, notice: str, at: datetime) -> None:
    ids = set(people.values_list("pk", flat=True))
    notify_people_about_victim(record, ids, notice=notice, at=at)
