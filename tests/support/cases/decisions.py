"""From a review to a decision against a charge: consultation, proposal, second reader."""

from cases.decisions.actions import consultations, countersignatures, decisions
from cases.models import Decision

MET = {"mode": "VIRTUAL", "summary": "The messages do not bear the account out."}


def consult(road, *suspects, who="prosecutor", **facts):
    """Record a consultation today about these suspects, by default all."""
    there = facts.pop("took_part", [road.cast.officer, road.cast.prosecutor])
    return road.do(
        consultations.record_consultation, who, case=road.case, took_part=there,
        suspects=suspects or road.suspects, **{"held_on": road.at.date()} | MET | facts,
    )  # fmt: skip


def propose(road, suspect, who="prosecutor", consultation=None, **facts):
    """Propose no further action, after a consultation about the suspect."""
    consultation = consultation or consult(road, suspect)
    return road.do(
        decisions.propose_no_further_action, who, suspect=suspect, consultation=consultation,
        **{"reason": "CONSENT", "rationale": "Why."} | facts,
    )  # fmt: skip


def countersign(road, suspect, who="other_prosecutor", **facts):
    """The unit's other prosecutor countersigns the decision that waits."""
    facts = {"version": wording(suspect).number} | facts
    return road.do(countersignatures.countersign_decision, who, suspect=suspect, **facts)


def decline(road, suspect, who="other_prosecutor", text="The messages bear it out.", **facts):
    """The unit's other prosecutor declines to countersign."""
    facts = {"version": wording(suspect).number, "text": text} | facts
    return road.do(countersignatures.decline_decision, who, suspect=suspect, **facts)


def wording(suspect):
    """The newest wording of a decision about the suspect."""
    rows = Decision.objects.unscoped("test").filter(suspect=suspect)
    return rows.order_by("number").last()


def waits(suspect):
    """Whether a decision about the suspect waits for a second reader."""
    rows = Decision.objects.unscoped("test").filter(suspect=suspect, status="PROPOSED")
    return rows.exists()


def no_further_action(road, suspect, **facts):
    """Propose no further action and countersign it."""
    propose(road, suspect, **facts)
    return countersign(road, suspect)
