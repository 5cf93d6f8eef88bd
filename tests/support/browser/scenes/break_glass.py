"""A restricted case, opened by break-glass: one now, one to be reviewed, one reviewed."""

from django.utils import timezone

from cases.case_access.actions import break_glass
from devtools.case_builder import person
from tests.support.browser.scenes.action_plans import LONG

WHY = LONG[:480]


def add_break_glass(people, builder):
    """
    Open the builder's restricted case by break-glass; the people who did: {attribute: person}.

    builder.glass: {"open", "over" or "reviewed": the break-glass}.
    """
    found, builder.glass = {}, {}
    for state in ("reviewed", "over", "open"):
        who = person(people.police, "inspect_cases", name=f"Nora Night {state}")
        people.night = who
        if state == "open":
            builder.at = timezone.now()
        about = {"urn": builder.urn, "kind": "HARM", "reason": WHY, "hours": 4}
        opened = builder.do(break_glass.break_glass, "night", **about)
        builder.glass[state], found[f"night_{state}"] = opened, who
        if state != "open":
            builder.do(break_glass.end_break_glass, "night", opened=opened)
        if state == "reviewed":
            answer = {"finding": "LEARN", "text": WHY}
            builder.do(break_glass.review_break_glass, "supervisor", opened=opened, **answer)
    return found
