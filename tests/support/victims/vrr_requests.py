"""A victim's VRR request and its steps."""

from cases.decisions.actions import court_facts
from devtools.case_builder import Road
from tests.support.cases import charges
from tests.support.cases.decisions import no_further_action
from victims.actions import vrr_outcomes, vrr_requests
from victims.actions.contacts import record_contact
from victims.models import RightToReview, VictimRecord
from victims.vrr_rules import ReviewableDecision

# Outcome of a contact in which the victim was told something.
CALL = {
    "outcome": "REACHED", "spoke_to": "VICTIM", "is_identity_checked": True, "is_safe_now": True,
    "isva_told": "NO_ISVA",
}  # fmt: skip


def record_of(road):
    return VictimRecord.objects.unscoped("test").get(pk=road.victim.pk)


def decided_against(people, *, suspects=1, **facts):
    """A case with a decision of no further action about the first suspect."""
    road = Road(people, suspects=suspects, **facts).allocate()
    no_further_action(road, road.suspects[0])
    return road


def stopped(people):
    """A case whose suspect was charged, and that was stopped in court."""
    road = Road(people).allocate()
    charges.charge(road)
    charges.report(road)
    road.do(
        court_facts.record_court_fact, "prosecutor", suspect=road.suspects[0], kind="OUTCOME",
        result="STOPPED", on=road.at.date(),
    )  # fmt: skip
    return road


def asked(road, who="manager", n=0, **facts):
    """A request made today by a victim told today, unless facts say otherwise."""
    today = road.at.date()
    said = {
        "number": road.suspects[n].number, "reviewed": ReviewableDecision.CPS_NO_CHARGE,
        "told_on": today,
        "told_by": "PHONE", "asked_on": today, "asked_not_to_proceed": False,
    }  # fmt: skip
    return road.do(vrr_requests.ask_for_review, who, record=record_of(road), **said | facts)


def of_the_police(road, who="supervisor", **facts):
    """A request about a decision of the police, made today by the officer."""
    said = {
        "reviewed": ReviewableDecision.POLICE_NO_CHARGE, "decided_on": road.at.date(),
        "decided_by": road.cast.officer, "is_interviewed": True,
    }  # fmt: skip
    return asked(road, who, **said | facts)


def now(right):
    """The request, read from the database."""
    return RightToReview.objects.unscoped("test").get(pk=right.pk)


def step(road, action, who, right, **facts):
    """Take one step of a request today, with its newest version."""
    facts = {"version": now(right).version, "on": road.at.date()} | facts
    return road.do(action, who, right=now(right), **facts)


def acknowledge(road, right, who="manager", **facts):
    return step(road, vrr_requests.acknowledge_review_request, who, right, **facts)


def withdraw(road, right, who="manager", **facts):
    return step(road, vrr_requests.withdraw_review_request, who, right, **facts)


def named(road, right, person=None, who="manager"):
    """Acknowledge the request, and name a reviewer of the unit who did not decide."""
    if now(right).status == "ASKED":
        acknowledge(road, right, who)
    facts = {"version": now(right).version, "person": person or road.cast.manager}
    return road.do(vrr_outcomes.name_reviewer, who, right=now(right), **facts)


def decide(road, right, outcome="STANDS", who="manager", **facts):
    facts = {"version": now(right).version, "outcome": outcome, "text": "Looked at afresh."} | facts
    return road.do(vrr_outcomes.decide_review, who, right=now(right), **facts)


def tell(road, right, who="manager", **facts):
    facts = CALL | {"channel": "PHONE"} | facts
    return step(road, vrr_outcomes.tell_review_outcome, who, right, **facts)


def reviewed(road, right, outcome="STANDS"):
    """Take the request to its outcome, by the manager."""
    named(road, right)
    return decide(road, right, outcome)


def call(road, what, *suspects, who="officer", **facts):
    """Reach the victim and tell them this about these suspects."""
    record = record_of(road)
    usual = {"channel": "PHONE", "contacted_at": road.at, "reason": "She asked for it."}
    facts = CALL | usual | facts
    return road.do(
        record_contact, who, record=record, version=record.version, direction="OUT",
        is_another=True, conveyed=[(what, list(suspects))], **facts,
    )  # fmt: skip
