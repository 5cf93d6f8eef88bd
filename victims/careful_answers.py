"""
Conflict rules for two answers about a victim's safety, recorded at the same time.

The more careful answer stays until a person, having asked the victim, selects the other one.
"""

from people.web.concurrent_edits import ConflictRule
from victims.models import YesNoNotAsked
from victims.safe_hours import END_OF_DAY, SafeHoursRow

ANSWERS_FROM_SAFEST = (YesNoNotAsked.NO, YesNoNotAsked.NOT_ASKED, YesNoNotAsked.YES)
MAX_SAFE_HOUR_ROWS = 3  # rows of hours in the form


def safer_answer(saved: str, sent: str) -> str:
    """The answer that allows less; a channel that was not asked about is not used either."""
    return min((saved, sent), key=list(map(str, ANSWERS_FROM_SAFEST)).index)


def both_texts(longest: int, between: str) -> ConflictRule:
    """Both texts, one after the other; the stored one where there is no room for both."""

    def stands(saved: str, sent: str) -> str:
        if saved in sent:
            return sent
        together = saved if sent in saved else f"{saved}{between}{sent}"
        return together if len(together) <= longest else saved

    return stands


def hours_safe_by_both(saved: list[SafeHoursRow], sent: list[SafeHoursRow]) -> list[SafeHoursRow]:
    """
    The hours that are safe by both answers; the only one where the other has none.

    The stored hours where the two have none in common, or they do not fit the form.
    """
    if not saved or not sent:
        return saved or sent
    rows = [row for one in saved for other in sent if (row := _overlapping_hours(one, other))]
    return rows if 0 < len(rows) <= MAX_SAFE_HOUR_ROWS else saved


def _overlapping_hours(one: SafeHoursRow, other: SafeHoursRow) -> SafeHoursRow | None:
    days = sorted({*one["days"]} & {*other["days"]})
    start = max(one["from"], other["from"])
    end = min(one["until"] or END_OF_DAY, other["until"] or END_OF_DAY)
    if not days or (start or "00:00") >= end:
        return None
    return {"days": days, "from": start, "until": "" if end == END_OF_DAY else end}


def saved_answer(saved: str, sent: str) -> str:
    """The stored answer, where neither is known to be safer."""
    return saved


SAFER_ANSWER_BY_FIELD: dict[str, ConflictRule] = {
    "wants_contact": safer_answer,
    "voicemail_is_safe": safer_answer,
    "text_is_safe": safer_answer,
    "email_is_safe": safer_answer,
    "letter_is_safe": safer_answer,
    "care": both_texts(1000, "\n"),
    "channel": saved_answer,
    "safe_hours": hours_safe_by_both,
    "safe_times": both_texts(200, "; "),
}
