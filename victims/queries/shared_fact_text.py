"""Facts shown by a victim's consent, in words. Nothing here reads a row."""

from collections.abc import Callable

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from cases.models import CourtFact, Reach
from people.text.dates import format_day
from victims.duty_rules import NewsOwed
from victims.labels import (
    ABOUT_SUSPECT_TEXT,
    CAUTION,
    CAUTION_TEXT,
    MILESTONE_TEXT,
    UNTOLD_MILESTONE_TEXT,
    UNTOLD_NEWS,
    UNTOLD_NEWS_TEXT,
    WISHES_LABELS,
)
from victims.models import ConsentCategory, NewsTold, Shown

SHOWN_ANSWER = "ANSWER"  # the code of an answer that the service was shown


def shown_fact_text(shown_fact: Shown) -> str:
    """A stored record of a shown fact, with its day where it has one; never its value."""
    if shown_fact.category == ConsentCategory.HOW_TO_REACH:
        return str(REACH_TEXT[shown_fact.code])
    words = TEXT_BY_CATEGORY.get(shown_fact.category, milestone_text)
    text = str(words(shown_fact.code, shown_fact.number))
    return f"{text}, {format_day(shown_fact.on)}" if shown_fact.on else text


def milestone_text(code: str, number: int | None) -> str:
    """A milestone or a court fact ("KIND RESULT"), with the suspect's number."""
    if words := MILESTONE_TEXT.get(code) or UNTOLD_MILESTONE_TEXT.get(code):
        return str(words) % {"n": number}
    kind, _space, result = code.partition(" ")
    return ABOUT_SUSPECT_TEXT % {
        "n": number,
        "what": CourtFact(kind=kind, result=result).result_text,
    }


def owed_text(what: str, number: int | None) -> str:
    """A news item that a victim is owed, with the suspect's number."""
    label = UNTOLD_NEWS_TEXT if what == UNTOLD_NEWS else NewsOwed(what).label
    return ABOUT_SUSPECT_TEXT % {"n": number, "what": label}


def told_text(what: str, number: int | None) -> str | Promise:
    """A news item that a victim was told, with the suspect's number where it has one."""
    label = NewsTold(what).label
    return label if number is None else ABOUT_SUSPECT_TEXT % {"n": number, "what": label}


REACH_TEXT = WISHES_LABELS | {CAUTION: CAUTION_TEXT}
TEXT_BY_CATEGORY: dict[str, Callable[[str, int | None], str | Promise]] = {
    ConsentCategory.TOLD: told_text, ConsentCategory.DUTIES: owed_text,
    ConsentCategory.REQUESTS: lambda code, _number: Reach(code).label,
    ConsentCategory.IS_SUPPORTED: lambda _code, _number: _("The name of the service"),
    ConsentCategory.LIAISON: lambda code, _number: (
        _("An answer to a liaison note") if code == SHOWN_ANSWER else _("A liaison note")
    ),
}  # fmt: skip
