"""
Second action plans: a prosecutor writes, a manager who wrote none of it approves, then it is sent.

Source: since March 2021 a District Crown Prosecutor reviews a second action plan after a Full Code
Test submission in a rape case.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from cases import notices
from cases.action_plans import proposed_plan_codec
from cases.action_plans.action_item_fields import check_item_fields
from cases.action_plans.actions import action_plans
from cases.action_plans.actions.item_gaps import check_gaps
from cases.action_plans.actions.victim_requests import (
    check_asked_once,
    check_reach,
    check_words,
)
from cases.actions.open_case_action import add_timeline_event, check_future_dates, open_case_action
from cases.models import STILL_PROPOSED, Case, ProposedPlan, ProposedPlanStatus, Review
from cases.permissions import REVIEW
from people.access.opened_texts import check_all_opened
from people.access.scopes import Scope, Stale, standing_on
from people.models import Side


@transaction.atomic
def propose_action_plan(
    *, review: Review, by: Scope, at: datetime, items: Sequence[dict[str, Any]], why: str,
    version: int = 0,
) -> ProposedPlan:  # fmt: skip
    """
    Write a second action plan and ask a manager to approve it. Invisible to the police.

    items: as for set_action_plan. version: number of the wording that the form showed, 0 for none.
    A new wording replaces an approved one. Raises Stale if there is a newer wording.
    """
    review = open_case_action("propose_action_plan", review, by=by, at=at, operation="collection")
    before = _newest_wording(review)
    if before and version != before.number:
        raise Stale(_changed_plan_fields(review, before, items, why, by=by), version=before.number)
    suspects = action_plans.check_plan_suspects(review, items, by=by)
    _check_sendable(review.case_id, items, by=by, at=at)
    if before and before.status in STILL_PROPOSED:
        before.status = ProposedPlanStatus.REPLACED
        before.save(update_fields=["status"])
    proposed = ProposedPlan.objects.unscoped("propose a plan").create(
        case=review.case, review=review, number=1 + (before.number if before else 0),
        items=proposed_plan_codec.encode_plan_items(items),
        why=why, by_id=by.actor.id, authors=sorted({*_authors_so_far(before), by.actor.id}), at=at,
    )  # fmt: skip
    _add_proposed_plan_event(review.case, "propose_action_plan", by=by, at=at)
    notices.notify_unit(
        "allocate_cases", review.case.cps_unit_id, review.case, suspects,
        notice="approval_wanted", at=at,
    )  # fmt: skip
    return proposed


@transaction.atomic
def judge_proposed_plan(
    *, proposed_plan: ProposedPlan, by: Scope, at: datetime, is_approved: bool, judgement: str
) -> ProposedPlan:
    """
    Approve or decline this wording of a second plan as a manager, with a reason.

    Raises Refused where its actions do not open: nobody approves what cannot be read.
    """
    proposed = open_case_action("judge_proposed_plan", proposed_plan, by=by, at=at)
    if is_approved:
        check_all_opened(proposed.items)
    approved, declined = ProposedPlanStatus.APPROVED, ProposedPlanStatus.DECLINED
    proposed.status = approved if is_approved else declined
    proposed.judgement, proposed.judged_by_id, proposed.judged_at = judgement, by.user_id, at
    proposed.save(update_fields=["status", "judgement", "judged_by", "judged_at"])
    _add_proposed_plan_event(proposed.case, "judge_proposed_plan", by=by, at=at)
    notices.notify_named_roles(
        notices.PROSECUTOR_ROLES, proposed.case, (), notice="approval_answered", at=at
    )
    return proposed


@transaction.atomic
def withdraw_proposed_plan(
    *, proposed_plan: ProposedPlan, by: Scope, at: datetime, reason: str
) -> ProposedPlan:
    """Withdraw, as an author, a wording that has no answer yet, with a reason; the row stays."""
    proposed = open_case_action("withdraw_proposed_plan", proposed_plan, by=by, at=at)
    proposed.status = ProposedPlanStatus.WITHDRAWN
    proposed.withdrawal_reason = reason
    proposed.withdrawn_by_id, proposed.withdrawn_at = by.user_id, at
    proposed.save(update_fields=["status", "withdrawal_reason", "withdrawn_by", "withdrawn_at"])
    _add_proposed_plan_event(proposed.case, "withdraw_proposed_plan", by=by, at=at)
    notices.notify_unit(
        "allocate_cases", proposed.case.cps_unit_id, proposed.case, (),
        notice="approval_withdrawn", at=at,
    )  # fmt: skip
    return proposed


@transaction.atomic
def send_proposed_plan(*, proposed_plan: ProposedPlan, by: Scope, at: datetime) -> ProposedPlan:
    """Send the approved plan to the police, word for word. Raises Refused if it does not open."""
    proposed = open_case_action("send_proposed_plan", proposed_plan, by=by, at=at)
    review = proposed.review
    review.case = proposed.case
    REVIEW.check(standing_on(by, review), "propose_action_plan", review)
    suspects = review.suspects.for_scope(by)
    victims = proposed.case.victims.for_scope(by)
    items = proposed_plan_codec.decode_plan_items(proposed.items, suspects, victims)
    proposed.plan = action_plans.send_action_plan(review, items, by=by, at=at)
    proposed.status = ProposedPlanStatus.SENT
    proposed.save(update_fields=["plan", "status"])
    return proposed


def _newest_wording(review: Review) -> ProposedPlan | None:
    rows = ProposedPlan.objects.unscoped("the newest wording of a plan")
    return rows.filter(review=review).order_by("number").last()


def _authors_so_far(before: ProposedPlan | None) -> Collection[int]:
    return before.authors if before else ()


def _once_facts(reach: Mapping[str, Any]) -> dict[str, Any]:
    """What check_asked_once reads of an intrusive action."""
    blank = {"victim": None, "holder": "", "again_because": ""}
    names = (*blank, "reach", "from_on", "to_on")
    return {name: reach.get(name, blank.get(name)) for name in names}


def _check_sendable(
    case_id: UUID, items: Sequence[dict[str, Any]], *, by: Scope, at: datetime
) -> None:
    """Check the items as sending would, so that no plan is approved that cannot be sent."""
    check_future_dates(*(item["due_on"] for item in items), at=at)
    for item in items:
        check_item_fields(item)
        check_gaps(item, by=by)
        if reach := item.get("reach"):
            check_reach(reach["reach"], reach["from_on"], reach["to_on"])
            check_asked_once(case_id, **_once_facts(reach), by=by, at=at)
        else:
            check_words(item["text"], item.get("not_reaching_because", ""))


def _changed_plan_fields(
    review: Review, before: ProposedPlan, items: Sequence[dict[str, Any]], why: str, *, by: Scope
) -> list[tuple[str | Promise, object, object]]:
    """Fields of a stale form and of the newest wording: [(field, stored, submitted)]."""
    check_all_opened(before.items)
    names = {str(each.pk): str(each.number) for each in review.suspects.for_scope(by)}
    theirs, yours = (
        [_action_text(item, names) for item in each]
        for each in (before.items, proposed_plan_codec.encode_plan_items(items))
    )
    longest = max(len(theirs), len(yours))
    for each in (theirs, yours):
        each += [""] * (longest - len(each))
    pairs = enumerate(zip(theirs, yours, strict=True), start=1)
    of_items = [(_("Action %(n)s") % {"n": n}, *pair) for n, pair in pairs]
    return [("why", before.why, why), *of_items]


def _action_text(item: dict[str, Any], names: Mapping[str, str]) -> str:
    lines = proposed_plan_codec.describe_plan_item(item, names).values()
    return "\n".join(f"{label}: {text}" for label, text in lines)


def _add_proposed_plan_event(case: Case, verb: str, *, by: Scope, at: datetime) -> None:
    """Add a timeline event that only the CPS reads."""
    add_timeline_event(verb, case, by=by, at=at, only_side=Side.CPS)
