"""Second plans for tests."""

from cases.action_plans.actions import proposed_plans
from cases.models import ProposedPlan


def propose(road, *items, who="prosecutor", **said):
    """Propose a second plan on the latest review, by default with one essential action."""
    said = {"why": "More has come to light.", "version": newest_number(road)} | said
    return road.do(
        proposed_plans.propose_action_plan, who, review=road.last_review,
        items=[road.action(**item) for item in items or [{}]], **said,
    )  # fmt: skip


def judge(road, proposed, who="manager", *, is_approved=True, judgement="It is needed."):
    facts = {"is_approved": is_approved, "judgement": judgement}
    return road.do(proposed_plans.judge_proposed_plan, who, proposed_plan=proposed, **facts)


def withdraw(road, proposed, who="prosecutor", reason="The lab has answered."):
    return road.do(
        proposed_plans.withdraw_proposed_plan, who, proposed_plan=proposed, reason=reason
    )


def send(road, proposed, who="prosecutor"):
    return road.do(proposed_plans.send_proposed_plan, who, proposed_plan=proposed)


def newest_number(road):
    rows = ProposedPlan.objects.unscoped("test").filter(review=road.last_review)
    return max(rows.values_list("number", flat=True), default=0)
