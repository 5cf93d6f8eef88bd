"""Intrusive actions, and the steps before their request."""

from datetime import date, timedelta

from cases.action_plans.actions import proposals, victim_request_steps
from cases.models import ActionItem, VictimRequest

WHY = {
    "material": "School attendance.", "from_on": date(2025, 1, 1), "to_on": date(2025, 6, 30),
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
TOLD = {"what": "Attendance.", "why": "To check dates.", "handling": "Kept on the file."}


def reaching(road, reach="HOLDER", **item):
    """A plan with one intrusive action; returns its victim information request."""
    road.plan(item | {"reach": WHY | {"reach": reach}})
    return VictimRequest.objects.unscoped("test").get(item=road.items[-1])


def step(road, name, victim_request, who="officer", **said):
    """The police record one step, dated today."""
    action = getattr(victim_request_steps, name)
    return road.do(action, who, victim_request=victim_request, **said)


def today(road):
    return road.at.date()


def authorised(road, one, **more):
    return step(road, "record_authority", one, authorised_on=today(road), **DECIDED | more)


def notified(road, one, **more):
    return step(road, "record_notice", one, given_on=today(road), **TOLD | more)


def ready(road, one):
    """Record every step that precedes the request."""
    notified(road, one, may_refuse=one.reach == "DEVICE")
    one = authorised(road, one)
    if one.reach == "DEVICE":
        one = step(road, "record_agreement", one, agreed_on=today(road))
    return one


def requested(road, one):
    return step(road, "mark_requested", ready(road, one), requested_on=today(road))


def proposed(road, **more):
    """A prosecutor proposes a request on the latest review."""
    said = {"suspects": road.suspects} | PROPOSED | more
    return road.do(
        proposals.propose_counselling_request, "prosecutor", review=road.last_review, **said
    )


def judged(road, proposal, *, is_approved=True, who="manager"):
    facts = {"is_approved": is_approved, "judgement": "Read and weighed."}
    return road.do(proposals.judge_proposal, who, proposal=proposal, **facts)


def set_(road, proposal, *, weight="ESSENTIAL"):
    due_on = today(road) + timedelta(days=14)
    facts = {"weight": weight, "due_on": due_on}
    return road.do(proposals.set_proposed_action, "prosecutor", proposal=proposal, **facts)


def item_of(one):
    return ActionItem.objects.unscoped("test").get(pk=one.item_id)
