"""
The police take an action on, propose it otherwise, or challenge it; the prosecutor answers.

The action stays open all the while. Its date stands still while the prosecutor owes the answer,
and the days that this takes are added to it: see ADR 45.
"""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cases import notices
from cases.actions import turns
from cases.actions.action_plans import return_answered
from cases.actions.base import begin, bump, must_be_kept, suspects_of
from cases.actions.conversations import (
    close,
    end_challenge,
    keep_version,
    open_challenges,
    record,
    say,
    tell,
)
from cases.actions.resting import let_rest
from cases.actions.waiting_for_cps import run_on, run_on_later, run_until, stand_still
from cases.deadlines import CHALLENGE_ANSWER, has_passed
from cases.models import (
    ActionItem,
    Challenge,
    ChallengeAnswer,
    ChallengeKind,
    ChallengeReason,
    EntryKind,
)
from cases.statuses import ChallengeStatus, ItemStatus
from people.access import Refused, Scope
from people.models import Side
from timeliness.actions import clocks

NOTHING_NEW = _("This is what the action says already. Enter another text or another date.")
PROPOSED_DATE_PASSED = _("The proposed date has passed. Hold to the action, and say why.")
NOT_AN_ANSWER = _("Select one of the answers shown")
ANSWERS_TO: dict[str, set[ChallengeAnswer]] = {
    ChallengeKind.VARIATION: {ChallengeAnswer.AGREE, ChallengeAnswer.HOLD},
    ChallengeKind.CHALLENGE: {
        ChallengeAnswer.CANCEL, ChallengeAnswer.AMEND, ChallengeAnswer.HOLD,
    },
}  # fmt: skip


@transaction.atomic
def accept_item(
    *, item: ActionItem, by: Scope, at: datetime, version: int | None = None
) -> ActionItem:
    """The police take the action on as it is asked."""
    item = begin("accept_item", item, by=by, at=at, version=version)
    say(item, EntryKind.TAKEN_ON, by=by, at=at)
    item.taken_on_at = at
    bump(item, "accept_item", by=by, at=at)
    record(item, "accept_item", by=by, at=at)
    return item


@transaction.atomic
def vary_item(
    *,
    item: ActionItem,
    by: Scope,
    at: datetime,
    text: str,
    proposed_text: str = "",
    proposed_on: date | None = None,
    version: int | None = None,
) -> ActionItem:
    """The police propose another text, another date, or both; text says why."""
    item = begin("vary_item", item, by=by, at=at, version=version)
    proposed_text = "" if proposed_text == item.text else proposed_text
    proposed_on = None if proposed_on == item.due_on else proposed_on
    if not (proposed_text or proposed_on):
        raise Refused(NOTHING_NEW, is_stage=True)
    if proposed_on:
        must_be_kept(proposed_on, at=at)
    say(
        item, EntryKind.VARIED, by=by, at=at, text=text, date=proposed_on, quoted=proposed_text
    )  # fmt: skip
    facts = {"text": text, "proposed_text": proposed_text, "proposed_on": proposed_on}
    return _question(item, "vary_item", ChallengeKind.VARIATION, by=by, at=at, **facts)


@transaction.atomic
def challenge_item(
    *, item: ActionItem, by: Scope, at: datetime, reason: str, text: str, version: int | None = None
) -> ActionItem:
    """The police say why the action should not be asked, or not like this."""
    reason = ChallengeReason(reason)
    item = begin("challenge_item", item, by=by, at=at, version=version)
    said = f"{reason.label}.\n{text}"
    say(item, EntryKind.CHALLENGED, by=by, at=at, text=said)
    facts = {"text": text, "reason": reason}
    return _question(item, "challenge_item", ChallengeKind.CHALLENGE, by=by, at=at, **facts)


def _question(
    item: ActionItem, verb: str, kind: ChallengeKind, *, by: Scope, at: datetime, **facts: Any
) -> ActionItem:
    clock = clocks.start(
        rule=CHALLENGE_ANSWER, about=item.case_id,
        subject=notices.subject(item.case, list(suspects_of(item))), unit=item.case.cps_unit, at=at,
    )  # fmt: skip
    Challenge.objects.system("question an action").create(
        case=item.case, item=item, kind=kind, by_id=by.user_id, at=at, clock=clock, **facts
    )
    item.challenge, item.taken_on_at = ChallengeStatus.ASKED, None
    stand_still(item, at=at)
    bump(item, verb, by=by, at=at)
    let_rest(item.case, at=at)
    turns.keep_listed(item.case, by=by, at=at)
    tell(item, verb, notices.PROSECUTORS, "item_questioned", by=by, at=at)
    return item


