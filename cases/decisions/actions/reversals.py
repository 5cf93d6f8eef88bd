"""Reconsider no further action: a manager proposes it, and a second reader countersigns."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cases import notices
from cases.actions import turns
from cases.actions.open_case_action import add_timeline_event, open_case_action
from cases.decisions.actions.decision_wordings import notify_second_readers
from cases.decisions.actions.reopenings import live_decision, set_decision_aside
from cases.models import (
    REVIEWED_GROUNDS,
    ReopeningGround,
    Reversal,
    SecondReaderAnswer,
    Suspect,
)
from cases.statuses import ReversalStatus
from people.access.scopes import Refused, Scope
from people.models import Side

REVERSAL_CHANGED = _("This proposal has changed since you opened it. Read it again, then decide.")
NOT_A_GROUND = _("Select one of the grounds shown.")


@transaction.atomic
def reverse_no_further_action(
    *, suspect: Suspect, by: Scope, at: datetime, ground: str, text: str
) -> Reversal:
    """
    Propose to set no further action aside, on a ground and for a reason. It stays in force.

    Raises Refused for a ground that is that of a review, which has a verb of its own.
    """
    verb, why = "reverse_no_further_action", ReopeningGround(ground)
    if why in REVIEWED_GROUNDS:
        raise Refused(NOT_A_GROUND, is_stage=True)
    suspect = open_case_action(verb, suspect, by=by, at=at)
    decision = live_decision(suspect)
    number = 1 + decision.reversals.unscoped("number a reversal").count()
    reversal = Reversal.objects.unscoped("propose to set a decision aside").create(
        case=suspect.case, decision=decision, number=number, ground=why, reasons=text,
        by_id=by.actor.id, authors=[by.actor.id], at=at,
    )  # fmt: skip
    suspect.proposed_by = reversal.authors
    turns.advance_suspect(suspect, verb, by=by, at=at)
    notify_second_readers(suspect, verb, by=by, at=at)
    return reversal


@transaction.atomic
def countersign_reversal(
    *, suspect: Suspect, by: Scope, at: datetime, version: int, text: str = ""
) -> Reversal:
    """
    Countersign it: the decision is set aside, and the suspect is decided on afresh.

    version: number of the reversal that was read. Raises Refused if there is a newer one.
    """
    verb = "countersign_reversal"
    suspect, reversal = _open_reading(verb, suspect, version, by=by, at=at)
    reversal.status, reversal.only_side = ReversalStatus.IN_FORCE, ""
    _record_reading(reversal, SecondReaderAnswer.COUNTERSIGNED, text, by=by, at=at)
    set_decision_aside(verb, suspect, live_decision(suspect), by=by, at=at)
    notices.notify_person(reversal.by, suspect.case, [suspect], notice="reversal_answered", at=at)
    return reversal


@transaction.atomic
def decline_reversal(
    *, suspect: Suspect, by: Scope, at: datetime, version: int, text: str
) -> Reversal:
    """Decline it, with a reason: no further action stays in force."""
    if not text.strip():
        raise ValueError("Not countersigned, and no word why")
    verb = "decline_reversal"
    suspect, reversal = _open_reading(verb, suspect, version, by=by, at=at)
    reversal.status = ReversalStatus.DECLINED
    _record_reading(reversal, SecondReaderAnswer.DECLINED, text, by=by, at=at)
    _leave_in_force(verb, suspect, by=by, at=at)
    notices.notify_person(reversal.by, suspect.case, [suspect], notice="reversal_answered", at=at)
    return reversal


@transaction.atomic
def withdraw_reversal(*, suspect: Suspect, by: Scope, at: datetime, text: str) -> Reversal:
    """Withdraw it before it is read, with a reason: no further action stays in force."""
    verb = "withdraw_reversal"
    suspect = open_case_action(verb, suspect, by=by, at=at)
    reversal = _waiting_reversal(suspect)
    reversal.status = ReversalStatus.WITHDRAWN
    reversal.save(update_fields=["status"])
    _leave_in_force(verb, suspect, by=by, at=at, note=text)
    return reversal


def _leave_in_force(
    verb: str, suspect: Suspect, *, by: Scope, at: datetime, note: str = ""
) -> None:
    suspect.proposed_by = []
    turns.advance_suspect(suspect, verb, by=by, at=at)
    add_timeline_event(
        verb, suspect.case, by=by, at=at, suspects=[suspect], note=note, only_side=Side.CPS
    )


def _open_reading(
    verb: str, suspect: Suspect, version: int, *, by: Scope, at: datetime
) -> tuple[Suspect, Reversal]:
    """The locked suspect and the reversal that waits. Raises Refused if another was read."""
    suspect = open_case_action(verb, suspect, by=by, at=at)
    reversal = _waiting_reversal(suspect)
    if version != reversal.number:
        raise Refused(REVERSAL_CHANGED, is_stage=True, version=reversal.number)
    return suspect, reversal


def _waiting_reversal(suspect: Suspect) -> Reversal:
    rows = Reversal.objects.unscoped("the reversal that waits for a second reader")
    rows = rows.filter(decision__suspect=suspect, status=ReversalStatus.PROPOSED)
    return rows.select_related("by").get()


def _record_reading(
    reversal: Reversal, reading: SecondReaderAnswer, text: str, *, by: Scope, at: datetime
) -> None:
    reversal.reading, reversal.reading_text = reading, text
    reversal.read_by_id, reversal.read_at = by.user_id, at
    reversal.save(
        update_fields=["status", "only_side", "reading", "reading_text", "read_by", "read_at"]
    )
