"""
The police accept an action item, propose a variation or challenge it; the prosecutor answers.

The item stays open. Its date is paused while the prosecutor owes the answer, and the paused days
are added to it. Source: ADR 45.
"""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cases import notices
from cases.action_plans.actions.action_item_due_dates import (
    extend_item_date,
    pause_item_date,
    resume_item_date,
    set_item_due_date,
)
from cases.action_plans.actions.action_item_log import (
    add_item_entry,
    add_item_event,
    close_action_item,
    end_challenge,
    notify_item_parties,
    open_challenges_of_item,
    save_item_version,
)
from cases.action_plans.actions.action_plans import return_answered_suspects
from cases.actions import turns
from cases.actions.open_case_action import (
    check_future_dates,
    open_case_action,
    save_next_version,
    suspects_of_row,
)
from cases.actions.paused_clocks import pause_unneeded_clocks
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
from people.access.scopes import Refused, Scope
from people.models import Side
from people.models.nullable import not_null
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
    """Accept an action item as it is."""
    item = open_case_action("accept_item", item, by=by, at=at, version=version)
    add_item_entry(item, EntryKind.TAKEN_ON, by=by, at=at)
    item.taken_on_at = at
    save_next_version(item, "accept_item", by=by, at=at)
    add_item_event(item, "accept_item", by=by, at=at)
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
    """Propose another text, another due date, or both. text: the reason."""
    item = open_case_action("vary_item", item, by=by, at=at, version=version)
    proposed_text = "" if proposed_text == item.text else proposed_text
    proposed_on = None if proposed_on == item.due_on else proposed_on
    if not (proposed_text or proposed_on):
        raise Refused(NOTHING_NEW, is_stage=True)
    if proposed_on:
        check_future_dates(proposed_on, at=at)
    add_item_entry(
        item, EntryKind.VARIED, by=by, at=at, text=text, date=proposed_on, quoted=proposed_text
    )  # fmt: skip
    facts = {"text": text, "proposed_text": proposed_text, "proposed_on": proposed_on}
    return _open_challenge(item, "vary_item", ChallengeKind.VARIATION, by=by, at=at, **facts)


@transaction.atomic
def challenge_item(
    *, item: ActionItem, by: Scope, at: datetime, reason: str, text: str, version: int | None = None
) -> ActionItem:
    """Challenge an action item: it should not be asked, or not in this way."""
    reason = ChallengeReason(reason)
    item = open_case_action("challenge_item", item, by=by, at=at, version=version)
    full_text = f"{reason.label}.\n{text}"
    add_item_entry(item, EntryKind.CHALLENGED, by=by, at=at, text=full_text)
    facts = {"text": text, "reason": reason}
    return _open_challenge(item, "challenge_item", ChallengeKind.CHALLENGE, by=by, at=at, **facts)


def _open_challenge(
    item: ActionItem, verb: str, kind: ChallengeKind, *, by: Scope, at: datetime, **facts: Any
) -> ActionItem:
    clock = clocks.start_clock(
        rule=CHALLENGE_ANSWER, about=item.case_id,
        subject=notices.notice_subject(item.case, list(suspects_of_row(item))),
        unit=not_null(item.case.cps_unit), at=at,
    )  # fmt: skip
    Challenge.objects.unscoped("question an action").create(
        case=item.case, item=item, kind=kind, by_id=by.actor.id, at=at, clock=clock, **facts
    )
    item.challenge, item.taken_on_at = ChallengeStatus.ASKED, None
    pause_item_date(item, at=at)
    save_next_version(item, verb, by=by, at=at)
    pause_unneeded_clocks(item.case, at=at)
    turns.refresh_suspect_listing(item.case, by=by, at=at)
    notify_item_parties(item, verb, notices.PROSECUTOR_ROLES, "item_questioned", by=by, at=at)
    return item


@transaction.atomic
def withdraw_challenge(
    *, item: ActionItem, by: Scope, at: datetime, text: str = "", version: int | None = None
) -> ActionItem:
    """Withdraw the challenge: the action item stays as it is, and the police accept it."""
    item = open_case_action("withdraw_challenge", item, by=by, at=at, version=version)
    add_item_entry(item, EntryKind.WITHDRAWN, by=by, at=at, text=text)
    end_challenge(item, open_challenges_of_item(item).get(), ChallengeStatus.WITHDRAWN, at=at)
    resume_item_date(item, at=at)
    item.taken_on_at = at
    save_next_version(item, "withdraw_challenge", by=by, at=at)
    turns.refresh_suspect_listing(item.case, by=by, at=at)
    notify_item_parties(
        item, "withdraw_challenge", notices.PROSECUTOR_ROLES, "item_question_over", by=by, at=at
    )
    return item


