"""
Offer a case to another CPS unit, which accepts it or declines with a reason.

The case belongs to the old unit until the new one accepts. The new unit cannot see it before, nor
the old unit after, so these actions lock it without a scope.
"""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cases import notices
from cases.actions import turns
from cases.actions.open_case_action import add_timeline_event, open_case_action, save_next_version
from cases.allocation.actions import allocations
from cases.allocation.queries.transfers import most_urgent_class, units_to_offer_to
from cases.models import Case, Suspect, Transfer, TransferStatus
from cases.states import CAPACITIES_ASKED, MOVES, WITH_CPS_UNIT_STATES, State
from people.access.advisory_locks import lock_units_shared
from people.access.recheck import check_grants_unchanged
from people.access.scopes import Refused, Scope
from people.identity.capacities import CPS_CAPACITIES
from people.models import Side, Unit
from people.models.nullable import not_null
from timeliness.actions import clocks

NO_WORK = _("The CPS has nothing to do on this case now, so it stays where it is.")
NOT_A_UNIT = _("Select a unit that is open and has a manager, and not the one that has the case.")
UNIT_CLOSED = _("Your unit is closed, so it cannot take a case over. Decline, and say so.")

# Capacities to notify in the new unit in place of named roles that have ended.
CAPACITIES_INSTEAD: dict[str, set[str]] = {
    State.ADVICE_ADVISER: {"manage_early_advice"},
    State.ACTION_PLAN: {"allocate_cases"},
    State.WITH_HOLDER: {"allocate_cases"},
    State.PLAN_QUERIED: {"allocate_cases"},
    State.CHARGE_AUTHORISED: {"allocate_cases"},
    State.CHARGE_DIFFERS: {"allocate_cases"},
    State.CHARGE_QUERIED: {"allocate_cases"},
    State.DISPOSAL_AUTHORISED: {"allocate_cases"},
    State.DISPOSAL_CONDITIONS: {"allocate_cases"},
}


@transaction.atomic
def propose_transfer(*, case: Case, by: Scope, at: datetime, to: Unit, reason: str) -> Case:
    """Offer the case to another CPS unit. Nothing else changes until that unit answers."""
    case = open_case_action("propose_transfer", case, by=by, at=at, operation="disclosure")
    suspects = list(turns.suspects_in_order(case, state__in=WITH_CPS_UNIT_STATES))
    if not suspects:
        raise Refused(NO_WORK, is_stage=True)
    if not units_to_offer_to(case, at=at).filter(pk=to.pk).exists():
        raise Refused(NOT_A_UNIT, is_stage=True)
    transfer = Transfer.objects.unscoped("offer a case").create(
        case=case, from_unit_id=not_null(case.cps_unit_id), to_unit=to,
        urgency=most_urgent_class(suspects), reason=reason, by_id=by.actor.id, at=at, listed_at=at,
        police_unit_id=case.police_unit_id,
    )  # fmt: skip
    case.offered_to = to
    case.save_without_historical_record(update_fields=["offered_to"])
    note = f"{to.name}\n{reason}"
    add_timeline_event("propose_transfer", case, by=by, at=at, note=note, only_side=Side.CPS)
    notices.notify_of_transfer(transfer, at=at)
    return case


@transaction.atomic
def withdraw_transfer(*, case: Case, by: Scope, at: datetime) -> Case:
    """Withdraw the offer; the case stays with the unit."""
    case = open_case_action("withdraw_transfer", case, by=by, at=at)
    to = not_null(case.offered_to)
    _end_transfer(case, TransferStatus.WITHDRAWN, by=by, at=at)
    add_timeline_event("withdraw_transfer", case, by=by, at=at, made=to.name, only_side=Side.CPS)
    return case


