"""
Challenge resolution: two named people, one of each side, agree an outcome.

One of the two proposes it; the other agrees, or says why not. If the CPS Area has a further step
(FURTHER_STEPS), a challenge they cannot resolve may go to two others.
"""

from datetime import date, datetime
from itertools import product
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cases import notices
from cases.action_plans.actions.action_item_log import (
    add_item_entry,
    add_item_event,
    close_action_item,
    end_challenge,
    open_challenges_of_item,
)
from cases.action_plans.actions.action_plans import return_answered_suspects
from cases.action_plans.actions.challenges import NOTHING_NEW, change_item_terms
from cases.actions import turns
from cases.actions.open_case_action import (
    check_future_dates,
    open_case_action,
    save_next_version,
)
from cases.allocation.queries.allocations import inspectors_for, managers_for
from cases.deadlines import has_passed
from cases.models import ActionItem, Challenge, ChallengeOutcome, EntryKind
from cases.queries.conflicts import free_of_conflict
from cases.statuses import ChallengeStatus, ItemStatus
from people.access.scopes import Refused, Scope
from people.models import Side, User
from people.models.nullable import not_null

NOT_ONE_OF_THEM = _("Select people who can be named now, and who had no part in this question.")
NO_DATE_LEFT = _("An action that is cancelled has no date. Leave the date empty.")
PROPOSED_DATE_PASSED = _("The proposed date has passed. Do not agree, and say so.")
OWN_OUTCOME = _("You proposed this outcome under another account, so another person must agree.")
SENT_UP_FROM = {ChallengeStatus.HELD, ChallengeStatus.UNSETTLED}  # from these the step is raised


@transaction.atomic
def send_challenge_up(
    *, item: ActionItem, by: Scope, at: datetime, inspector: User, manager: User, text: str,
    version: int | None = None,
) -> ActionItem:  # fmt: skip
    """
    Name an inspector and a legal manager to resolve the challenge, or replace the two.

    Raises Refused for a person with a conflict of interest, or who had a part in the challenge.
    """
    item = open_case_action("send_challenge_up", item, by=by, at=at, version=version)
    challenge = open_challenges_of_item(item).get()
    able = inspectors_for(item.case, at=at), managers_for(item.case, at=at)
    may = [free_of_conflict(people, item.case_id) for people in able]
    are = inspector in may[0] and manager in may[1]
    others = [(inspector, manager), *product((inspector, manager), people_in_challenge(challenge))]
    if not are or any(is_same_person(*two) for two in others):
        raise Refused(NOT_ONE_OF_THEM, is_stage=True)
    names = f"{inspector.name}, {manager.name}"
    add_item_entry(item, EntryKind.SENT_UP, by=by, at=at, text=f"{names}\n{text}")
    challenge.step += challenge.status in SENT_UP_FROM
    challenge.inspector, challenge.manager, challenge.outcome = inspector, manager, ""
    challenge.save(update_fields=["step", "inspector", "manager", "outcome"])
    _await_people(item, challenge, ChallengeStatus.UP, [inspector.pk, manager.pk])
    save_next_version(item, "send_challenge_up", by=by, at=at)
    turns.refresh_suspect_listing(item.case, by=by, at=at)
    suspects = add_item_event(item, "send_challenge_up", by=by, at=at)
    for person in (inspector, manager):
        notices.notify_person(person, item.case, suspects, notice="named_to_settle", at=at)
    return item


def people_in_challenge(challenge: Challenge) -> list[User]:
    """The challenger and the answerer, and at a further step the two who did not agree."""
    people = [challenge.by, challenge.answered_by]
    if challenge.status == ChallengeStatus.UNSETTLED:
        people += [challenge.inspector, challenge.manager]
    return [each for each in people if each]


def is_same_person(one: User, other: User) -> bool:
    """Whether two accounts belong to the same person."""
    return one == other or (one.human_id is not None and one.human_id == other.human_id)


@transaction.atomic
def propose_outcome(
    *,
    item: ActionItem,
    by: Scope,
    at: datetime,
    outcome: str,
    text: str,
    new_text: str = "",
    new_date: date | None = None,
    version: int | None = None,
) -> ActionItem:
    """
    Propose an outcome as one of the two, with a reason.

    new_text: what the item asks afterwards, where the challenge is upheld in part. new_date: its
    due date afterwards, upheld or not, unless the item is cancelled.
    """
    outcome = ChallengeOutcome(outcome)
    item = open_case_action("propose_outcome", item, by=by, at=at, version=version)
    challenge = open_challenges_of_item(item).get()
    _check_outcome(item, challenge, outcome, new_text, new_date, at=at)
    full_text = f"{outcome.label}.\n{text}"
    add_item_entry(
        item, EntryKind.PROPOSED, by=by, at=at, text=full_text, date=new_date, quoted=new_text
    )
    challenge.outcome, challenge.outcome_text, challenge.outcome_asks = outcome, text, new_text
    challenge.outcome_on, challenge.outcome_by_id = new_date, by.user_id
    facts = ["outcome", "outcome_text", "outcome_asks", "outcome_on", "outcome_by"]
    challenge.save(update_fields=facts)
    two = challenge.inspector, challenge.manager
    [other] = [person for person in two if person and person.pk != by.user_id]
    _await_people(item, challenge, ChallengeStatus.PROPOSED, [other.pk])
    save_next_version(item, "propose_outcome", by=by, at=at)
    suspects = add_item_event(item, "propose_outcome", by=by, at=at)
    notices.notify_person(other, item.case, suspects, notice="outcome_proposed", at=at)
    return item


