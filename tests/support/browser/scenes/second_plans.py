"""A second plan of the scene at each of its steps, with long texts."""

from cases.action_plans.actions import action_items
from devtools.case_builder import CaseBuilder
from tests.support.browser.scenes.action_plans import LONG
from tests.support.cases.second_plans import judge_second_plan, propose_second_plan


def build_second_plans(people, start):
    """
    {name: a version of a second plan}. "worded" follows a declined one; "none" has none.
    """
    return {
        "worded": propose_after_decline(start_second_review(people, start)),
        "approved": approve_second_plan(start_second_review(people, start)),
        "none": start_second_review(people, start),
    }


def propose_after_decline(builder):
    """Propose a second plan, have it declined, and propose it again."""
    judge_second_plan(builder, propose_long(builder), is_approved=False, judgement=LONG)
    return propose_long(builder)


def approve_second_plan(builder):
    """Propose a second plan, and have it approved."""
    return judge_second_plan(builder, propose_long(builder), judgement=LONG)


def propose_long(builder):
    """Propose a second plan with texts of the maximum length."""
    return propose_second_plan(
        builder, {"text": LONG}, {"line_of_inquiry": LONG, "weight": "DESIRABLE"}, why=LONG
    )


def start_second_review(people, start):
    """The first plan is answered, and the prosecutor has recorded another review."""
    builder = CaseBuilder(people, at=start).allocate().plan()
    builder.do(
        action_items.answer_item, "officer", item=builder.items[0], answer="DONE", text="Here."
    )
    return builder.review()