@transaction.atomic
def withdraw_challenge(
    *, item: ActionItem, by: Scope, at: datetime, text: str = "", version: int | None = None
) -> ActionItem:
    """The police leave it at that: the action stands, and they take it on."""
    item = begin("withdraw_challenge", item, by=by, at=at, version=version)
    say(item, EntryKind.WITHDRAWN, by=by, at=at, text=text)
    end_challenge(item, open_challenges(item).get(), ChallengeStatus.WITHDRAWN, at=at)
    run_on(item, at=at)
    item.taken_on_at = at
    bump(item, "withdraw_challenge", by=by, at=at)
    turns.keep_listed(item.case, by=by, at=at)
    tell(item, "withdraw_challenge", notices.PROSECUTORS, "item_question_over", by=by, at=at)
    return item


@transaction.atomic
def answer_challenge(
    *, item: ActionItem, by: Scope, at: datetime, answer: str, text: str = "", new_text: str = "",
    version: int | None = None,
) -> ActionItem:  # fmt: skip
    """
    The prosecutor agrees to the variation, upholds the challenge, or holds to the action.

    text: why, which is always said of what is held, cancelled or amended; new_text: what an
    amended action asks from now on.
    """
    answer = ChallengeAnswer(answer)
    item = begin("answer_challenge", item, by=by, at=at, version=version)
    challenge = open_challenges(item).get()
    if answer not in ANSWERS_TO[challenge.kind]:
        raise Refused(NOT_AN_ANSWER, is_stage=True)
    challenge.answer, challenge.answered_by_id, challenge.answered_at = answer, by.user_id, at
    challenge.save(update_fields=["answer", "answered_by", "answered_at"])
    answered: dict[str, Any] = {"by": by, "at": at, "text": text}
    match answer:
        case ChallengeAnswer.HOLD:
            _hold(item, challenge, **answered)
        case ChallengeAnswer.AGREE:
            _agree(item, challenge, **answered)
        case ChallengeAnswer.AMEND:
            _amend(item, challenge, new_text, **answered)
        case ChallengeAnswer.CANCEL:
            say(item, EntryKind.CANCELLED, **answered)
            end_challenge(item, challenge, ChallengeStatus.ANSWERED, at=at)
            close(item, ItemStatus.CANCELLED, "answer_challenge", by=by, at=at)
    if answer != ChallengeAnswer.CANCEL:
        run_on_later(item, by=by, at=at)
        bump(item, "answer_challenge", by=by, at=at)
    tell(item, "answer_challenge", notices.OFFICER, "item_question_answered", by=by, at=at)
    return_answered(item.case, by=by, at=at)
    return item


def _hold(item: ActionItem, challenge: Challenge, *, by: Scope, at: datetime, text: str) -> None:
    say(item, EntryKind.HELD, by=by, at=at, text=text)
    challenge.status = item.challenge = ChallengeStatus.HELD
    challenge.save(update_fields=["status"])
    clocks.stop(challenge.clock, at=at)


def _agree(item: ActionItem, challenge: Challenge, *, by: Scope, at: datetime, text: str) -> None:
    """The action is now what the police proposed, which is theirs and so taken on."""
    if challenge.proposed_on and has_passed(challenge.proposed_on, at=at):
        raise Refused(PROPOSED_DATE_PASSED, is_stage=True)
    say(
        item, EntryKind.AGREED, by=by, at=at, text=text, date=challenge.proposed_on,
        quoted=challenge.proposed_text,
    )  # fmt: skip
    end_challenge(item, challenge, ChallengeStatus.ANSWERED, at=at)
    become(
        item, text=challenge.proposed_text, on=challenge.proposed_on, by=by, at=at,
        reason=challenge.text, side=Side.POLICE,
    )  # fmt: skip
    item.taken_on_at = at


def _amend(
    item: ActionItem, challenge: Challenge, new_text: str, *, by: Scope, at: datetime, text: str
) -> None:
    """The challenge is right in part: the action asks something else, to be taken on anew."""
    if new_text in ("", item.text):
        raise Refused(NOTHING_NEW, is_stage=True)
    say(item, EntryKind.UPHELD, by=by, at=at, text=text, quoted=new_text)
    end_challenge(item, challenge, ChallengeStatus.ANSWERED, at=at)
    become(item, text=new_text, by=by, at=at, reason=text)


def become(
    item: ActionItem,
    *,
    text: str = "",
    on: date | None = None,
    by: Scope,
    at: datetime,
    reason: str,
    side: str = "",
) -> None:
    """The action asks this from now on, by this date where there is another; a new version."""
    item.text, item.taken_on_at = text or item.text, None
    if on:
        run_until(item, on, at=at)
    keep_version(item, by=by, at=at, reason=reason, side=side)