@transaction.atomic
def answer_outcome(
    *,
    item: ActionItem,
    by: Scope,
    at: datetime,
    is_agreed: bool,
    text: str = "",
    version: int | None = None,
) -> ActionItem:
    """Agree to the proposed outcome, which then takes effect, or decline it with a reason."""
    item = open_case_action("answer_outcome", item, by=by, at=at, version=version)
    challenge = open_challenges_of_item(item).get()
    if is_agreed and challenge.outcome_by_id in by.accounts:
        raise Refused(OWN_OUTCOME)
    if is_agreed:
        challenge.agreed_by_id = by.user_id
        challenge.save(update_fields=["agreed_by"])
        _apply_resolution(item, challenge, by=by, at=at)
    else:
        add_item_entry(item, EntryKind.NOT_SETTLED, by=by, at=at, text=text)
        further = challenge.step < last_resolution_step(not_null(item.case.cps_unit).area)
        status = ChallengeStatus.UNSETTLED if further else ChallengeStatus.UP
        two = challenge.inspector_id, challenge.manager_id
        _await_people(item, challenge, status, [pk for pk in two if pk])
        save_next_version(item, "answer_outcome", by=by, at=at)
    suspects = add_item_event(item, "answer_outcome", by=by, at=at)
    for capacities in (notices.OFFICER_ROLES, notices.PROSECUTOR_ROLES) if is_agreed else ():
        notices.notify_named_roles(capacities, item.case, suspects, notice="item_settled", at=at)
    return_answered_suspects(item.case, by=by, at=at)
    return item


def last_resolution_step(area: str) -> int:
    """Number of resolution steps in a CPS Area: one, and those of FURTHER_STEPS."""
    return 1 + settings.FURTHER_STEPS.get(area, 0)


def _check_outcome(
    item: ActionItem,
    challenge: Challenge,
    outcome: ChallengeOutcome,
    new_text: str,
    new_date: date | None,
    *,
    at: datetime,
) -> None:
    """
    Raise Refused for an outcome that changes nothing where it has to, or a date that cannot be.
    """
    if outcome == ChallengeOutcome.PART and new_text in ("", item.text) and not new_date:
        raise Refused(NOTHING_NEW, is_stage=True)
    if new_date is None:
        return
    if outcome == ChallengeOutcome.UPHELD and challenge.reason:
        raise Refused(NO_DATE_LEFT, is_stage=True)
    if new_date == item.due_on:
        raise Refused(NOTHING_NEW, is_stage=True)
    check_future_dates(new_date, at=at)


def _await_people(
    item: ActionItem, challenge: Challenge, status: ChallengeStatus, people: list[int]
) -> None:
    """
    Set the challenge's status and the accounts that act next on the item. Does not save the item.
    """
    challenge.status = item.challenge = status
    challenge.save(update_fields=["status"])
    item.asked_to_settle = people


def _apply_resolution(item: ActionItem, challenge: Challenge, *, by: Scope, at: datetime) -> None:
    """Apply the agreed outcome: cancel, change or keep the item."""
    facts: dict[str, Any] = {"by": by, "at": at}
    outcome = challenge.outcome
    is_variation, reason = not challenge.reason, challenge.outcome_text
    upheld_on = challenge.proposed_on if outcome == ChallengeOutcome.UPHELD else None
    on = challenge.outcome_on or upheld_on
    if on and has_passed(on, at=at):
        raise Refused(PROPOSED_DATE_PASSED, is_stage=True)
    add_item_entry(item, EntryKind.SETTLED, text=ChallengeOutcome(outcome).label, **facts)
    end_challenge(item, challenge, ChallengeStatus.SETTLED, at=at)
    if outcome == ChallengeOutcome.UPHELD and not is_variation:
        close_action_item(item, ItemStatus.CANCELLED, "answer_outcome", **facts)
        return
    if outcome == ChallengeOutcome.UPHELD:
        change_item_terms(
            item, text=challenge.proposed_text, on=on, reason=reason, side=Side.POLICE, **facts
        )
    elif outcome == ChallengeOutcome.PART or on:
        text = challenge.outcome_asks if outcome == ChallengeOutcome.PART else ""
        change_item_terms(item, text=text, on=on, reason=reason, side=Side.POLICE, **facts)
    save_next_version(item, "answer_outcome", **facts)
