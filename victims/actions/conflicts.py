"""
Conflicts of interest of people who work with a victim, in a unit or in a support service.

The conflict is with the victim's case (cases.case_access.actions.conflicts). Conflicts of a
service's people are recorded by one of its managers, and lifted by two (ADR 78).
"""

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from cases.case_access.actions import conflicts as of_cases
from cases.case_access.actions.conflict_attempts import record_conflict_attempts
from cases.case_access.actions.restrictions import WAITS_ALREADY
from cases.case_access.actions.settled_by_another import check_proposer_stands, save_settled
from cases.models import Case, Conflict, ConflictLifting
from cases.models.case_key_of_text import reason_if_key_is_there
from cases.models.settled_by_another import ProposalStatus
from cases.notices import notify_conflict_watch
from people.access.scopes import Refused, Scope
from people.models import Side, UnitGrant, User
from victims import notices
from victims.actions.named_contacts import end_named_contacts
from victims.actions.open_victim_action import open_victim_action, side_of_actor
from victims.models import Support, VictimRecord
from victims.permissions import SUPPORT
from victims.queries.conflicts import (
    open_conflicts_of_service,
    people_to_record_conflict_of,
    waiting_liftings_of_service,
)

SETTLED = _("This has been settled already.")
NOT_THIS_ANSWER = _(
    "Another manager approves or refuses what you proposed. What another proposed you cannot "
    "withdraw."
)


@transaction.atomic
def declare_victim_conflict(
    *, record: VictimRecord, by: Scope, at: datetime, kind: str, reason: str
) -> Conflict:
    """Record one's own conflict with a victim's case, which ends one's access to the case."""
    record = open_victim_action(
        "declare_victim_conflict", record, by=by, at=at, operation="collection"
    )
    made = _record_own_conflict(record.case, by=by, at=at, kind=kind, reason=reason)
    end_named_contacts(case_id=record.case_id, at=at)
    notify_conflict_watch(record.case, side_of_actor(by), notice="conflict_declared", at=at)
    return made


@transaction.atomic
def declare_service_conflict(
    *, support: Support, by: Scope, at: datetime, kind: str, reason: str
) -> Conflict:
    """
    Record one's own conflict with a victim's case, as a member of a service that supports them.
    """
    support = open_victim_action(
        "declare_service_conflict", support, by=by, at=at, operation="collection"
    )
    made = _record_own_conflict(support.case, by=by, at=at, kind=kind, reason=reason)
    notices.notify_unconflicted_managers(support, notice="conflict_declared", at=at)
    return made


@transaction.atomic
def record_service_conflict(
    *, support: Support, by: Scope, at: datetime, person: User, kind: str, reason: str
) -> Conflict:
    """Record that a member of the caller's service has a conflict with a victim's case."""
    support = open_victim_action(
        "record_service_conflict", support, by=by, at=at, operation="collection"
    )
    choice = people_to_record_conflict_of(support, by)
    of_cases.check_conflict_recordable(support.case, person, choice, side=by.side)
    return of_cases.create_conflict(support.case, person, by=by, at=at, kind=kind, reason=reason)


@transaction.atomic
def propose_lifting_service_conflict(
    *, support: Support, by: Scope, at: datetime, conflict: Conflict, reason: str
) -> ConflictLifting:
    """Propose to end a conflict of a member of the service; another of its managers approves it."""
    support = open_victim_action("propose_lifting_service_conflict", support, by=by, at=at)
    found = open_conflicts_of_service(support, by).filter(pk=conflict.pk).first()
    if found is None:
        raise Refused(of_cases.LIFTED, is_stage=True)
    try:
        with transaction.atomic():
            made = ConflictLifting.objects.unscoped("a lifting is proposed").create(
                case_id=support.case_id, conflict=found, by_id=by.actor.id, at=at,
                reason=reason_if_key_is_there(reason, support.case_id),
                authors=[by.actor.id, found.user_id], only_side=found.only_side,
            )  # fmt: skip
    except IntegrityError as error:
        if "one_lifting_of_a_conflict_waits" not in str(error):
            raise
        raise Refused(WAITS_ALREADY, is_stage=True) from None
    notices.notify_unconflicted_managers(
        support, notice="lifting_proposed", at=at, without=by.accounts
    )
    return made


@transaction.atomic
def settle_service_lifting(
    *, support: Support, by: Scope, at: datetime, lifting: ConflictLifting, answer: str,
    text: str = "",
) -> ConflictLifting:  # fmt: skip
    """
    Approve, refuse or withdraw what a manager of the service proposed.

    answer: a status of what was proposed. Approved, the person may work with the victim again.
    Nobody answers their own proposal but by withdrawing it. Raises Refused if it was settled, or
    its proposer could not propose it any more.
    """
    support = open_victim_action("settle_service_lifting", support, by=by, at=at)
    found = waiting_liftings_of_service(support).filter(pk=lifting.pk).first()
    if found is None:
        raise Refused(SETTLED, is_stage=True)
    if (answer == ProposalStatus.WITHDRAWN) != bool({*by.accounts} & {*found.authors}):
        raise Refused(NOT_THIS_ANSWER, is_stage=True)
    if answer == ProposalStatus.APPROVED:
        _lift(found, support, by=by, at=at)
    save_settled(found, answer, by=by, at=at, text=text)
    if answer != ProposalStatus.WITHDRAWN:
        notices.notify_proposer_of_lifting(found, support, at=at)
    return found


def _lift(lifting: ConflictLifting, support: Support, *, by: Scope, at: datetime) -> None:
    """
    Lift a conflict on every account of the person, and end what else was proposed of those.

    Raises Refused if whoever proposed it could not propose it any more.
    """
    check_proposer_stands(lifting, SUPPORT, "propose_lifting_service_conflict", support, at=at)
    reason = reason_if_key_is_there(lifting.reason, support.case_id)
    of_cases.lift_conflict_rows(lifting.conflict, by=by, at=at, reason=reason)
    own = of_cases.accounts_of_person(lifting.conflict.user).values_list("pk", flat=True)
    notices.notify_unconflicted_managers(
        support, notice="conflict_lifted", at=at, without={*own, lifting.by_id, *by.accounts}
    )
    others = waiting_liftings_of_service(support).filter(conflict__lifted_at__isnull=False)
    for other in others.exclude(pk=lifting.pk):
        save_settled(other, ProposalStatus.WITHDRAWN, by=by, at=at)


@transaction.atomic
def notify_conflict_attempts(*, at: datetime) -> None:
    """
    Find attempts by people in conflict to reach a case, and notify the managers who watch
    conflicts.

    For a member of a service these are the managers of that service who have no conflict
    themselves.
    """
    for attempt in record_conflict_attempts(at=at):
        if attempt.only_side == Side.SUPPORT:
            for support in _supports_hidden_from_person(attempt.conflict):
                notices.notify_unconflicted_managers(support, notice="conflict_attempt", at=at)


def _record_own_conflict(case: Case, *, by: Scope, **facts: Any) -> Conflict:
    return of_cases.create_conflict(case, User.objects.get(pk=by.actor.id), by=by, **facts)


def _supports_hidden_from_person(conflict: Conflict) -> list[Support]:
    """
    The support rows of this case at the services of a person in conflict, one for each service.
    """
    services = UnitGrant.objects.filter(user=conflict.user_id).values("content_object")
    rows = Support.objects.unscoped("whose people are in conflict with a case")
    rows = rows.filter(case=conflict.case_id, service__in=services)
    return list(rows.order_by("service", "-listed_at").distinct("service"))
