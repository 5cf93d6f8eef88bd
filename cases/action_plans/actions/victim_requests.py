"""Intrusive action items, which reach into the victim's life: reasons and the order of steps."""

from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from cases.models import ActionItem, Answer, Proposal, Reach, VictimRequest
from people.access.scopes import Refused, Scope

NEEDS_APPROVAL = _("Notes of counselling cannot be asked for in a plan. Ask for approval first.")
NOT_REQUESTED = _(
    "This action reaches into the victim’s life. Record the decision, what the victim was told and "
    "the request before you answer that it is done."
)
OUT_OF_ORDER = _("The first date of what you need must not be after the last.")


def create_victim_request(
    item: ActionItem,
    *,
    by: Scope,
    at: datetime,
    reach: str,
    from_on: date,
    to_on: date,
    approval: Proposal | None = None,
    **said: Any,
) -> VictimRequest:
    """
    Create the victim information request of an action item that is being set.

    said: material, necessity, less_intrusive. approval: the approved proposal, required for
    counselling notes.
    """
    check_reach(reach, from_on, to_on, approval)
    if approval:
        said["approved_by"], said["approved_at"] = approval.judged_by, approval.judged_at
        said["rebuttal"] = approval.rebuttal
    return VictimRequest.objects.unscoped("set an action that reaches far").create(
        case_id=item.case_id, item=item, reach=reach, from_on=from_on, to_on=to_on,
        set_by_id=by.actor.id, set_at=at, **said,
    )  # fmt: skip


def check_reach(reach: str, from_on: date, to_on: date, approval: Proposal | None = None) -> None:
    """Raise Refused for counselling notes without an approval, or if from_on is after to_on."""
    if (Reach(reach) == Reach.COUNSELLING) != (approval is not None):
        raise Refused(NEEDS_APPROVAL, is_stage=True)
    if from_on > to_on:
        raise Refused(OUT_OF_ORDER, is_stage=True)


def check_requested_first(item: ActionItem, answer: Answer) -> None:
    """Raise Refused if an intrusive item is answered as done before the request was made."""
    requests = VictimRequest.objects.unscoped("what comes before an answer").filter(item=item)
    if answer == Answer.DONE and requests.filter(requested_on=None).exists():
        raise Refused(NOT_REQUESTED, is_stage=True)
