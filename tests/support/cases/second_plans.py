"""Second plans for tests."""

from cases.action_plans.actions import action_items, proposed_plans
from cases.models import ProposedPlan


def build_case_for_second_plan(builder):
    """The first plan is answered, and the prosecutor records another review."""
    builder.plan()
    for item in builder.items:
        builder.do(action_items.answer_item, "officer", item=item, answer="DONE", text="Here.")
    return builder.review()


def propose_second_plan(builder, *items, who="prosecutor", **said):
    """Propose a second plan on the latest review, by default with one essential action."""
    said = {"why": "More has come to light.", "version": newest_plan_number(builder)} | said
    return builder.do(
        proposed_plans.propose_action_plan, who, review=builder.last_review,
        items=[builder.action(**item) for item in items or [{}]], **said,
    )  # fmt: skip


def judge_second_plan(
    builder, proposed, who="manager", *, is_approved=True, judgement="It is needed."
):
    """The manager approves or declines a second plan."""
    facts = {"is_approved": is_approved, "judgement": judgement}
    return builder.do(proposed_plans.judge_proposed_plan, who, proposed_plan=proposed, **facts)


def withdraw_second_plan(builder, proposed, who="prosecutor", reason="The lab has answered."):
    """The prosecutor withdraws a second plan."""
    return builder.do(
        proposed_plans.withdraw_proposed_plan, who, proposed_plan=proposed, reason=reason
    )


def send_second_plan(builder, proposed, who="prosecutor"):
    """The prosecutor sends an approved second plan."""
    return builder.do(proposed_plans.send_proposed_plan, who, proposed_plan=proposed)


def newest_plan_number(builder):
    """The number of the newest second plan on the latest review; 0 if there is none."""
    rows = ProposedPlan.objects.unscoped("test").filter(review=builder.last_review)
    return max(rows.values_list("number", flat=True), default=0)
