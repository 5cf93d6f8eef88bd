"""No further action reconsidered: the proposal, its second reader, and its withdrawal."""

from cases.decisions.actions import reversal_readings, reversals
from cases.models import Reversal

WHY = "A friend has come forward with messages of that night."


def newest_reversal(suspect):
    """The newest proposal to set a decision about the suspect aside."""
    rows = Reversal.objects.unscoped("test").filter(decision__suspect=suspect)
    return rows.order_by("at", "number").last()


def propose_reversal(builder, n=0, who="manager", **facts):
    """The manager proposes to reconsider no further action: new evidence."""
    said = {"ground": "NEW_EVIDENCE", "text": WHY} | facts
    return builder.do(reversals.reverse_no_further_action, who, suspect=builder.suspects[n], **said)


def withdraw_charge_of(builder, n=0, who="prosecutor", **facts):
    """The prosecutor withdraws an authorised charge: something in it is wrong."""
    said = {"ground": "MISTAKE", "text": "The day of the second act is not the one alleged."}
    return builder.do(reversals.withdraw_charge, who, suspect=builder.suspects[n], **said | facts)


def withdraw_disposal_of(builder, n=0, who="prosecutor", **facts):
    """The prosecutor proposes to withdraw a disposal that was not given."""
    said = {"ground": "NEW_EVIDENCE", "text": "She has told of a second act, which he denies."}
    return builder.do(reversals.withdraw_disposal, who, suspect=builder.suspects[n], **said | facts)


def countersign_reversal_of(builder, n=0, who="other_prosecutor", **facts):
    """The unit's other prosecutor countersigns the proposal that waits."""
    suspect = builder.suspects[n]
    read = {"version": newest_reversal(suspect).number} | facts
    return builder.do(reversal_readings.countersign_reversal, who, suspect=suspect, **read)


def decline_reversal_of(builder, n=0, who="other_prosecutor", text="The phone shows it.", **facts):
    """The unit's other prosecutor does not countersign."""
    suspect = builder.suspects[n]
    read = {"version": newest_reversal(suspect).number, "text": text} | facts
    return builder.do(reversal_readings.decline_reversal, who, suspect=suspect, **read)


def withdraw_reversal_of(builder, n=0, who="manager", text="The friend was not there."):
    """The manager withdraws the proposal."""
    return builder.do(reversals.withdraw_reversal, who, suspect=builder.suspects[n], text=text)


def reverse_decision(builder, n=0, **facts):
    """Propose to reconsider no further action, and countersign it."""
    propose_reversal(builder, n, **facts)
    return countersign_reversal_of(builder, n)
