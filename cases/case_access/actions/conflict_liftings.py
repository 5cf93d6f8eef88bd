"""
Lift a conflict of interest: proposed by one person of the side that recorded it, approved by
another (ADR 78). The person sees the case again, in the capacities they hold.
"""

from datetime import datetime

from django.db import IntegrityError, transaction

from cases import notices
from cases.actions.open_case_action import open_case_action
from cases.case_access.actions.conflicts import LIFTED, accounts_of_person, lift_conflict_rows
from cases.case_access.actions.restrictions import WAITS_ALREADY
from cases.case_access.actions.settled_by_another import check_proposer_stands, save_settled
from cases.models import Conflict, ConflictLifting
from cases.models.case_key_of_text import reason_if_key_is_there
from cases.permissions import CONFLICT
from people.access.scopes import Refused, Scope

Status = ConflictLifting.Status


@transaction.atomic
def propose_lifting_conflict(
    *, conflict: Conflict, by: Scope, at: datetime, reason: str
) -> ConflictLifting:
    """Propose that a conflict be lifted, and notify those of the side who may approve it."""
    conflict = open_case_action("propose_lifting_conflict", conflict, by=by, at=at)
    try:
        with transaction.atomic():
            made = ConflictLifting.objects.unscoped("a lifting is proposed").create(
                case=conflict.case, conflict=conflict, reason=reason, by_id=by.actor.id, at=at,
                authors=[by.actor.id, conflict.user_id], only_side=conflict.only_side,
            )  # fmt: skip
    except IntegrityError:
        raise Refused(WAITS_ALREADY, is_stage=True) from None
    notices.notify_conflict_watch(
        conflict.case, conflict.only_side, notice="lifting_proposed", at=at, without=by.accounts
    )
    return made


@transaction.atomic
def approve_conflict_lifting(
    *, lifting: ConflictLifting, by: Scope, at: datetime
) -> ConflictLifting:
    """
    Approve a lifting, which is in force at once.

    Lifts the conflict on every account of the person, and ends what was proposed of those.
    Raises Refused if its proposer could not propose it any more.
    """
    lifting = open_case_action("approve_conflict_lifting", lifting, by=by, at=at)
    conflict = lifting.conflict
    if conflict.is_lifted:
        raise Refused(LIFTED, is_stage=True)
    check_proposer_stands(lifting, CONFLICT, "propose_lifting_conflict", conflict, at=at)
    lift_conflict_rows(
        conflict, by=by, at=at, reason=reason_if_key_is_there(lifting.reason, lifting.case_id)
    )
    _settle(lifting, Status.APPROVED, by=by, at=at)
    own = accounts_of_person(conflict.user).values_list("pk", flat=True)
    notices.notify_conflict_watch(
        lifting.case, lifting.only_side, notice="conflict_lifted", at=at,
        without={*own, *by.accounts, lifting.by_id},
    )  # fmt: skip
    others = ConflictLifting.objects.unscoped("lifted with another account's conflict").filter(
        case=lifting.case, status=Status.WAITING, conflict__lifted_at__isnull=False
    )
    for other in others.order_by("pk"):
        save_settled(other, Status.WITHDRAWN, by=by, at=at)
    return lifting


@transaction.atomic
def refuse_conflict_lifting(
    *, lifting: ConflictLifting, by: Scope, at: datetime, text: str
) -> ConflictLifting:
    """Refuse a lifting, with a reason for whoever proposed it."""
    lifting = open_case_action("refuse_conflict_lifting", lifting, by=by, at=at)
    return _settle(lifting, Status.REFUSED, by=by, at=at, text=text)


@transaction.atomic
def withdraw_conflict_lifting(
    *, lifting: ConflictLifting, by: Scope, at: datetime
) -> ConflictLifting:
    """Withdraw a lifting that one proposed oneself."""
    lifting = open_case_action("withdraw_conflict_lifting", lifting, by=by, at=at)
    save_settled(lifting, Status.WITHDRAWN, by=by, at=at)
    return lifting


def _settle(
    lifting: ConflictLifting, status: str, *, by: Scope, at: datetime, text: str = ""
) -> ConflictLifting:
    """Record the answer and notify whoever proposed it."""
    save_settled(lifting, status, by=by, at=at, text=text)
    notices.notify_without_urn([lifting.by_id], lifting.case, notice="lifting_settled", at=at)
    return lifting
