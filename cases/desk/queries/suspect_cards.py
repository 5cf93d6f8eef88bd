"""A card for each suspect on the case page: whose turn it is, what is due, and the facts."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from cases.closing.queries.closing_in_effect import describe_closing
from cases.deadlines import INFERRED_READINGS, RUNS_AGAIN
from cases.decisions.queries import (
    charge_rows,
    charge_stops,
    consents,
    court_facts,
    finalisations,
    reversals,
)
from cases.decisions.queries.decisions import rationale_texts
from cases.decisions.queries.disposals import describe_disposal
from cases.desk.queries.case_page import CasePage
from cases.extensions.queries.extension_rows import describe_extension
from cases.models import (
    ActionItem,
    Allegation,
    CodeTest,
    DecisionKind,
    NfaReason,
)
from cases.next_steps import next_step_text
from cases.offences.queries.obstacles import cautions_about
from cases.permissions import SUSPECT
from cases.permissions.decisions import is_decision_author
from cases.queries.custody_dates import custody_dates_text
from cases.queries.time_limits import LimitFacts, limit_texts
from cases.state_tags import state_colour, urgency_tag
from cases.states import CAPACITIES_ASKED, State, may_know_state, state_label
from cases.statuses import CPS_OWES_ANSWER, DecisionStatus, ItemStatus
from people.models import Side
from people.models.nullable import not_null
from people.text.dates import format_day, format_days, format_period
from timeliness import periods
from timeliness.calendar import end_of_day, london_day
from timeliness.due_text import due_at_text, is_hour_clock, period_length_text
from timeliness.models import Confidence

if TYPE_CHECKING:
    from cases.desk.queries.case_page_rows import ItemWithFacts, SuspectWithFacts

# (question, answer, grey second line), and a link (address, text) where there is one.
FactRow = tuple[str | Promise | tuple[str, str], ...]
DOUBTED_CONFIDENCES = (Confidence.UNVERIFIED, Confidence.PRODUCT_SETTING)


@dataclass(frozen=True)
class SuspectCard:
    """One suspect as text."""

    suspect: object
    state: str | Promise
    colour: str
    urgent: tuple[str | Promise, ...]  # (text, colour) of the urgency tag; () if none
    turn: str  # "Your turn", "Wessex RASSO unit’s turn"; "" if ended
    since: datetime | None  # None if the reader's side may not know
    waiting: str | Promise
    also: list[str]  # sentences: what is owed beside the turn
    due_at: datetime | None  # of the turn itself
    due: tuple[str, str]  # (text, tone)
    is_hour: bool
    doubt: tuple[str | Promise, ...]  # (confidence, source of the period); () if certain
    facts: list[FactRow]


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
        turn=_turn_text(page, suspect),
        since=suspect.turn_began_at if may_know_state(suspect.state, side) else None,
        waiting=next_step_text(suspect.state, side),
        also=list(_also_owed(page, suspect)),
        due_at=due_at,
        due=due_at_text(due_at, at=page.scope.at),
        is_hour=is_hour_clock(due_at),
        doubt=_due_doubt(suspect.clock),
        facts=list(_suspect_facts(page, suspect)),
    )


def _turn_text(page: CasePage, suspect: "SuspectWithFacts") -> str:
    if not suspect.holder_side:
        return ""
    if CAPACITIES_ASKED[suspect.state] & page.who.capacities and not is_decision_author(
        page.who, suspect
    ):
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


# Facts


def _suspect_facts(page: CasePage, suspect: "SuspectWithFacts") -> Iterator[FactRow]:
    yield from describe_extension(suspect.extension)
    yield from _allegation_facts(page, suspect)
    yield from _custody_facts(suspect)
    yield from _limit_facts(page, suspect)
    yield from _decision_facts(suspect)
    yield from consents.describe_consent(page.who, suspect, suspect.decision)
    yield from reversals.describe_reversal(suspect.reversal)
    yield from charge_stops.describe_stop(suspect.stop)
    yield from finalisations.describe_finalisation(suspect.finalised)
    yield from describe_closing(suspect.closing)
    yield from charge_rows.describe_counts(suspect.counts)
    yield from charge_rows.describe_charge_report(suspect.report, suspect.counts)
    yield from court_facts.describe_court_facts(suspect.court, at=page.scope.at)
    yield from _time_facts(suspect)


def _allegation_facts(page: CasePage, suspect: "SuspectWithFacts") -> Iterator[FactRow]:
    allegations = page.allegations_of(suspect)
    if not allegations:
        yield _("Alleged"), _("No allegation yet"), ""
    may_correct = SUSPECT.refusal(page.who, "add_allegation", suspect) is None
    for each in allegations:
        grey = _("Victim %(n)s, %(when)s") % {
            "n": each.victim.number,
            "when": format_period(each.from_on, each.to_on),
        }
        row: FactRow = _("Alleged"), str(each.offence), grey
        change = reverse("correct-allegation", args=[each.pk]), _("Correct this")
        yield (*row, change) if may_correct else row
        if cautions := cautions_about(each, today=london_day(page.scope.at)):
            yield _caution_label(each), " ".join(cautions), ""


def _caution_label(allegation: Allegation) -> str:
    return _("For a lawyer") if allegation.is_for_lawyer else _("Check before charging")


def _custody_facts(suspect: "SuspectWithFacts") -> Iterator[FactRow]:
    """Rows for the suspect's whereabouts and the police's custody dates."""
    yield _("Bail or custody"), suspect.get_custody_display(), custody_dates_text(suspect)
    if suspect.born_on:
        yield _("Date of birth"), format_day(suspect.born_on), ""
    link = reverse("see-personal-details", args=[suspect.pk]), _("Read or record")
    yield _("Personal details"), _("As the MG3 asks for them"), "", link


def _limit_facts(page: CasePage, suspect: "SuspectWithFacts") -> Iterator[FactRow]:
    """
    Rows for the time limits that run: when they end, and of which offences and days.

    Limits that end alike are one row.
    """
    for text, limits in limit_texts(suspect.time_limits, at=page.scope.at):
        acts = dict.fromkeys(_limited_act_text(each) for each in limits)
        yield _("Time limit"), text, "; ".join(acts)


def _limited_act_text(limit: LimitFacts) -> str:
    first, last = (date.fromisoformat(limit[day]) for day in ("from_on", "last_on"))
    return f"{limit['title']}, {format_period(first, last)}"


DECISION_LABELS: dict[str, Promise] = {
    DecisionStatus.PROPOSED: gettext_lazy("Proposed decision"),
    DecisionStatus.LIVE: gettext_lazy("Decision"),
}


def _decision_facts(suspect: "SuspectWithFacts") -> Iterator[FactRow]:
    decision = suspect.decision
    if not decision:
        return
    by = _by_and_day(decision["by"], decision["at"])
    yield DECISION_LABELS[decision["status"]], DecisionKind(decision["kind"]).label, by
    if decision["reason"]:
        yield _("Reason"), NfaReason(decision["reason"]).label, ""
    for label, text in rationale_texts(
        decision["rationale"], decision["public_interest_rationale"]
    ):
        yield label, text, ""
    if decision["test"]:
        yield _("Test applied"), CodeTest(decision["test"]).label, ""
    yield from describe_disposal(decision["disposal"])
    if decision["met_on"]:
        yield _("Police and prosecutor met"), format_day(date.fromisoformat(decision["met_on"])), ""
    if decision["read_by"] and decision["read_at"]:
        yield _("Countersigned"), _by_and_day(decision["read_by"], decision["read_at"]), ""


def _by_and_day(name: str, at: str) -> str:
    """Text of who did it and on which day."""
    return _("%(by)s, %(day)s") % {"by": name, "day": format_day(datetime.fromisoformat(at))}


def _time_facts(suspect: "SuspectWithFacts") -> Iterator[FactRow]:
    lasted = {
        "police": suspect.with_police, "cps": suspect.with_cps, "others": suspect.with_others,
    }  # fmt: skip
    values = {side: format_days(max(time, timedelta(0)).days) for side, time in lasted.items()}
    text = _("With police %(police)s, with CPS %(cps)s")
    if suspect.with_others:
        text = _("With police %(police)s, with CPS %(cps)s, with others %(others)s")
    yield _("Time so far"), text % values, ""
