"""One share at every place of which somebody reads figures, side by side."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from people.access import Scope
from pilots.queries.figure_pages import URGENCIES, chosen
from pilots.queries.figure_words import NOT_SHOWN, label
from pilots.queries.figures import Asked, counted_at
from pilots.queries.share_pages import of_subject
from pilots.queries.shares import Share, shares_at
from pilots.questions import Question
from pilots.shares import SHARES

PERIODS = 4  # that many fit side by side


@dataclass(frozen=True)
class Table:
    """lines: (place, [(share, in words) of each period])."""

    question: Question
    questions: list
    asked: Asked
    urgency: str
    periods: list
    lines: list
    counted_at: datetime | None
    wrong: bool


def table(questions: Mapping[str, Question], given: Mapping[str, str], scope: Scope) -> Table:
    """What a person who gave these answers reads; of the first question, where none is given."""
    code = given.get("share", next(iter(questions)))
    wrong = code not in questions
    question = SHARES[next(iter(questions)) if wrong else code]
    asked, is_wrong, offered = chosen(of_subject(question.subject, given), scope)
    found = shares_at(question, [each.key for each in offered], asked, at=scope.at)
    longest = max(found.values(), key=len)[:PERIODS]
    lines = [(place, [(one, in_words(one)) for one in padded(found[place.key], longest)])
             for place in offered]  # fmt: skip
    return Table(
        question=question, questions=[(each.code, each.label) for each in questions.values()],
        asked=asked, urgency=str(URGENCIES[asked.urgency]), lines=lines,
        periods=[label(one) for one in longest], counted_at=counted_at(), wrong=wrong or is_wrong,
    )  # fmt: skip


def padded(found: Sequence[Share], longest: Sequence[Share]) -> list[Share | None]:
    """As many as the longest has; of what is older than all there is, there is too little."""
    return [*found[: len(longest)], *[None] * (len(longest) - len(found))]


def in_words(share: Share | None) -> str:
    """34% (15 of 45), of rounded numbers; "Too few" of what is too small to give a share of."""
    if share is None or share.per_cent is None:
        return str(NOT_SHOWN)
    return _("%(share)s%% (%(true)s of %(known)s)") % {
        "share": share.per_cent, "true": share.true, "known": share.known,
    }  # fmt: skip
