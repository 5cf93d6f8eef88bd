"""
What a letter says of the time to ask for a review: until which day, counted from which.

It is worked out anew whenever the letter is shown, and a last time as it goes out: whether the
victim has been told meanwhile, and on which day, is asked where the review itself asks it
(victims/actions/reviewable.py). A letter that went keeps the days with which it went.
"""

import json
from datetime import datetime

from people.sides import Side
from timeliness.actions import clocks
from timeliness.calendar import london_day
from victims.actions import reviewable
from victims.actions.letter_facts import in_language
from victims.actions.sealed import opened, sealed_again
from victims.eligibility import Reviewed, window
from victims.models import Letter, LetterKind, LetterStatus
from victims.queries import letters as queries
from victims.queries.letters import TimeToAsk

ABOUT: dict[str, Reviewed] = {
    LetterKind.NFA: Reviewed.CPS_NO_CHARGE, LetterKind.STOPPED: Reviewed.CPS_DISCONTINUED,
}  # fmt: skip
OUT = (LetterStatus.SENDING, LetterStatus.SENT)


def time_in(letter: Letter, *, at: datetime) -> TimeToAsk:
    """What the letter says of the time to ask: as it went out, or as it would go at this moment."""
    if letter.status in OUT:
        kept = queries.words_or_none(letter).get(queries.TIME_TO_ASK)
        if kept:
            return json.loads(kept)
    return time_to_ask(letter, at=at)


def kept_with(letter: Letter, *, at: datetime) -> TimeToAsk:
    """What it says as it goes out now, kept with the letter's own sealed words."""
    said = time_to_ask(letter, at=at)
    known = {queries.TIME_TO_ASK: json.dumps(said, sort_keys=True)}
    opened(letter, letter.words)  # refused where the victim's key is gone
    letter.words = sealed_again(letter, letter.words, known)
    Letter.objects.system("the days it goes out with").filter(pk=letter.pk).update(
        words=letter.words
    )
    return said


def time_to_ask(letter: Letter, *, at: datetime) -> TimeToAsk:
    """Counted from the day on which the victim was told; else from the day of at, as an example."""
    today = london_day(at)
    dated = in_language(today, letter.language)
    if letter.kind not in ABOUT or not (known := _known(letter)):
        return {"cases": ["no_time"], "dated": dated, "ask_by": ""}
    told_on = known.told_on
    until = window(
        ABOUT[letter.kind], told_on=told_on or today, area=letter.record.cps_unit.area,
        extra=clocks.extra_days(),
    )  # fmt: skip
    if until.ask_by is None:
        return {"cases": ["no_time"], "dated": dated, "ask_by": ""}
    case = "told" if told_on else "not_told"
    return {
        "cases": [case], "dated": dated, "ask_by": in_language(until.ask_by, letter.language),
    }  # fmt: skip


def _known(letter: Letter) -> reviewable.Known | None:
    """What is known of the decision that the letter tells; None where there is none now."""
    found = reviewable.of_record(letter.record, side=Side(letter.side))
    mine = [each for each in found if each.suspect.pk == letter.suspect_id]
    return mine[0].decisions.get(ABOUT[letter.kind]) if mine else None
