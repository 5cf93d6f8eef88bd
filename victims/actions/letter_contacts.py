"""
A letter that was sent is a contact with the victim; so is one that came back.

Its news counts as told once the letter is known to have reached the victim.
"""

from datetime import datetime

from people.identity.sides import Side
from victims.actions import news_told
from victims.actions.duties import recompute_case_duties
from victims.models import (
    LIVE_DISPATCH_RESULTS,
    Contact,
    ContactDirection,
    ContactOutcome,
    Letter,
    LetterKind,
    LetterMeans,
    NewsTold,
    Sending,
    SendingResult,
    Way,
)

ACCEPTED_BY_NOTIFY = "ACCEPTED"  # GOV.UK Notify has it
OUTCOME_BY_RESULT: dict[str, ContactOutcome] = {
    ACCEPTED_BY_NOTIFY: ContactOutcome.SENT,
    SendingResult.POSTED: ContactOutcome.SENT,
    SendingResult.HANDED_OVER: ContactOutcome.SENT,
    SendingResult.CAME_BACK: ContactOutcome.WRONG,
    SendingResult.PERMANENT: ContactOutcome.WRONG,
}
WAY_BY_MEANS: dict[str, Way] = {
    LetterMeans.POST: Way.LETTER,
    LetterMeans.EMAIL: Way.EMAIL,
    LetterMeans.POLICE: Way.THROUGH_POLICE,
    LetterMeans.ISVA: Way.THROUGH_ISVA,
}
# News items by kind of letter; the two about a decision explain the Right to Review as well.
NEWS_BY_LETTER_KIND: dict[str, tuple[NewsTold, ...]] = {
    LetterKind.HELLO: (),
    LetterKind.CHARGE: (NewsTold.CHARGE,),
    LetterKind.NFA: (NewsTold.NFA, NewsTold.REVIEW_RIGHT),
    LetterKind.DISPOSAL: (NewsTold.DISPOSAL,),
    LetterKind.STOPPED: (NewsTold.STOPPED, NewsTold.REVIEW_RIGHT),
    LetterKind.ALTERED: (NewsTold.ALTERED,),
    LetterKind.PROCEEDED: (NewsTold.PROCEEDED,),
    LetterKind.REVIEW_OUTCOME: (NewsTold.REVIEW_OUTCOME,),
    LetterKind.NO_REVIEW: (NewsTold.NO_REVIEW,),
}


def record_letter_contact(
    sending: Sending, letter: Letter, result: str, *, at: datetime,
    happened_at: datetime | None = None,
) -> None:  # fmt: skip
    """
    Record the contact that a dispatch makes, and the state of its news.

    Posted or with the provider: on its way. Handed over or delivered: told. Returned: not told, and
    the duties reopen (ADR 42). happened_at: when it happened, where that is before it was
    recorded.
    """
    happened_at = happened_at or at
    by, side = sending.result_by_id or sending.by_id, Side(letter.side)
    if result not in LIVE_DISPATCH_RESULTS and result != ACCEPTED_BY_NOTIFY:
        news_told.mark_letter_returned(sending, side=side, by=by, at=at)
    if result in OUTCOME_BY_RESULT:
        contact = _create_letter_contact(
            sending, letter, result, by=by, happened_at=happened_at, at=at
        )
        if contact.outcome == ContactOutcome.SENT:
            conveyed = [(what, letter.suspect) for what in NEWS_BY_LETTER_KIND[letter.kind]]
            reached_at = happened_at if result == SendingResult.HANDED_OVER else None
            news_told.record_news_conveyed(
                contact, conveyed, side=side, reached_at=reached_at, at=at, sending=sending
            )
    if result == SendingResult.DELIVERED:
        news_told.mark_letter_arrived(sending, side=side, by=by, reached_at=happened_at, at=at)
    recompute_case_duties(case_id=letter.case_id, at=at)


def _create_letter_contact(
    sending: Sending, letter: Letter, result: str, *, by: int, happened_at: datetime, at: datetime
) -> Contact:
    return Contact.objects.unscoped("a letter is a contact").create(
        case_id=letter.case_id, record_id=letter.record_id, direction=ContactDirection.OUT,
        channel=WAY_BY_MEANS[sending.means], outcome=OUTCOME_BY_RESULT[result],
        contacted_at=happened_at, at=at,
        is_safe_now=True, by_id=by,
    )  # fmt: skip
