"""A victim's VRR request and its steps."""

from cases.decisions.actions import court_facts
from devtools.case_builder import CaseBuilder
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


def record_of(builder, victim=None):
    """The record of the case's victim, or of another one."""
    return VictimRecord.objects.unscoped("test").get(pk=(victim or builder.victim).pk)


def build_case_without_charge(people, *, suspects=1, **facts):
    """A case with a decision of no further action about the first suspect."""
    builder = CaseBuilder(people, suspects=suspects, **facts).allocate()
    no_further_action(builder, builder.suspects[0])
    return builder


def build_stopped_case(people):
    """A case whose suspect was charged, and that was stopped in court."""
    builder = CaseBuilder(people).allocate()
    charges.authorise_charge_of(builder)
    charges.report_charge_of(builder)
    builder.do(
        court_facts.record_court_fact, "prosecutor", suspect=builder.suspects[0], kind="OUTCOME",
        result="STOPPED", on=builder.at.date(),
    )  # fmt: skip
    return builder


def ask_for_review_today(builder, who="manager", n=0, of=None, **facts):
    """A request made today by a victim told today, unless facts say otherwise. of: which victim."""
    today = builder.at.date()
    said = {
        "number": builder.suspects[n].number, "reviewed": ReviewableDecision.CPS_NO_CHARGE,
        "told_on": today,
        "told_by": "PHONE", "asked_on": today, "asked_not_to_proceed": False,
    }  # fmt: skip
    record = record_of(builder, of)
    return builder.do(vrr_requests.ask_for_review, who, record=record, **said | facts)


def ask_for_police_review(builder, who="supervisor", **facts):
    """A request about a decision of the police, made today by the officer."""
    said = {
        "reviewed": ReviewableDecision.POLICE_NO_CHARGE, "decided_on": builder.at.date(),
        "decided_by": builder.cast.officer, "is_interviewed": True,
    }  # fmt: skip
    return ask_for_review_today(builder, who, **said | facts)


def fresh_request(right):
    """The request, read from the database."""
    return RightToReview.objects.unscoped("test").get(pk=right.pk)


def take_step(builder, action, who, right, **facts):
    """Take one step of a request today, with its newest version."""
    facts = {"version": fresh_request(right).version, "on": builder.at.date()} | facts
    return builder.do(action, who, right=fresh_request(right), **facts)


def acknowledge_request(builder, right, who="manager", **facts):
    """Acknowledge the request today."""
    return take_step(builder, vrr_requests.acknowledge_review_request, who, right, **facts)


def withdraw_request(builder, right, who="manager", **facts):
    """Record today that the victim withdraws the request."""
    return take_step(builder, vrr_requests.withdraw_review_request, who, right, **facts)


def name_reviewer_of(builder, right, person=None, who="manager"):
    """Acknowledge the request, and name a reviewer of the unit who did not decide."""
    if fresh_request(right).status == "ASKED":
        acknowledge_request(builder, right, who)
    facts = {"version": fresh_request(right).version, "person": person or builder.cast.manager}
    return builder.do(vrr_outcomes.name_reviewer, who, right=fresh_request(right), **facts)


def decide_request(builder, right, outcome="STANDS", who="manager", **facts):
    """The reviewer's decision on the request."""
    facts = {
        "version": fresh_request(right).version,
        "outcome": outcome,
        "text": "Looked at afresh.",
    } | facts
    return builder.do(vrr_outcomes.decide_review, who, right=fresh_request(right), **facts)


def tell_outcome(builder, right, who="manager", **facts):
    """Tell the victim the outcome by phone today."""
    facts = CALL | {"channel": "PHONE"} | facts
    return take_step(builder, vrr_outcomes.tell_review_outcome, who, right, **facts)


def complete_review(builder, right, outcome="STANDS"):
    """Take the request to its outcome, by the manager."""
    name_reviewer_of(builder, right)
    return decide_request(builder, right, outcome)


def tell_by_phone(builder, what, *suspects, who="officer", **facts):
    """Reach the victim and tell them this about these suspects."""
    record = record_of(builder)
    usual = {"channel": "PHONE", "contacted_at": builder.at, "reason": "She asked for it."}
    facts = CALL | usual | facts
    return builder.do(
        record_contact, who, record=record, version=record.version, direction="OUT",
        is_another=True, conveyed=[(what, list(suspects))], **facts,
    )  # fmt: skip
