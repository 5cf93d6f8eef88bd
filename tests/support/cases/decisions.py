"""The road from a review to a decision against a charge: the meeting, the proposal, the reader."""

from cases.actions import consultations, countersignatures, decisions
from cases.models import Decision

MET = {"mode": "VIRTUAL", "summary": "The messages do not bear the account out."}


def consult(road, *suspects, who="prosecutor", **facts):
    """Officer and prosecutor have met about these suspects, or about all of them, today."""
    there = facts.pop("took_part", [road.cast.officer, road.cast.prosecutor])
    return road.do(
        consultations.record_consultation, who, case=road.case, took_part=there,
        suspects=suspects or road.suspects, **{"held_on": road.at.date()} | MET | facts,
    )  # fmt: skip


def propose(road, suspect, who="prosecutor", consultation=None, **facts):
    """No further action is proposed, after a meeting about the suspect."""
    consultation = consultation or consult(road, suspect)
    return road.do(
        decisions.propose_no_further_action, who, suspect=suspect, consultation=consultation,
        **{"reason": "CONSENT", "rationale": "Why."} | facts,
    )  # fmt: skip


def countersign(road, suspect, who="other_prosecutor", **facts):
    """The other prosecutor of the unit countersigns the wording that waits."""
    facts = {"version": wording(suspect).number} | facts
    return road.do(countersignatures.countersign_decision, who, suspect=suspect, **facts)


def decline(road, suspect, who="other_prosecutor", text="The messages bear it out.", **facts):
    """The other prosecutor does not countersign."""
    facts = {"version": wording(suspect).number, "text": text} | facts
    return road.do(countersignatures.decline_decision, who, suspect=suspect, **facts)


def wording(suspect):
    """The newest wording of the decisions about a suspect."""
    rows = Decision.objects.system("test").filter(suspect=suspect)
    return rows.order_by("number").last()


def waits(suspect):
    """Whether a wording about the suspect waits for a second reader."""
    rows = Decision.objects.system("test").filter(suspect=suspect, status="PROPOSED")
    return rows.exists()


def no_further_action(road, suspect, **facts):
    """Proposed and countersigned."""
    propose(road, suspect, **facts)
    return countersign(road, suspect)
