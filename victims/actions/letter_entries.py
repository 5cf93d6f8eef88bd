"""A letter that went out is a contact with the victim, and so is one that came back."""

from victims.actions.reviews import told_outcomes
from victims.models import (
    Contact,
    Direction,
    LetterKind,
    Means,
    Outcome,
    SendingResult,
    Told,
    Way,
    What,
)

ACCEPTED = "ACCEPTED"  # GOV.UK Notify has it
OUTCOMES = {
    ACCEPTED: Outcome.SENT,
    SendingResult.POSTED: Outcome.SENT,
    SendingResult.HANDED_OVER: Outcome.SENT,
    SendingResult.CAME_BACK: Outcome.WRONG,
    SendingResult.PERMANENT: Outcome.WRONG,
}
WAYS = {
    Means.POST: Way.LETTER,
    Means.EMAIL: Way.EMAIL,
    Means.POLICE: Way.THROUGH_POLICE,
    Means.ISVA: Way.THROUGH_ISVA,
}
# What each kind of letter tells; the two about a decision explain the right to a review as well.
TELLS = {
    LetterKind.HELLO: (),
    LetterKind.CHARGE: (What.CHARGE,),
    LetterKind.NFA: (What.NFA, What.REVIEW_RIGHT),
    LetterKind.STOPPED: (What.STOPPED, What.REVIEW_RIGHT),
    LetterKind.ALTERED: (What.ALTERED,),
    LetterKind.REVIEW_OUTCOME: (What.REVIEW_OUTCOME,),
}


def entered(sending, letter, result, *, at):
    """Write the contact that a sending makes, where it makes one, and what it told her of whom."""
    if result not in OUTCOMES:
        return
    contact = Contact.objects.system("a letter is a contact").create(
        case_id=letter.case_id, record_id=letter.record_id, direction=Direction.OUT,
        channel=WAYS[sending.means], outcome=OUTCOMES[result], contacted_at=at, at=at,
        is_safe_now=True, by_id=sending.result_by_id or sending.by_id,
    )  # fmt: skip
    if contact.outcome == Outcome.SENT:
        Told.objects.system("what a letter told").bulk_create(
            Told(case_id=letter.case_id, contact=contact, what=what, suspect_id=letter.suspect_id)
            for what in TELLS[letter.kind]
        )
        told_outcomes(contact, side=letter.side, at=at)
