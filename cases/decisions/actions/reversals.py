"""Propose to set a decision in force aside, and withdraw the proposal before it is read."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cases import notices
from cases.actions import turns
from cases.actions.open_case_action import add_timeline_event, open_case_action
from cases.actions.resumed_clocks import resume_previous_clock
from cases.decisions.actions.decision_wordings import notify_second_readers
from cases.decisions.actions.reopenings import live_decision, set_decision_aside
from cases.models import (
    CHARGE_GROUNDS,
    NFA_GROUNDS,
    Decision,
    Reversal,
    ReversalGround,
    Suspect,
)
from cases.models.decision import NFA_KINDS
from cases.models.reversal import DISPOSAL_GROUNDS
from cases.statuses import ReversalStatus
from people.access.scopes import Refused, Scope
from people.models import Side

NOT_A_GROUND = _("Select one of the grounds shown.")


@transaction.atomic
def reverse_no_further_action(
    *, suspect: Suspect, by: Scope, at: datetime, ground: str, text: str
) -> Reversal:
    """
    Propose to set no further action aside, on a ground and for a reason. It stays in force.

    Raises Refused for a ground that is that of a review, which has a verb of its own.
    """
    verb, why = "reverse_no_further_action", _check_ground(ground, NFA_GROUNDS)
    suspect = open_case_action(verb, suspect, by=by, at=at)
    reversal = _create_reversal(live_decision(suspect), why, text, by=by, at=at)
    _pass_to_second_reader(verb, suspect, reversal, by=by, at=at)
    return reversal


@transaction.atomic
def withdraw_charge(
    *, suspect: Suspect, by: Scope, at: datetime, ground: str, text: str
) -> Reversal:
    """
    Withdraw an authorised charge that the police have not reported, on a ground and for a reason.

    The suspect is with the prosecutor again. Where the charge had a second reader, it is proposed
    first; the police are asked to wait. What they report all the same overtakes the proposal.
    """
    verb, why = "withdraw_charge", _check_ground(ground, CHARGE_GROUNDS)
    suspect = open_case_action(verb, suspect, by=by, at=at)
    decision = live_decision(suspect)
    reversal = _create_reversal(decision, why, text, by=by, at=at)
    if decision.read_by_id is None:
        reversal.status, reversal.only_side = ReversalStatus.IN_FORCE, ""
        reversal.save(update_fields=["status", "only_side"])
        set_decision_aside(verb, suspect, decision, by=by, at=at)
        return reversal
    _pass_to_second_reader("propose_charge_withdrawal", suspect, reversal, by=by, at=at)
    notices.notify_named_roles(
        notices.OFFICER_ROLES, suspect.case, [suspect], notice="charge_on_hold", at=at
    )
    return reversal


@transaction.atomic
def withdraw_disposal(
    *, suspect: Suspect, by: Scope, at: datetime, ground: str, text: str
) -> Reversal:
    """
    Propose to withdraw an out-of-court disposal that the police have not reported as given.

    It had a second reader, so this has one. It stays in force meanwhile; the police are asked to
    wait. What they report of it all the same overtakes the proposal.
    """
    verb, why = "withdraw_disposal", _check_ground(ground, DISPOSAL_GROUNDS)
    suspect = open_case_action(verb, suspect, by=by, at=at)
    reversal = _create_reversal(live_decision(suspect), why, text, by=by, at=at)
    _pass_to_second_reader(verb, suspect, reversal, by=by, at=at)
    notices.notify_named_roles(
        notices.OFFICER_ROLES, suspect.case, [suspect], notice="disposal_on_hold", at=at
    )
    return reversal


@transaction.atomic
def withdraw_reversal(*, suspect: Suspect, by: Scope, at: datetime, text: str) -> Reversal:
    """Withdraw a proposal before it is read, with a reason: the decision stays in force."""
    verb = "withdraw_reversal"
    suspect = open_case_action(verb, suspect, by=by, at=at)
    reversal = waiting_reversal(suspect)
    reversal.status = ReversalStatus.WITHDRAWN
    reversal.save(update_fields=["status"])
    leave_decision_in_force(verb, suspect, reversal, by=by, at=at, note=text)
    return reversal


def waiting_reversal(suspect: Suspect) -> Reversal:
    """The proposal about a locked suspect that waits for a second reader."""
    rows = Reversal.objects.unscoped("the reversal that waits for a second reader")
    rows = rows.filter(decision__suspect=suspect, status=ReversalStatus.PROPOSED)
    return rows.select_related("by", "decision").get()


def leave_decision_in_force(
    verb: str, suspect: Suspect, reversal: Reversal, *, by: Scope, at: datetime, note: str = ""
) -> None:
    """
    Return the suspect to where they were. A charge or a disposal that stays is for the police.
    """
    suspect.proposed_by = []
    is_for_police = reversal.decision.kind not in NFA_KINDS
    clock = resume_previous_clock(suspect, Side.POLICE, at=at) if is_for_police else None
    turns.advance_suspect(suspect, verb, by=by, at=at, clock=clock)
    add_timeline_event(
        verb, suspect.case, by=by, at=at, suspects=[suspect], note=note, only_side=Side.CPS
    )
    if is_for_police:
        notices.notify_named_roles(
            notices.OFFICER_ROLES, suspect.case, [suspect], notice="turn_began", at=at
        )


def _check_ground(ground: str, offered: Collection[ReversalGround]) -> ReversalGround:
    why = ReversalGround(ground)
    if why not in offered:
        raise Refused(NOT_A_GROUND, is_stage=True)
    return why


def _create_reversal(
    decision: Decision, ground: ReversalGround, text: str, *, by: Scope, at: datetime
) -> Reversal:
    number = 1 + decision.reversals.unscoped("number a reversal").count()
    return Reversal.objects.unscoped("propose to set a decision aside").create(
        case_id=decision.case_id, decision=decision, number=number, ground=ground, reasons=text,
        by_id=by.actor.id, authors=[by.actor.id], at=at,
    )  # fmt: skip


def _pass_to_second_reader(
    verb: str, suspect: Suspect, reversal: Reversal, *, by: Scope, at: datetime
) -> None:
    """Neither who proposed it nor who wrote the decision that it sets aside may read it."""
    suspect.proposed_by = sorted({*reversal.authors, *reversal.decision.authors})
    turns.advance_suspect(suspect, verb, by=by, at=at)
    notify_second_readers(suspect, verb, by=by, at=at)
