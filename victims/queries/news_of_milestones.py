"""
Whether a victim has been told of a milestone, from what they agree that a service knows; and what
a list says of it until then.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from cases.models.court_fact import HEARING_KINDS, CourtFactKind
from cases.models.decision import DISPOSAL_KINDS
from victims.duty_rules import DUTY_RULES, NewsOwed
from victims.labels import (
    COURT_NEWS,
    CPS_NEWS,
    DECIDED_NEWS,
    MILESTONE_TEXT,
    NO_CHARGE_MILESTONE,
    POLICE_NEWS,
    STOPPED_MILESTONE,
    UNTOLD_NEWS,
)
from victims.queries.consent_sharing import SharedFact
from victims.queries.shared_fact_text import milestone_text, owed_text

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
    CourtFactKind.NO_VERDICT: (NewsOwed.OUTCOME,),
    CourtFactKind.OUTCOME: (NewsOwed.OUTCOME,),
    CourtFactKind.SENTENCE: (NewsOwed.OUTCOME,),
    CourtFactKind.LEAVE: (NewsOwed.PROCEEDED,),
}  # fmt: skip

# {kind: another of which the same news is owed, of the later of the two}: a jury that could not
# agree, and what the next one decided.
SAME_NEWS: dict[str, str] = {CourtFactKind.NO_VERDICT: CourtFactKind.OUTCOME}

# {kind: the code under which a list shows it before the victim is told}: all of them but hearings,
# which say no more than a date.
UNTOLD_CODES: dict[str, str] = {
    **dict.fromkeys(MILESTONE_TEXT, DECIDED_NEWS), "CHARGED": POLICE_NEWS,
    STOPPED_MILESTONE: CPS_NEWS, CourtFactKind.NO_VERDICT: COURT_NEWS,
    CourtFactKind.OUTCOME: COURT_NEWS, CourtFactKind.SENTENCE: COURT_NEWS,
    CourtFactKind.LEAVE: COURT_NEWS,
}  # fmt: skip
del UNTOLD_CODES["SENT"]


@dataclass(frozen=True)
class Telling:
    """
    What is known of the telling of one milestone.

    owed: the news that is still owed, which says by whom and by when. told: the news that reached
    the victim. is_unknown: it is news, and neither is known. side: that tells the victim, or "".
    """

    owed: SharedFact | None = None
    told: SharedFact | None = None
    is_unknown: bool = False
    side: str = ""


def news_of_milestone(milestone: SharedFact) -> str:
    """Its kind, or that of another whose news is the same: of a later one the same is owed."""
    kind = kind_of_milestone(milestone)
    return SAME_NEWS.get(kind, kind)


def kind_of_milestone(milestone: SharedFact) -> str:
    """Its code without the result."""
    return milestone.code.partition(" ")[0]


def milestone_as_shown(milestone: SharedFact, telling: Telling) -> SharedFact:
    """The milestone as a list shows it: of news, not how it went until the victim is told."""
    code = UNTOLD_CODES.get(kind_of_milestone(milestone))
    if code is None or telling.told:
        return milestone
    return replace(milestone, code=code, text=milestone_text(code, milestone.number))


def owed_as_shown(milestone: SharedFact, owed: SharedFact) -> SharedFact:
    """The news that is owed of a milestone, as a list shows it: not which, where that is not."""
    if kind_of_milestone(milestone) not in UNTOLD_CODES:
        return owed
    return replace(owed, code=UNTOLD_NEWS, text=owed_text(UNTOLD_NEWS, owed.number))


def telling_of(
    milestone: SharedFact, owed: Iterable[SharedFact], told: Iterable[SharedFact], *,
    is_newest: bool,
) -> Telling:  # fmt: skip
    """
    owed, told: what the service may be shown of the victim; empty where they do not agree. What is
    still owed counts before what was told, and what was told before the milestone is other news.
    Of a hearing only its date is owed: which date they were told of is not recorded. is_newest: of
    its news and suspect. Of an earlier one nothing is owed any more.
    """
    kind = kind_of_milestone(milestone)
    news = NEWS_BY_MILESTONE.get(kind, ())
    for each in owed if is_newest else ():
        if each.number == milestone.number and each.code in news:
            return Telling(owed=owed_as_shown(milestone, each), side=each.side)
    if not news or kind in HEARING_KINDS:
        return Telling()
    means = {code for each in news for code in DUTY_RULES[each].told_by}
    since = [
        each for each in told
        if each.number == milestone.number and each.code in means and _is_since(each, milestone)
    ]  # fmt: skip
    first = min(since, key=lambda each: each.on or date.max, default=None)
    return Telling(told=first, is_unknown=first is None, side=DUTY_RULES[news[0]].by)


def _is_since(fact: SharedFact, milestone: SharedFact) -> bool:
    return fact.on is not None and milestone.on is not None and fact.on >= milestone.on
