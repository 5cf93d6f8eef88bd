"""What is said of a suspect on the case page: where they stand, and the texts behind it."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.closing.queries.closing_in_effect import describe_closing
from cases.decisions.queries import (
    charge_rows,
    consents,
    court_facts,
    finalisations,
    reversals,
    waiting_stops,
)
from cases.decisions.queries.decisions import rationale_texts
from cases.decisions.queries.disposals import describe_disposal
from cases.desk.queries.case_page import CasePage
from cases.extensions.queries.extension_rows import describe_extension
from cases.models import Allegation, CodeTest, DecisionKind, NfaReason
from cases.offences.queries.obstacles import cautions_about
from cases.permissions import SUSPECT
from cases.permissions.suspects import is_open_to_corrections
from cases.queries.custody_dates import custody_dates_text
from cases.queries.time_limits import LimitFacts, limit_texts
from cases.statuses import DecisionStatus
from people.text.dates import format_day, format_days, format_period
from timeliness.calendar import london_day

if TYPE_CHECKING:
    from cases.desk.queries.case_page_rows import SuspectWithFacts

# (question, answer, grey second line), and a link (address, text) where there is one.
FactRow = tuple[str | Promise | tuple[str, str], ...]


def suspect_facts(page: CasePage, suspect: "SuspectWithFacts") -> Iterator[FactRow]:
    """Rows that say where the suspect stands."""
    yield from describe_extension(suspect.extension)
    yield from _allegation_facts(page, suspect)
    yield from _custody_facts(suspect)
    yield from _limit_facts(page, suspect)
    yield from _decision_facts(suspect)
    yield from reversals.describe_reversal(suspect.reversal)
    yield from waiting_stops.describe_stop(suspect.stop)
    yield from finalisations.describe_finalisation(suspect.finalised)
    yield from charge_rows.describe_counts(suspect.counts)
    yield from court_facts.describe_court_facts(suspect.court, at=page.scope.at)
    yield from _time_facts(suspect)


def further_facts(page: CasePage, suspect: "SuspectWithFacts") -> Iterator[FactRow]:
    """Rows of the texts and lists behind what suspect_facts() says."""
    yield from _decision_texts(suspect)
    yield from consents.describe_consent(page.who, suspect, suspect.decision)
    yield from describe_closing(suspect.closing)
    yield from charge_rows.describe_charge_report(suspect.report, suspect.counts)
    yield _personal_details_link(suspect)


def _allegation_facts(page: CasePage, suspect: "SuspectWithFacts") -> Iterator[FactRow]:
    allegations = page.allegations_of(suspect)
    if not allegations:
        yield _("Alleged"), _("No allegation yet"), ""
    may_add = SUSPECT.refusal(page.who, "add_allegation", suspect) is None
    may_correct = may_add and is_open_to_corrections(suspect)
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


def _personal_details_link(suspect: "SuspectWithFacts") -> FactRow:
    link = reverse("see-personal-details", args=[suspect.pk]), _("Read or record")
    return _("Personal details"), _("As the MG3 asks for them"), "", link


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
    if decision["read_by"] and decision["read_at"]:
        yield _("Countersigned"), _by_and_day(decision["read_by"], decision["read_at"]), ""


def _decision_texts(suspect: "SuspectWithFacts") -> Iterator[FactRow]:
    decision = suspect.decision
    if not decision:
        return
    for label, text in rationale_texts(
        decision["rationale"], decision["public_interest_rationale"]
    ):
        yield label, text, ""
    if decision["test"]:
        yield _("Test applied"), CodeTest(decision["test"]).label, ""
    yield from describe_disposal(decision["disposal"])
    if decision["met_on"]:
        yield _("Police and prosecutor met"), format_day(date.fromisoformat(decision["met_on"])), ""


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
