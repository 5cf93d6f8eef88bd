"""Carry out a change of access as two administrators do: one proposes, the other approves."""

from datetime import datetime
from typing import Any

from django.db.models import Model

from people.access.scopes import scope_of
from people.administration.actions import proposals
from people.administration.widening import WIDENING
from people.models import User
from timeliness.actions import notices
from timeliness.models import Delivery

WHY = "Made up: needed for the work of this unit."


def done_by_two(act: str, *, by: User, approver: User, at: datetime, **arguments: Any) -> Model:
    """
    Propose and approve a change, and read the notices of it.

    Returns what it made where it shows a secret, else the proposal.

    act: a key of WIDENING; arguments: those of the act.
    """
    first, second = scope_of(by, at=at), scope_of(approver, at=at)
    made = proposals.propose_access(by=first, at=at, act=act, reason=WHY, **arguments)
    proposals.approve_access(proposal=made, by=second, at=at)
    for reader in (first, second):
        read = Delivery.objects.filter(recipient=reader.user_id, created_at=at)
        notices.mark_read(by=reader, at=at, references=read.values_list("reference", flat=True))
    if WIDENING[act].shows_secret:
        return proposals.carry_out_access(proposal=made, by=first, at=at)
    return made