@transaction.atomic
def accept_transfer(*, transfer: Transfer, by: Scope, at: datetime) -> Case:
    """
    Accept the case for the new unit.

    Named roles of the old unit end. Suspects and due dates stay as they are, but suspects with a
    prosecutor become ready to allocate.
    """
    case = _lock_offered_case(transfer, by=by)
    transfer = open_case_action("accept_transfer", transfer, by=by, at=at, locked=case)
    suspects = list(turns.suspects_in_order(case, state__in=WITH_CPS_UNIT_STATES))
    if not suspects:
        raise Refused(NO_WORK, is_stage=True)
    # to_unit, or the unit it was merged into
    to = Unit.objects.get(pk=not_null(transfer.cps_unit_id))
    if not to.is_open:
        raise Refused(UNIT_CLOSED, is_stage=True)
    before = Unit.objects.get(pk=not_null(case.cps_unit_id))
    allocations.end_cps_named_roles(case, by=by, at=at)
    _end_transfer(case, TransferStatus.ACCEPTED, by=by, at=at)
    case.cps_unit = to
    save_next_version(case, "accept_transfer", by=by, at=at)
    clocks.hand_over_clocks(about=case.pk, of=before, to=to)
    for suspect in turns.suspects_in_order(case, state__in=MOVES["accept_transfer"]):
        turns.advance_suspect(suspect, "accept_transfer", by=by, at=at)
    note = f"{before.name}\n{to.name}"
    add_timeline_event("accept_transfer", case, by=by, at=at, suspects=suspects, made=note)
    _notify_of_takeover(case, at=at)
    return case


@transaction.atomic
def decline_transfer(*, transfer: Transfer, by: Scope, at: datetime, reason: str) -> Transfer:
    """Decline the offer with a reason; the case stays with the unit that offered it."""
    case = _lock_offered_case(transfer, by=by)
    transfer = open_case_action("decline_transfer", transfer, by=by, at=at, locked=case)
    to = not_null(case.offered_to)
    _end_transfer(case, TransferStatus.DECLINED, by=by, at=at, answer=reason)
    note = f"{to.name}\n{reason}"
    add_timeline_event("decline_transfer", case, by=by, at=at, note=note, only_side=Side.CPS)
    notices.notify_unit(
        "allocate_cases", case.cps_unit_id, case, [], notice="transfer_declined", at=at
    )
    return transfer


def end_overtaken_offer(case: Case, *, by: Scope, at: datetime) -> None:
    """End the open offer of a locked case that goes to a CPS unit by another way."""
    if case.offered_to_id:
        _end_transfer(case, TransferStatus.OVERTAKEN, by=by, at=at)


def end_offers_within_unit(unit: Unit, *, by: Scope, at: datetime) -> None:
    """End offers between two units that were merged into this one."""
    offered = Case.objects.unscoped("offers between merged units")
    for case in offered.filter(cps_unit=unit, offered_to=unit).order_by("pk"):
        end_overtaken_offer(case, by=by, at=at)


def _lock_offered_case(transfer: Transfer, *, by: Scope) -> Case:
    """Lock the case of an offer until commit, for a user who may not see it yet."""
    lock_units_shared()
    clocks.lock_calendar_shared()
    cases = Case.objects.unscoped("a transfer is answered").select_for_update(
        of=("self",), no_key=True
    )
    case = cases.get(pk=transfer.case_id)
    check_grants_unchanged(by)
    return case


def _end_transfer(
    case: Case, status: TransferStatus, *, by: Scope, at: datetime, answer: str = ""
) -> None:
    """End the open offer of a locked case with this status."""
    waiting = Transfer.objects.unscoped("end an offer").filter(
        case=case, status=TransferStatus.PROPOSED
    )
    for offer in waiting:  # one at most
        offer.status, offer.answer, offer.is_open = status, answer, False
        offer.ended_by_id, offer.ended_at = by.user_id, at
        offer.save(update_fields=["status", "answer", "is_open", "ended_by", "ended_at"])
    case.offered_to = None
    case.save_without_historical_record(update_fields=["offered_to"])


def _notify_of_takeover(case: Case, *, at: datetime) -> None:
    """Notify the officer, and those in the new unit who have to act on a suspect."""
    suspects = list(turns.suspects_in_order(case, state__in=WITH_CPS_UNIT_STATES))
    notices.notify_named_roles(notices.OFFICER_ROLES, case, suspects, notice="unit_changed", at=at)
    asked: dict[str, list[Suspect]] = {capacity: [] for capacity in CPS_CAPACITIES}
    for suspect in suspects:
        for capacity in (
            CAPACITIES_ASKED[suspect.state] | CAPACITIES_INSTEAD.get(suspect.state, set())
        ) & asked.keys():
            asked[capacity].append(suspect)
    for capacity, theirs in asked.items():
        if theirs:
            notices.notify_unit(
                capacity, case.cps_unit_id, case, theirs, notice="case_taken_over", at=at
            )
