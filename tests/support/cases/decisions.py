"""From a review to a decision against a charge: consultation, proposal, second reader."""

from cases.decisions.actions import consultations, countersignatures, decisions
from cases.models import Decision

MET = {"mode": "VIRTUAL", "summary": "The messages do not bear the account out."}


def record_consultation_of(builder, *suspects, who="prosecutor", **facts):
    """Record a consultation today about these suspects, by default all."""
    for suspect in suspects or builder.suspects:
        builder.have_reviewed(suspect)
    there = facts.pop("took_part", [builder.cast.officer, builder.cast.prosecutor])
    return builder.do(
        consultations.record_consultation, who, case=builder.case, took_part=there,
        suspects=suspects or builder.suspects, **{"held_on": builder.at.date()} | MET | facts,
    )  # fmt: skip


def propose_no_charge(builder, suspect, who="prosecutor", consultation=None, **facts):
    """Propose no further action, after a consultation about the suspect."""
    consultation = consultation or record_consultation_of(builder, suspect)
    return builder.do(
        decisions.propose_no_further_action, who, suspect=suspect, consultation=consultation,
        **{"reason": "CONSENT", "rationale": "Why."} | facts,
    )  # fmt: skip


def countersign_no_charge(builder, suspect, who="other_prosecutor", **facts):
    """The unit's other prosecutor countersigns the decision that waits."""
    facts = {"version": newest_wording(suspect).number} | facts
    return builder.do(countersignatures.countersign_decision, who, suspect=suspect, **facts)


def decline_countersignature(
    builder, suspect, who="other_prosecutor", text="The messages bear it out.", **facts
):
    """The unit's other prosecutor declines to countersign."""
    facts = {"version": newest_wording(suspect).number, "text": text} | facts
    return builder.do(countersignatures.decline_decision, who, suspect=suspect, **facts)


def newest_wording(suspect):
    """The newest wording of a decision about the suspect."""
    rows = Decision.objects.unscoped("test").filter(suspect=suspect)
    return rows.order_by("number").last()


def has_decision_waiting(suspect):
    """Whether a decision about the suspect waits for a second reader."""
    rows = Decision.objects.unscoped("test").filter(suspect=suspect, status="PROPOSED")
    return rows.exists()


def no_further_action(builder, suspect, **facts):
    """Propose no further action and countersign it."""
    propose_no_charge(builder, suspect, **facts)
    return countersign_no_charge(builder, suspect)
