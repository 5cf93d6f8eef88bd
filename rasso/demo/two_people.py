"""Carry out a change of access as two administrators do: one proposes, the other approves."""

from datetime import datetime
from typing import Any

from django.db.models import Model, Q

from people.access.scopes import scope_of
from people.administration.actions import proposals
from people.administration.widening import widening_acts
from people.models import User
from timeliness.actions import notices
from timeliness.models import Delivery

OF_PROPOSALS = ("access_proposed", "access_approved")
WHY = "Made up: needed for the work of this unit."


def done_by_two(act: str, *, by: User, approver: User, at: datetime, **arguments: Any) -> Model:
    """
    Propose and approve a change, and read the notices of it.

    Returns what it made where it shows a secret, else the proposal.

    act: a key of widening_acts(); arguments: those of the act.
    """
    first, second = scope_of(by, at=at), scope_of(approver, at=at)
    made = proposals.propose_access(by=first, at=at, act=act, reason=WHY, **arguments)
    proposals.approve_access(proposal=made, by=second, at=at)
    told = Delivery.objects.filter(created_at=at, read_at=None)
    managers = Q(pk__in=told.filter(notice__in=OF_PROPOSALS).values("recipient"))
    for reader in User.objects.filter(managers | Q(pk__in=[by.pk, approver.pk])):
        read = told.filter(recipient=reader).values_list("reference", flat=True)
        notices.mark_read(by=scope_of(reader, at=at), at=at, references=read)
    if widening_acts()[act].shows_secret:
        return proposals.carry_out_access(proposal=made, by=first, at=at)
    return made
