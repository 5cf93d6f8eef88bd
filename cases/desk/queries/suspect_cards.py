"""A card for each suspect on the case page: whose turn it is, what is due, and the facts."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cases.deadlines import INFERRED_READINGS, RUNS_AGAIN
from cases.desk.queries.case_page import CasePage
from cases.desk.queries.suspect_facts import FactRow, further_facts, suspect_facts
from cases.models import ActionItem
from cases.next_steps import next_step_text
from cases.permissions.decisions import is_decision_author
from cases.state_tags import state_colour, urgency_tag
from cases.states import CAPACITIES_ASKED, State, may_know_state, state_label
from cases.statuses import CPS_OWES_ANSWER, ItemStatus
from people.models import Side
from people.models.nullable import not_null
from people.text.dates import format_day
from timeliness import periods
from timeliness.calendar import end_of_day
from timeliness.due_text import due_at_text, is_hour_clock, period_length_text
from timeliness.models import Confidence

if TYPE_CHECKING:
    from cases.desk.queries.case_page_rows import ItemWithFacts, SuspectWithFacts

DOUBTED_CONFIDENCES = (Confidence.UNVERIFIED, Confidence.PRODUCT_SETTING)


@dataclass(frozen=True)
class SuspectCard:
    """
    One suspect as text.

    facts: where they stand. further: the texts and lists behind that, which the page folds.
    """

    suspect: "SuspectWithFacts"
    state: str | Promise
    colour: str
    urgent: tuple[str | Promise, ...]  # (text, colour) of the urgency tag; () if none
    is_mine: bool  # it is the reader's turn
    turn: str  # "Your turn", "Wessex RASSO unit’s turn"; "" if ended
    since: datetime | None  # None if the reader's side may not know
    waiting: str | Promise
    also: list[str]  # sentences: what is owed beside the turn
    due_at: datetime | None  # of the turn itself
    due: tuple[str, str]  # (text, tone)
    is_hour: bool
    doubt: tuple[str | Promise, ...]  # (confidence, source of the period); () if certain
    facts: list[FactRow]
    further: list[FactRow]


def suspect_cards(page: CasePage) -> list[SuspectCard]:
    """A card for each suspect of a case page."""
    return [_suspect_card(page, suspect) for suspect in page.suspects]


def _suspect_card(page: CasePage, suspect: "SuspectWithFacts") -> SuspectCard:
    due_at = _turn_due_at(page, suspect)
    side = page.scope.side
    return SuspectCard(
        suspect=suspect,
        state=state_label(suspect.state, side),
        colour=state_colour(suspect.state, side),
        urgent=urgency_tag(suspect.urgency, suspect.state, side),
        is_mine=_is_readers_turn(page, suspect),
        turn=_turn_text(page, suspect),
        since=suspect.turn_began_at if may_know_state(suspect.state, side) else None,
        waiting=next_step_text(suspect.state, side),
        also=list(_also_owed(page, suspect)),
        due_at=due_at,
        due=due_at_text(due_at, at=page.scope.at),
        is_hour=is_hour_clock(due_at),
        doubt=_due_doubt(suspect.clock),
        facts=list(suspect_facts(page, suspect)),
        further=list(further_facts(page, suspect)),
    )


def _is_readers_turn(page: CasePage, suspect: "SuspectWithFacts") -> bool:
    asked = suspect.holder_side and CAPACITIES_ASKED[suspect.state] & page.who.capacities
    return bool(asked) and not is_decision_author(page.who, suspect)


def _turn_text(page: CasePage, suspect: "SuspectWithFacts") -> str:
    if not suspect.holder_side:
        return ""
    if _is_readers_turn(page, suspect):
        return _("Your turn")
    case = page.case
    unit = case.police_unit if suspect.holder_side == Side.POLICE else not_null(case.cps_unit)
    return _("%(unit)s’s turn") % {"unit": unit.name}


def _turn_due_at(page: CasePage, suspect: "SuspectWithFacts") -> datetime | None:
    """When the turn itself is due; a worklist shows the earliest date of the reader's side."""
    if suspect.state in (State.ACTION_PLAN, State.WITH_HOLDER):
        owed = [item for item in _open_items(page, suspect) if not item.waits_for_cps]
        return min((end_of_day(item.due_on) for item in owed), default=None)
    return datetime.fromisoformat(suspect.clock["due_at"]) if suspect.clock else None


def _open_items(page: CasePage, suspect: "SuspectWithFacts") -> "list[ItemWithFacts]":
    rows = [item for item in page.items if item.status == ItemStatus.OPEN]
    return [item for item in rows if suspect.number in item.names]


def _also_owed(page: CasePage, suspect: "SuspectWithFacts") -> Iterator[str]:
    """Sentences on what each side owes about action items, beside the turn or as part of it."""
    about = _open_items(page, suspect)
    owed = [item for item in about if not item.waits_for_cps]
    if Side.POLICE in suspect.also_waits_for and owed:
        n, first = len(owed), min(item.due_on for item in owed)
        words = ngettext(
            "The police also have %(n)d action to answer, due %(day)s.",
            "The police also have %(n)d actions to answer, the first due %(day)s.",
            n,
        )
        yield words % {"n": n, "day": format_day(first)}
    if Side.CPS in suspect.also_waits_for or suspect.state == State.PLAN_QUERIED:
        yield from _owed_by_cps(about)


def _owed_by_cps(about: Iterable[ActionItem]) -> Iterator[str]:
    """Sentences on the date requests and challenges that the CPS must answer."""
    if n := sum(item.date_asked_by == Side.POLICE for item in about):
        words = ngettext(
            "The CPS has %(n)d request for another date to answer.",
            "The CPS has %(n)d requests for other dates to answer.",
            n,
        )
        yield words % {"n": n}
    if n := sum(item.challenge in CPS_OWES_ANSWER for item in about):
        words = ngettext(
            "The CPS has %(n)d question about an action to answer.",
            "The CPS has %(n)d questions about actions to answer.",
            n,
        )
        yield words % {"n": n}


def _due_doubt(clock: dict[str, str] | None) -> tuple[str | Promise, ...]:
    """(confidence, source of the period) if the due time is not certain, else ()."""
    if (
        not clock
        or clock["confidence"] not in DOUBTED_CONFIDENCES
        or clock["version"] not in periods.PERIODS_BY_VERSION
    ):
        return ()
    period = periods.PERIODS_BY_VERSION[clock["version"]]
    values = {
        "period": period_length_text(period),
        "from": period.counts_from,
        "authority": period.authority,
    }
    why = _("%(period)s, counted from: %(from)s. Where it comes from: %(authority)s.") % values
    if clock["confidence"] != period.confidence:
        why += f" {INFERRED_READINGS.get(period.key, RUNS_AGAIN)}"
    return Confidence(clock["confidence"]).label, why
