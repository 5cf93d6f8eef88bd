"""Roads of the scene with VRR requests."""

from tests.support.browser.scenes.action_plans import LONG
from tests.support.cases.decisions import no_further_action
from tests.support.victims import vrr_requests


def add_review_requests(builder):
    """
    Three requests: outside the scheme, waiting, and with a reviewer.

    The first is about the third suspect, whom the police did not interview, the others about the
    first and the second.
    """
    other = builder.add_suspect()
    outside = vrr_requests.ask_for_police_review(
        builder, number=other.number, is_interviewed=False, exceptional_because=LONG[:300]
    )
    type(other).objects.unscoped("test").filter(pk=other.pk).update(only_side="")
    for suspect in builder.suspects:
        no_further_action(builder, suspect)
    with_reviewer = vrr_requests.ask_for_review_today(builder, n=1)
    vrr_requests.name_reviewer_of(builder, with_reviewer)
    builder.rights = [outside, with_reviewer, vrr_requests.ask_for_review_today(builder)]
    return builder


def add_overturned_decision(builder):
    """A decision overturned for a long reason; the victim is still to be told."""
    no_further_action(builder, builder.suspects[0])
    right = vrr_requests.ask_for_review_today(builder)
    vrr_requests.name_reviewer_of(builder, right)
    builder.rights = [
        vrr_requests.decide_request(builder, right, "OVERTURNED", text=f"{LONG}\n\n{LONG}")
    ]
    return builder
