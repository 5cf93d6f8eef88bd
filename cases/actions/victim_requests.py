"""Actions that reach into the victim's life: asked for with reasons, done in order."""

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
    Say of an action that is being set how it reaches into the victim's life, and why it must.

    said: material, necessity, less_intrusive. approval: the approved proposal, without which no
    notes of counselling are asked for.
    """
    check_reach(reach, from_on, to_on, approval)
    if approval:
        said["approved_by"], said["approved_at"] = approval.judged_by, approval.judged_at
        said["rebuttal"] = approval.rebuttal
    return VictimRequest.objects.system("set an action that reaches far").create(
        case_id=item.case_id, item=item, reach=reach, from_on=from_on, to_on=to_on,
        set_by_id=by.user_id, set_at=at, **said,
    )  # fmt: skip


def check_reach(reach: str, from_on: date, to_on: date, approval: Proposal | None = None) -> None:
    """What is said of the reach makes sense; notes of counselling are approved on a page apart."""
    if (Reach(reach) == Reach.COUNSELLING) != (approval is not None):
        raise Refused(NEEDS_APPROVAL, is_stage=True)
    if from_on > to_on:
        raise Refused(OUT_OF_ORDER, is_stage=True)


def check_requested_first(item: ActionItem, answer: Answer) -> None:
    """What reaches into the victim's life is done only after it was decided, told and asked for."""
    requests = VictimRequest.objects.system("what comes before an answer").filter(item=item)
    if answer == Answer.DONE and requests.filter(requested_on=None).exists():
        raise Refused(NOT_REQUESTED, is_stage=True)