@transaction.atomic
def answer_challenge(
    *, item: ActionItem, by: Scope, at: datetime, answer: str, text: str = "", new_text: str = "",
    version: int | None = None,
) -> ActionItem:  # fmt: skip
    """
    Agree to the variation, uphold the challenge, or keep the action item as it is.

    text: the reason, required to keep, cancel or amend. new_text: what an amended item asks.
    """
    answer = ChallengeAnswer(answer)
    item = open_case_action("answer_challenge", item, by=by, at=at, version=version)
    challenge = open_challenges_of_item(item).get()
    if answer not in ANSWERS_TO[challenge.kind]:
        raise Refused(NOT_AN_ANSWER, is_stage=True)
    challenge.answer, challenge.answered_by_id, challenge.answered_at = answer, by.user_id, at
    challenge.save(update_fields=["answer", "answered_by", "answered_at"])
    answered: dict[str, Any] = {"by": by, "at": at, "text": text}
    match answer:
        case ChallengeAnswer.HOLD:
            _hold_to_item(item, challenge, **answered)
        case ChallengeAnswer.AGREE:
            _agree_variation(item, challenge, **answered)
        case ChallengeAnswer.AMEND:
            _amend_challenged_item(item, challenge, new_text, **answered)
        case ChallengeAnswer.CANCEL:
            _cancel_challenged_item(item, challenge, **answered)
    if answer != ChallengeAnswer.CANCEL:
        extend_item_date(item, by=by, at=at)
        save_next_version(item, "answer_challenge", by=by, at=at)
    notify_item_parties(
        item, "answer_challenge", notices.OFFICER_ROLES, "item_question_answered", by=by, at=at
    )
    return_answered_suspects(item.case, by=by, at=at)
    return item


def _hold_to_item(
    item: ActionItem, challenge: Challenge, *, by: Scope, at: datetime, text: str
) -> None:
    add_item_entry(item, EntryKind.HELD, by=by, at=at, text=text)
    challenge.status = item.challenge = ChallengeStatus.HELD
    challenge.save(update_fields=["status"])
    clocks.stop_clock(challenge.clock, at=at)


def _agree_variation(
    item: ActionItem, challenge: Challenge, *, by: Scope, at: datetime, text: str
) -> None:
    """Change the item to what the police proposed, and count it as accepted by them."""
    if challenge.proposed_on and has_passed(challenge.proposed_on, at=at):
        raise Refused(PROPOSED_DATE_PASSED, is_stage=True)
    add_item_entry(
        item, EntryKind.AGREED, by=by, at=at, text=text, date=challenge.proposed_on,
        quoted=challenge.proposed_text,
    )  # fmt: skip
    end_challenge(item, challenge, ChallengeStatus.ANSWERED, at=at)
    change_item_terms(
        item, text=challenge.proposed_text, on=challenge.proposed_on, by=by, at=at,
        reason=challenge.text, side=Side.POLICE,
    )  # fmt: skip
    item.taken_on_at = at


def _amend_challenged_item(
    item: ActionItem, challenge: Challenge, new_text: str, *, by: Scope, at: datetime, text: str
) -> None:
    """Uphold the challenge in part: change the text; the police have to accept it again."""
    if new_text in ("", item.text):
        raise Refused(NOTHING_NEW, is_stage=True)
    add_item_entry(item, EntryKind.UPHELD, by=by, at=at, text=text, quoted=new_text)
    end_challenge(item, challenge, ChallengeStatus.ANSWERED, at=at)
    change_item_terms(item, text=new_text, by=by, at=at, reason=text)


def _cancel_challenged_item(
    item: ActionItem, challenge: Challenge, *, by: Scope, at: datetime, text: str
) -> None:
    """Uphold the challenge: the item is cancelled."""
    add_item_entry(item, EntryKind.CANCELLED, by=by, at=at, text=text)
    end_challenge(item, challenge, ChallengeStatus.ANSWERED, at=at)
    close_action_item(item, ItemStatus.CANCELLED, "answer_challenge", by=by, at=at)


def change_item_terms(
    item: ActionItem,
    *,
    text: str = "",
    on: date | None = None,
    by: Scope,
    at: datetime,
    reason: str,
    side: str = "",
) -> None:
    """
    Change the item's text and, if given, due date, and save an ItemVersion. Does not save the item.
    """
    item.text, item.taken_on_at = text or item.text, None
    if on:
        set_item_due_date(item, on, at=at)
    save_item_version(item, by=by, at=at, reason=reason, side=side)
