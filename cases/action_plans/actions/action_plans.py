"""
Reviews, the action plans set on them, and the return of suspects once the police have answered.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases import notices
from cases.action_plans.action_item_fields import check_item_fields
from cases.action_plans.actions import second_plans
from cases.action_plans.actions.action_item_log import save_item_version
from cases.action_plans.actions.item_gaps import check_gaps, set_gaps
from cases.action_plans.actions.standard_wordings import own_wording_version
from cases.action_plans.actions.victim_requests import check_words, create_victim_request
from cases.action_plans.review_sections import REVIEW_SECTION_NAMES
from cases.actions import turns
from cases.actions.open_case_action import (
    add_timeline_event,
    check_future_dates,
    check_suspects,
    only_known_fields,
    open_case_action,
    save_with_history,
    set_suspects,
)
from cases.actions.resumed_clocks import resume_previous_clock
from cases.actions.threshold_clocks import start_threshold_clock, update_threshold_clocks
from cases.deadlines import CONFIDENCE_AFTER_PLAN, ITEM_DATE, PERIOD_OF_URGENCY, Urgency
from cases.models import ActionItem, ActionPlan, Case, CodeTest, Review, Suspect, Weight
from cases.permissions.state_tests import why_suspect_is_closed
from cases.permissions.suspects import is_open_to_plan
from cases.states import MOVES, UNDER_PLAN_STATES
from cases.statuses import ItemStatus
from people.access.scopes import Refused, Scope, standing_on
from people.models import Side
from people.models.nullable import not_null
from timeliness.actions import clocks

CHARGED_ON_FULL_TEST = gettext_lazy(
    "A suspect of this review is charged, and not under the Threshold Test. Select the Full Code "
    "Test, or leave the suspect out."
)


@transaction.atomic
def record_review(
    *, case: Case, by: Scope, at: datetime, suspects: Collection[Suspect], test: str,
    awaited: str = "", review_again_on: date | None = None, **sections: str,
) -> Review:  # fmt: skip
    """
    Record the prosecutor's review of the evidence; an action plan or a decision may be based on it.

    test: of the Code, as applied. awaited, review_again_on: of the Threshold Test alone: what
    evidence is still to come, and the day of the next review. sections: {field name: text}
    (cases.action_plans.review_sections).
    """
    only_known_fields(REVIEW_SECTION_NAMES, sections)
    _check_test(CodeTest(test), awaited, review_again_on, at=at)
    case = open_case_action("record_review", case, by=by, at=at, operation="collection")
    suspects = check_suspects("record_review", suspects, case=case, by=by)
    if test == CodeTest.THRESHOLD and not all(map(is_open_to_plan, suspects)):
        raise Refused(CHARGED_ON_FULL_TEST, is_stage=True)
    review = Review.objects.unscoped("record a review").create(
        case=case, test=test, awaited=awaited, review_again_on=review_again_on,
        by_id=by.actor.id, at=at, **sections,
    )  # fmt: skip
    set_suspects(review, suspects)
    for suspect in suspects:
        suspect.is_reviewed = True
        suspect.is_to_be_reviewed_again = test == CodeTest.THRESHOLD
        suspect.save_without_historical_record(
            update_fields=["is_reviewed", "is_to_be_reviewed_again"]
        )
    start_threshold_clock(review, suspects, at=at)
    update_threshold_clocks(case, at=at)
    second_plans.set_second_since(review, suspects)
    add_timeline_event("record_review", case, by=by, at=at, suspects=suspects)
    return review


def _check_test(
    test: CodeTest, awaited: str, review_again_on: date | None, *, at: datetime
) -> None:
    """
    Raise ValueError unless the Threshold Test, and it alone, comes with what is awaited and the day
    of the next review; Refused if that day has passed.
    """
    is_threshold = test == CodeTest.THRESHOLD
    if {bool(awaited.strip()), review_again_on is not None} != {is_threshold}:
        raise ValueError("The Threshold Test is reviewed again, when what is awaited has come")
    if review_again_on:
        check_future_dates(review_again_on, at=at)


@transaction.atomic
def set_action_plan(
    *, review: Review, by: Scope, at: datetime, items: Sequence[dict[str, Any]]
) -> ActionPlan:
    """
    Set an action plan on a review; every suspect with an essential item becomes the police's turn,
    except one who is charged under the Threshold Test: the charge goes on, and each item is due.

    items: dicts of category, text, suspects, purpose, line_of_inquiry, proportionality, weight,
    due_on and, for one that fills gaps, gaps (their ids), for an intrusive action, reach (see
    victim_requests.create_victim_request). Every suspect of an item must be of the review, and with
    the prosecutor or charged and to be reviewed again.
    """
    review = open_case_action("set_action_plan", review, by=by, at=at, operation="collection")
    return send_action_plan(review, items, by=by, at=at)


def send_action_plan(
    review: Review, items: Sequence[dict[str, Any]], *, by: Scope, at: datetime
) -> ActionPlan:
    """
    Create the plan of a locked review and send it to the police.

    Raises Refused for suspects that the review does not cover, or a date that has passed.
    """
    case = review.case
    suspects = check_plan_suspects(review, items, by=by)
    check_future_dates(*(item["due_on"] for item in items), at=at)
    plan = ActionPlan.objects.unscoped("set a plan").create(
        case=case, review=review, number=1 + case.action_plans.unscoped("number a plan").count(),
        set_by_id=by.actor.id, set_at=at,
    )  # fmt: skip
    review.has_plan = True
    review.save(update_fields=["has_plan"])
    for number, item in enumerate(items, start=1):
        add_action_item(plan, number, by=by, at=at, **item)
    second_plans.mark_later_plans_second(case, suspects, at=at)
    _hand_suspects_to_police(case, items, suspects, by=by, at=at)
    return plan


def _hand_suspects_to_police(
    case: Case,
    items: Sequence[dict[str, Any]],
    suspects: Collection[Suspect],
    *,
    by: Scope,
    at: datetime,
) -> None:
    """
    Give the turn of suspects with an essential item, if it is the prosecutor's, to the police, and
    notify the officers.
    """
    essential = {s.pk for i in items if i["weight"] == Weight.ESSENTIAL for s in i["suspects"]}
    with_us = [suspect for suspect in suspects if suspect.state in MOVES["set_action_plan"]]
    moved = [suspect for suspect in with_us if suspect.pk in essential]
    for suspect in moved:
        turns.advance_suspect(suspect, "set_action_plan", by=by, at=at)
    turns.refresh_suspect_listing(case, by=by, at=at)
    add_timeline_event(
        "set_action_plan", case, by=by, at=at, suspects=suspects, made=str(len(items))
    )
    notice = "turn_began" if moved else "actions_set"
    notices.notify_named_roles(notices.OFFICER_ROLES, case, suspects, notice=notice, at=at)


def check_plan_suspects(
    review: Review, items: Sequence[dict[str, Any]], *, by: Scope
) -> list[Suspect]:
    """
    Return the suspects of a plan's items, re-read under the case lock.

    Raises Refused unless each item has a suspect, each is of the review, and each can be reviewed
    now.
    """
    if not items or not all(item["suspects"] for item in items):
        raise Refused(_("Add an action, and say which suspects it is about."), is_stage=True)
    named = {suspect.pk: suspect for item in items for suspect in item["suspects"]}
    reviewed = review.suspects.for_scope(by).filter(pk__in=named)
    if reviewed.count() != len(named):
        raise Refused(_("Select suspects whom this review is about."), is_stage=True)
    suspects = check_suspects("record_review", named.values(), case=review.case, by=by)
    check_open_to_plan(suspects, by=by)
    return suspects


def check_open_to_plan(suspects: Iterable[Suspect], *, by: Scope) -> None:
    """Raise Refused for a suspect who is charged, other than under the Threshold Test."""
    for suspect in suspects:
        if not is_open_to_plan(suspect):
            raise Refused(why_suspect_is_closed(standing_on(by, suspect), suspect), is_stage=True)


def add_action_item(
    plan: ActionPlan, number: int, *, suspects: Collection[Suspect], due_on: date, by: Scope,
    at: datetime, reach: dict[str, Any] | None = None, began_with: UUID | str | None = None,
    not_reaching_because: str = "", gaps: Collection[UUID | str] = (), **item: Any,
) -> None:  # fmt: skip
    """
    Create one item of a plan, with its clock and first version.

    reach: facts of an intrusive action. not_reaching_because: why one whose words sound like it is
    none. began_with: id of the standard wording version on which the text is based. gaps: ids of
    the gaps that it fills.
    """
    check_item_fields(item)
    filled = check_gaps(item | {"gaps": gaps, "suspects": suspects}, by=by)
    if not reach:
        check_words(item["text"], not_reaching_because)
    clock = clocks.start_agreed_clock(
        due_on=due_on, rule=ITEM_DATE, about=plan.case_id,
        subject=notices.notice_subject(plan.case, suspects), unit=plan.case.police_unit, at=at,
    )  # fmt: skip
    row = ActionItem(
        case=plan.case, plan=plan, number=number, first_due_on=due_on, due_on=due_on, clock=clock,
        began_with=own_wording_version(began_with, by=by),
        reach=reach["reach"] if reach else "", not_reaching_because=not_reaching_because, **item,
    )  # fmt: skip
    save_with_history(row, "set_action_plan", by=by, at=at)
    save_item_version(row, by=by, at=at)
    set_suspects(row, suspects)
    set_gaps(row, filled)
    if reach:
        create_victim_request(row, by=by, at=at, **reach)


@transaction.atomic
def take_suspect_back(*, suspect: Suspect, by: Scope, at: datetime, reason: str) -> Suspect:
    """Return a suspect to the prosecutor before all items are answered; open items stay open."""
    suspect = open_case_action("take_suspect_back", suspect, by=by, at=at)
    _return_to_prosecutor(suspect, "take_suspect_back", by=by, at=at)
    add_timeline_event(
        "take_suspect_back", suspect.case, by=by, at=at, suspects=[suspect], note=reason
    )
    notices.notify_named_roles(
        notices.OFFICER_ROLES, suspect.case, [suspect], notice="suspect_taken_back", at=at
    )
    return suspect


def return_answered_suspects(case: Case, *, by: Scope, at: datetime) -> None:
    """Return to the prosecutor every suspect under a plan with no open essential item left."""
    still_waiting = set(
        ActionItem.objects.unscoped("who is still waited for")
        .filter(case=case, status=ItemStatus.OPEN, weight=Weight.ESSENTIAL)
        .values_list("suspects", flat=True)
    )
    back = [
        suspect
        for suspect in turns.suspects_in_order(case, state__in=UNDER_PLAN_STATES)
        if suspect.pk not in still_waiting
    ]
    for suspect in back:
        suspect.case = case
        _return_to_prosecutor(suspect, "return_answered_suspect", by=by, at=at)
    if back:
        add_timeline_event("return_answered_suspect", case, by=None, at=at, suspects=back)
        notices.notify_named_roles(notices.PROSECUTOR_ROLES, case, back, notice="turn_began", at=at)
    turns.refresh_suspect_listing(case, by=by, at=at)


def _return_to_prosecutor(suspect: Suspect, verb: str, *, by: Scope, at: datetime) -> None:
    """
    Give the turn back to the prosecutor.

    The previous CPS clock resumes if the police have answered nothing essential since; otherwise a
    new clock of the referral's urgency class starts, marked unverified.
    """
    clock = resume_previous_clock(suspect, Side.CPS, at=at) or clocks.start_clock(
        rule=PERIOD_OF_URGENCY[suspect.urgency or Urgency.GREEN], about=suspect.case_id,
        subject=notices.notice_subject(suspect.case, [suspect]),
        unit=not_null(suspect.case.cps_unit), at=at,
        confidence=CONFIDENCE_AFTER_PLAN,
    )  # fmt: skip
    turns.advance_suspect(suspect, verb, by=by, at=at, clock=clock)
