"""Intrusive action items, which reach into the victim's life: reasons and the order of steps."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from cases.action_plans.earlier_requests import ASKED_BEFORE, earlier_text, same_material
from cases.models import ActionItem, Answer, Proposal, Reach, Victim, VictimRequest
from cases.victim_request_words import words_that_reach
from people.access.scopes import Refused, Scope

NEEDS_APPROVAL = _(
    "Records of counselling or emotional support cannot be asked for in a plan. Ask for approval "
    "first."
)
SOUNDS_LIKE_REACHING = _(
    "“%(words)s” sounds as if this asks for the victim’s private material. Select yes, or "
    "say why it does not."
)
BOUNDS_WANTED = _(
    "The police found that this action asks for the victim’s private material. The prosecutor "
    "says first what is asked for, and why."
)
NOT_REQUESTED = _(
    "This action asks for the victim’s private material. Record the decision, "
    "what the victim was told and the request before you answer that it is done."
)
NOT_REPLIED = _("Record what the holder replied before you answer that it is done.")
OTHER_CASE = _("Select a victim of this case.")
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
    victim: Victim | None = None,
    holder: str = "",
    again_because: str = "",
    **said: Any,
) -> VictimRequest:
    """
    Create the victim information request of an action item that is being set, or of one that the
    police found to reach into the victim's life. The caller sets and saves item.reach.

    said: material, necessity, less_intrusive. again_because: required where the same was asked for
    before. approval: the approved proposal, required for
    counselling notes.
    """
    check_reach(reach, from_on, to_on, approval)
    check_asked_once(
        item.case_id, victim=victim, reach=reach, holder=holder, from_on=from_on, to_on=to_on,
        again_because=again_because, by=by, at=at,
    )  # fmt: skip
    if approval:
        said["approved_by"], said["approved_at"] = approval.judged_by, approval.judged_at
        said["rebuttal"] = approval.rebuttal
    return VictimRequest.objects.unscoped("set an action that reaches far").create(
        case_id=item.case_id, item=item, reach=reach, from_on=from_on, to_on=to_on,
        victim=victim, holder=holder, again_because=again_because, set_by_id=by.actor.id,
        set_at=at, **said,
    )  # fmt: skip


def check_reach(reach: str, from_on: date, to_on: date, approval: Proposal | None = None) -> None:
    """Raise Refused for counselling notes without an approval, or if from_on is after to_on."""
    if (Reach(reach) == Reach.COUNSELLING) != (approval is not None):
        raise Refused(NEEDS_APPROVAL, is_stage=True)
    if from_on > to_on:
        raise Refused(OUT_OF_ORDER, is_stage=True)


def check_asked_once(
    case_id: UUID, *, victim: Victim | None, reach: str, holder: str, from_on: date, to_on: date,
    again_because: str, by: Scope, at: datetime,
) -> None:  # fmt: skip
    """
    Raise Refused for a victim of another case, and where the same was asked for before and no
    reason says why it is again. What the other side alone may know is not told.

    at: the moment of asking. What is asked for at the same moment is in the same plan, where its
    author sees both.
    """
    if victim and victim.case_id != case_id:
        raise Refused(OTHER_CASE, is_stage=True)
    if again_because:
        return
    rows = VictimRequest.objects.unscoped("what was asked before").filter(
        case=case_id, set_at__lt=at, only_side__in=["", by.side]
    )
    asked = same_material(
        rows.select_related("item__plan").order_by("-set_at"), victim=victim, reach=reach,
        holder=holder, from_on=from_on, to_on=to_on,
    )  # fmt: skip
    if asked:
        raise Refused(f"{ASKED_BEFORE % {'earlier': earlier_text(asked)}}.", is_stage=True)


def check_words(text: str, not_reaching_because: str) -> None:
    """
    Raise Refused if a text sounds as if it reached into the victim's life, and no reason says why
    it does not.
    """
    if not not_reaching_because and (words := words_that_reach(text)):
        raise Refused(SOUNDS_LIKE_REACHING % {"words": ", ".join(words)}, is_stage=True)


def check_new_words(item: ActionItem, text: str, not_reaching_because: str) -> None:
    """
    Check the words that an item gets or is asked besides, as check_words, and keep the reason.

    Does not save the item. Only new words are asked about: those of the item were answered for.
    """
    if item.reach or not set(words_that_reach(text)) - set(words_that_reach(item.text)):
        return
    check_words(text, not_reaching_because)
    item.not_reaching_because = not_reaching_because


def check_requested_first(item: ActionItem, answer: Answer) -> None:
    """
    Raise Refused if an intrusive item is answered as done, or in part, before the request was made,
    or as done before the holder's reply is recorded.
    """
    if answer == Answer.CANNOT:
        return
    if item.are_bounds_wanted:
        raise Refused(BOUNDS_WANTED, is_stage=True)
    request = (
        VictimRequest.objects.unscoped("what comes before an answer").filter(item=item).first()
    )
    if request and request.requested_on is None:
        raise Refused(NOT_REQUESTED, is_stage=True)
    is_waited_for = request and request.replied_on is None and request.reach != Reach.DEVICE
    if is_waited_for and answer == Answer.DONE:
        raise Refused(NOT_REPLIED, is_stage=True)
