"""
Which of two answers about a victim's safety stands, where two people recorded different ones.

The more careful answer stands until somebody selects the other one again, having asked the victim.
"""

from people.concurrent_edits import Rule
from victims.models import Asked
from victims.safe_hours import END_OF_DAY, Hours

FROM_SAFEST = (Asked.NO, Asked.NOT_ASKED, Asked.YES)
MOST_ROWS = 3  # of hours, as the form asks for them


def safest(saved: str, sent: str) -> str:
    """The answer by which less is done: a way that nobody has asked about is not used either."""
    return min((saved, sent), key=list(map(str, FROM_SAFEST)).index)


def both(longest: int, between: str) -> Rule:
    """Both cautions, one after the other; what is saved where there is no room for both."""

    def stands(saved: str, sent: str) -> str:
        if saved in sent:
            return sent
        together = saved if sent in saved else f"{saved}{between}{sent}"
        return together if len(together) <= longest else saved

    return stands


def hours_of_both(saved: list[Hours], sent: list[Hours]) -> list[Hours]:
    """
    The hours that are safe by both answers; the one that was given where the other names none.

    What is saved where no hour is in both, or they do not fit into the form.
    """
    if not saved or not sent:
        return saved or sent
    rows = [row for one in saved for other in sent if (row := _overlap(one, other))]
    return rows if 0 < len(rows) <= MOST_ROWS else saved


def _overlap(one: Hours, other: Hours) -> Hours | None:
    days = sorted({*one["days"]} & {*other["days"]})
    start = max(one["from"], other["from"])
    end = min(one["until"] or END_OF_DAY, other["until"] or END_OF_DAY)
    if not days or (start or "00:00") >= end:
        return None
    return {"days": days, "from": start, "until": "" if end == END_OF_DAY else end}


def as_saved(saved: str, sent: str) -> str:
    """What is saved: neither of the two answers is known to be safer than the other."""
    return saved


MORE_CAREFUL: dict[str, Rule] = {
    "wants_contact": safest,
    "voicemail_is_safe": safest,
    "text_is_safe": safest,
    "email_is_safe": safest,
    "letter_is_safe": safest,
    "care": both(1000, "\n"),
    "channel": as_saved,
    "safe_hours": hours_of_both,
    "safe_times": both(200, "; "),
}
