"""Whether a victim has been told of a milestone, from what they agree that a service knows."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise

from cases.models.court_fact import HEARING_KINDS, CourtFactKind
from cases.models.decision import DISPOSAL_KINDS
from victims.duty_rules import DUTY_RULES, NewsOwed
from victims.labels import (
    DECIDED_MILESTONE,
    MILESTONE_TEXT,
    NO_CHARGE_MILESTONE,
    STOPPED_MILESTONE,
)
from victims.queries.consent_sharing import SharedFact

# The news that a milestone or court fact is, by its code without the result. Of what is not here,
# such as that a case was sent to the CPS, nobody is owed a word as such.
NEWS_BY_MILESTONE: dict[str, tuple[NewsOwed, ...]] = {
    "CHARGE": (NewsOwed.CHARGE_AUTHORISED,),
    "NFA_EVIDENTIAL": (NewsOwed.NFA,),
    "NFA_PUBLIC_INTEREST": (NewsOwed.NFA,),
    **dict.fromkeys(sorted(DISPOSAL_KINDS), (NewsOwed.DISPOSAL,)),
    NO_CHARGE_MILESTONE: (NewsOwed.NOT_AUTHORISED,),
    "CHARGED": (NewsOwed.CHARGED,),
    STOPPED_MILESTONE: (
        NewsOwed.STOPPED, NewsOwed.DISCONTINUED, NewsOwed.NO_EVIDENCE, NewsOwed.WITHDRAWN,
        NewsOwed.ON_FILE,
    ),
    CourtFactKind.FIRST_HEARING: (NewsOwed.FIRST_HEARING,),
    CourtFactKind.TRIAL: (NewsOwed.TRIAL,),
    CourtFactKind.OUTCOME: (NewsOwed.OUTCOME,),
    CourtFactKind.SENTENCE: (NewsOwed.OUTCOME,),
    CourtFactKind.LEAVE: (NewsOwed.PROCEEDED,),
}  # fmt: skip

# The codes that say which way the CPS decided.
DECISIONS = frozenset(MILESTONE_TEXT) - {"SENT", "CHARGED", STOPPED_MILESTONE}


@dataclass(frozen=True)
class Telling:
    """
    What is known of the telling of one milestone.

    owed: the news that is still owed, which says by whom and by when. told: the news that reached
    the victim. is_unknown: it is news, and neither is known.
    """

    owed: SharedFact | None = None
    told: SharedFact | None = None
    is_unknown: bool = False


def text_of_milestone(milestone: SharedFact, telling: Telling) -> str | Promise:
    """It in words; of a decision not which, until the victim is known to have been told."""
    if milestone.code in DECISIONS and telling.told is None:
        return DECIDED_MILESTONE % {"n": milestone.number}
    return milestone.text


def telling_of(
    milestone: SharedFact, owed: Iterable[SharedFact], told: Iterable[SharedFact]
) -> Telling:
    """
    owed, told: what the service may be shown of the victim; empty where they do not agree. What is
    still owed counts before what was told, and what was told before the milestone is other news.
    Of a hearing only its date is owed: which date they were told of is not recorded.
    """
    kind = milestone.code.partition(" ")[0]
    news = NEWS_BY_MILESTONE.get(kind, ())
    for each in owed:
        if each.number == milestone.number and each.code in news:
            return Telling(owed=each)
    if not news or kind in HEARING_KINDS:
        return Telling()
    means = {code for each in news for code in DUTY_RULES[each].told_by}
    since = [
        each for each in told
        if each.number == milestone.number and each.code in means and _is_since(each, milestone)
    ]  # fmt: skip
    first = min(since, key=lambda each: each.on or date.max, default=None)
    return Telling(told=first, is_unknown=first is None)


def _is_since(fact: SharedFact, milestone: SharedFact) -> bool:
    return fact.on is not None and milestone.on is not None and fact.on >= milestone.on
