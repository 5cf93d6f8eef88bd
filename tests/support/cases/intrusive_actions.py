"""Intrusive actions, and the steps before their request."""

from datetime import date, timedelta

from cases.action_plans.actions import (
    holder_replies,
    proposals,
    victim_notices,
    victim_request_steps,
)
from cases.models import ActionItem, VictimRequest

WHY = {
    "material": "Attendance.", "holder": "The school.",
    "from_on": date(2025, 1, 1), "to_on": date(2025, 6, 30),
    "necessity": "It shows where they were.", "less_intrusive": "A statement says less.",
}  # fmt: skip
PROPOSED = WHY | {
    "text": "Ask for the notes.", "line_of_inquiry": "It is the first account.",
    "rebuttal": "The first account was given there.",
}  # fmt: skip
DECIDED = {
    "authorised_by": "Inspector 1234", "line_of_inquiry": "It is the first account.",
    "necessity": "Nothing else shows it.", "other_means": "A statement was considered.",
}  # fmt: skip
BELIEF = {"how_known": "VICTIM", "belief": "The victim says that the school has it."}
TOLD = {"what": "Attendance.", "why": "To check dates.", "handling": "Kept on the file."}


def plan_intrusive_action(builder, reach="HOLDER", **item):
    """A plan with one intrusive action; returns its victim information request."""
    builder.plan(item | {"reach": WHY | {"reach": reach}})
    return VictimRequest.objects.unscoped("test").get(item=builder.items[-1])


def record_step(builder, name, victim_request, who="officer", **said):
    """The police record one step, dated today."""
    if said.get("exception"):
        said.setdefault("decided_by", "Inspector 4321")
        said.setdefault("again_on", current_day(builder) + timedelta(days=30))
    homes = victim_notices, holder_replies, victim_request_steps
    action = next(getattr(home, name) for home in homes if hasattr(home, name))
    return builder.do(action, who, victim_request=victim_request, **said)


def current_day(builder):
    """The day on which the builder's next step is."""
    return builder.at.date()


def record_authority(builder, one, **more):
    """The police record who authorised the request, today."""
    said = DECIDED | ({} if one.reach == "DEVICE" else BELIEF) | more
    return record_step(builder, "record_authority", one, authorised_on=current_day(builder), **said)


def record_notice(builder, one, **more):
    """The police record the notice to the victim, given today."""
    return record_step(builder, "record_notice", one, given_on=current_day(builder), **TOLD | more)


def record_all_steps(builder, one):
    """Record every step that precedes the request."""
    record_notice(builder, one, may_refuse=one.reach == "DEVICE")
    one = record_authority(builder, one)
    if one.reach == "DEVICE":
        one = record_step(builder, "record_agreement", one, agreed_on=current_day(builder))
    return one


def record_reply(builder, one, reply="ALL", **more):
    """The police record what the holder replied, today."""
    said = {"replied_on": current_day(builder), "reply": reply} | more
    return record_step(builder, "record_reply", one, **said)


def mark_request_made(builder, one):
    """Record every step, and that the request was made today."""
    return record_step(
        builder, "mark_requested", record_all_steps(builder, one), requested_on=current_day(builder)
    )


def propose_request(builder, **more):
    """A prosecutor proposes a request on the latest review."""
    said = {"suspects": builder.suspects} | PROPOSED | more
    return builder.do(
        proposals.propose_counselling_request, "prosecutor", review=builder.last_review, **said
    )


def judge_request(builder, proposal, *, is_approved=True, who="manager"):
    """The manager approves or declines a proposed request."""
    facts = {"is_approved": is_approved, "judgement": "Read and weighed."}
    return builder.do(proposals.judge_proposal, who, proposal=proposal, **facts)


def set_proposed_request(builder, proposal, *, weight="ESSENTIAL"):
    """The prosecutor sets the action of an approved proposal, due in two weeks."""
    due_on = current_day(builder) + timedelta(days=14)
    facts = {"weight": weight, "due_on": due_on}
    return builder.do(proposals.set_proposed_action, "prosecutor", proposal=proposal, **facts)


def item_of_request(one):
    """The action item of a victim information request."""
    return ActionItem.objects.unscoped("test").get(pk=one.item_id)
