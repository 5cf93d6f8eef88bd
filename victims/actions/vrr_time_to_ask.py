"""
The time to ask for a review, as a letter states it.

It is recomputed whenever the letter is shown, and for the last time at dispatch; whether and when
the victim has been told is read as for a VRR request (victims/actions/reviewable_decisions.py). A
sent letter keeps the days it was sent with.
"""

import json
from datetime import datetime

from people.access.row_security import for_purpose
from people.identity.sides import Side
from people.models.nullable import not_null
from timeliness.announced_days import announced_closed_days
from timeliness.calendar import london_day
from victims.actions import reviewable_decisions
from victims.actions.decision_facts import DecisionFacts
from victims.actions.encrypted_words import decrypt_row_words, reencrypt_row_words
from victims.actions.ended_charges import charges_ended_of_victim
from victims.actions.letter_facts import day_in_language
from victims.models import Letter, LetterKind, LetterStatus
from victims.queries import letters as queries
from victims.queries.letters import TimeToAsk
from victims.vrr_rules import ReviewableDecision, time_to_ask_window

# The decisions that a letter may tell of, the first one that there is counts.
DECISIONS_BY_LETTER_KIND: dict[str, tuple[ReviewableDecision, ...]] = {
    # A victim whom a disposal or a charge leaves out is told of no charge (actions/left_out.py).
    LetterKind.NFA: (
        ReviewableDecision.CPS_NO_CHARGE, ReviewableDecision.CPS_OUT_OF_COURT,
        ReviewableDecision.CPS_LESS_CHARGED,
    ),
    LetterKind.STOPPED: (
        ReviewableDecision.CPS_DISCONTINUED, ReviewableDecision.CPS_NO_EVIDENCE,
        ReviewableDecision.CPS_ON_FILE,
    ),
}  # fmt: skip
DISPATCHED_STATUSES = (LetterStatus.SENDING, LetterStatus.SENT)


@for_purpose("until when a victim can ask for a review")
def time_to_ask_in_letter(letter: Letter, *, at: datetime) -> TimeToAsk:
    """The time to ask, as the letter was sent, or as it would be sent at this moment."""
    if letter.status in DISPATCHED_STATUSES:
        kept = queries.letter_words_or_empty(letter).get(queries.TIME_TO_ASK_KEY)
        if kept:
            as_sent: TimeToAsk = json.loads(kept)
            return as_sent
    return compute_time_to_ask(letter, at=at)


def save_time_to_ask(letter: Letter, *, at: datetime) -> TimeToAsk:
    """Compute it for dispatch now and store it with the letter's own encrypted words."""
    time_to_ask = compute_time_to_ask(letter, at=at)
    words = {queries.TIME_TO_ASK_KEY: json.dumps(time_to_ask, sort_keys=True)}
    decrypt_row_words(letter, letter.words)  # raises Refused where the key is destroyed
    letter.words = reencrypt_row_words(letter, letter.words, words)
    Letter.objects.unscoped("the days it goes out with").filter(pk=letter.pk).update(
        words=letter.words
    )
    return time_to_ask


def compute_time_to_ask(letter: Letter, *, at: datetime) -> TimeToAsk:
    """Counted from the day the victim was told; else from the day of `at`, as an example."""
    today = london_day(at)
    dated = day_in_language(today, letter.language)
    if not (found := _decision_of_letter(letter)):
        case = "no_review" if _tells_of_some_ends(letter) else "no_time"
        return {"cases": [case], "dated": dated, "ask_by": ""}
    decision, decision_facts = found
    if decision == ReviewableDecision.CPS_LESS_CHARGED:  # outside the scheme (vrr_rules)
        return {"cases": ["no_review"], "dated": dated, "ask_by": ""}
    told_on = decision_facts.told_on
    until = time_to_ask_window(
        decision, told_on=told_on or today,
        area=not_null(letter.record.cps_unit).area,
        extra=announced_closed_days(),
    )  # fmt: skip
    if until.ask_by is None:
        return {"cases": ["no_time"], "dated": dated, "ask_by": ""}
    case = "told" if told_on else "not_told"
    return {
        "cases": [case], "dated": dated, "ask_by": day_in_language(until.ask_by, letter.language),
    }  # fmt: skip


def _tells_of_some_ends(letter: Letter) -> bool:
    """Whether it tells that some charges ended, beside others that the court decided."""
    if letter.kind != LetterKind.STOPPED or letter.suspect is None:
        return False
    mine = charges_ended_of_victim(letter.record.victim_id, letter.suspect)
    return bool(mine.decided)


def _decision_of_letter(letter: Letter) -> tuple[ReviewableDecision, DecisionFacts] | None:
    """The decision that the letter tells, and its facts; None where there is none such now."""
    told = DECISIONS_BY_LETTER_KIND.get(letter.kind)
    if told is None:
        return None
    found = reviewable_decisions.reviewable_decisions_of_victim(
        letter.record, side=Side(letter.side)
    )
    decisions = next((each.decisions for each in found if each.suspect.pk == letter.suspect_id), {})
    return next(((each, decisions[each]) for each in told if each in decisions), None)
