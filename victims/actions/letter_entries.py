"""
A letter that went out is a contact with the victim, and so is one that came back.

What it tells counts as told once it is known to have reached the victim.
"""

from datetime import datetime

from people.sides import Side
from victims.actions import telling
from victims.actions.duties import reckon_case
from victims.models import (
    OUT,
    Contact,
    Direction,
    Letter,
    LetterKind,
    Means,
    Outcome,
    Sending,
    SendingResult,
    Way,
    What,
)

ACCEPTED = "ACCEPTED"  # GOV.UK Notify has it
OUTCOMES: dict[str, Outcome] = {
    ACCEPTED: Outcome.SENT,
    SendingResult.POSTED: Outcome.SENT,
    SendingResult.HANDED_OVER: Outcome.SENT,
    SendingResult.CAME_BACK: Outcome.WRONG,
    SendingResult.PERMANENT: Outcome.WRONG,
}
WAYS: dict[str, Way] = {
    Means.POST: Way.LETTER,
    Means.EMAIL: Way.EMAIL,
    Means.POLICE: Way.THROUGH_POLICE,
    Means.ISVA: Way.THROUGH_ISVA,
}
# What each kind of letter tells; the two about a decision explain the right to a review as well.
TELLS: dict[str, tuple[What, ...]] = {
    LetterKind.HELLO: (),
    LetterKind.CHARGE: (What.CHARGE,),
    LetterKind.NFA: (What.NFA, What.REVIEW_RIGHT),
    LetterKind.STOPPED: (What.STOPPED, What.REVIEW_RIGHT),
    LetterKind.ALTERED: (What.ALTERED,),
    LetterKind.REVIEW_OUTCOME: (What.REVIEW_OUTCOME,),
    LetterKind.NO_REVIEW: (What.NO_REVIEW,),
}


def entered(
    sending: Sending,
    letter: Letter,
    result: str,
    *,
    at: datetime,
    happened_at: datetime | None = None,
) -> None:
    """
    Write the contact that a sending makes, where it makes one, and what becomes of what it tells.

    Posted, or with the provider, it is on its way; handed over or delivered, the victim is told;
    back, nothing of it was told, and the duties stand again as they were (ADR 0042).
    happened_at: when it was, where that was before it was written down.
    """
    happened_at = happened_at or at
    by, side = sending.result_by_id or sending.by_id, Side(letter.side)
    if result not in OUT and result != ACCEPTED:
        telling.came_back(sending, side=side, by=by, at=at)
    if result in OUTCOMES:
        contact = _contact(sending, letter, result, by=by, happened_at=happened_at, at=at)
        if contact.outcome == Outcome.SENT:
            conveyed = [(what, letter.suspect) for what in TELLS[letter.kind]]
            reached_at = happened_at if result == SendingResult.HANDED_OVER else None
            telling.convey(
                contact, conveyed, side=side, reached_at=reached_at, at=at, sending=sending
            )
    if result == SendingResult.DELIVERED:
        telling.arrived(sending, side=side, by=by, reached_at=happened_at, at=at)
    reckon_case(case_id=letter.case_id, at=at)


def _contact(
    sending: Sending, letter: Letter, result: str, *, by: int, happened_at: datetime, at: datetime
) -> Contact:
    return Contact.objects.system("a letter is a contact").create(
        case_id=letter.case_id, record_id=letter.record_id, direction=Direction.OUT,
        channel=WAYS[sending.means], outcome=OUTCOMES[result], contacted_at=happened_at, at=at,
        is_safe_now=True, by_id=by,
    )  # fmt: skip
