"""The police report charges; the prosecutor accepts or queries a report that differs."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases import notices
from cases.actions import turns
from cases.actions.custody_limits import follow_limits
from cases.actions.open_case_action import add_timeline_event, check_past_dates, open_case_action
from cases.decisions.actions.decision_wordings import check_decision_read
from cases.decisions.actions.laid_counts import (
    NOT_EXPLAINED,
    create_laid_counts,
    reconcile,
    send_those_charged,
)
from cases.decisions.actions.reopenings import live_decision, overtake_reversal
from cases.decisions.counts import LaidCount
from cases.decisions.queries.charges import authorised_counts, charge_of_laid
from cases.decisions.queries.counts import charge_text
from cases.models import (
    ChargeAnswer,
    ChargeAnswerKind,
    ChargeMethod,
    ReportedCharge,
    Suspect,
)
from cases.states import MOVES, State
from cases.statuses import DecisionStatus
from people.access.scopes import Refused, Scope, Stale
from people.models.nullable import not_null
from timeliness.calendar import london_day

REPORT_CHANGED = gettext_lazy(
    "The police have corrected their report since you opened it. Read it again."
)


@transaction.atomic
def report_charge(
    *,
    suspect: Suspect,
    by: Scope,
    at: datetime,
    method: str,
    charged_on: date,
    charges: Sequence[LaidCount],
    version: int,
    not_charged: Mapping[int, str] | None = None,
    explanation: str = "",
) -> ReportedCharge:
    """
    Report how, when and with what the suspect was charged, count by count.

    charges: the counts laid; one that does not say of which authorised count it is, is matched.
    version: number of the decision that the form showed. not_charged: {number of an authorised
    count: why it was not laid}. explanation: of the differences that have no reason of their own.
    The prosecutor then compares. A proposal to withdraw the charge that waits for a second reader
    is overtaken. Raises Refused if another decision is in force.
    """
    method = ChargeMethod(method)
    suspect = open_case_action("report_charge", suspect, by=by, at=at, operation="collection")
    decision = live_decision(suspect)
    check_decision_read(decision, version)
    overtake_reversal(suspect, decision)
    facts: dict[str, Any] = {"method": method, "charged_on": charged_on, "explanation": explanation}
    return _create_charge_report(
        "report_charge", suspect, charges, 1, by=by, at=at, not_charged=not_charged, **facts
    )


@transaction.atomic
def correct_charge_report(
    *,
    suspect: Suspect,
    by: Scope,
    at: datetime,
    method: str,
    charged_on: date,
    charges: Sequence[LaidCount],
    version: int,
    not_charged: Mapping[int, str] | None = None,
    explanation: str = "",
) -> ReportedCharge:
    """
    Correct an earlier report by a further one, which is compared again; the earlier one stays.

    version: number of the report that the form showed. Raises Stale if it is not the newest.
    """
    method = ChargeMethod(method)
    suspect = open_case_action("correct_charge_report", suspect, by=by, at=at)
    before = _newest_charge_report(suspect)
    facts: dict[str, Any] = {"method": method, "charged_on": charged_on, "explanation": explanation}
    if version != before.number:
        raise Stale(_changed_report_fields(before, charges, facts), version=before.number)
    number = before.number + 1
    return _create_charge_report(
        "correct_charge_report", suspect, charges, number, by=by, at=at, not_charged=not_charged,
        **facts,
    )  # fmt: skip


@transaction.atomic
def accept_charge_report(
    *, suspect: Suspect, by: Scope, at: datetime, version: int, text: str
) -> Suspect:
    """
    Accept a charge that differs, as reported, with a reason.

    version: number of the report that was read. Raises Refused if there is a newer one.
    """
    verb, kind = "accept_charge_report", ChargeAnswerKind.ACCEPTED
    suspect = _answer_charge_report(verb, kind, suspect, version, text, by=by, at=at)
    facts: dict[str, Any] = {"notice": "charge_accepted", "at": at}
    notices.notify_named_roles(notices.OFFICER_ROLES, suspect.case, [suspect], **facts)
    return suspect


@transaction.atomic
def query_charge_report(
    *, suspect: Suspect, by: Scope, at: datetime, version: int, text: str
) -> Suspect:
    """Ask the police to correct the charge or its report, with a reason."""
    verb, kind = "query_charge_report", ChargeAnswerKind.QUERIED
    suspect = _answer_charge_report(verb, kind, suspect, version, text, by=by, at=at)
    notices.notify_named_roles(
        notices.OFFICER_ROLES, suspect.case, [suspect], notice="turn_began", at=at
    )
    return suspect


def _create_charge_report(
    verb: str,
    suspect: Suspect,
    charges: Sequence[LaidCount],
    number: int,
    *,
    not_charged: Mapping[int, str] | None,
    by: Scope,
    at: datetime,
    method: ChargeMethod,
    charged_on: date,
    explanation: str,
) -> ReportedCharge:
    live, counts = authorised_counts(suspect, by)
    decision = not_null(live)
    check_past_dates(charged_on, at=at, since=london_day(decision.in_force_at))
    found = reconcile(suspect, charges, not_charged or {}, counts, by=by, at=at)
    if found.has_unexplained() and not explanation.strip():
        raise Refused(NOT_EXPLAINED, is_stage=True)
    report = ReportedCharge.objects.unscoped("report a charge").create(
        case=suspect.case, decision=decision, number=number, method=method,
        charged_on=charged_on, explanation=explanation, by_id=by.actor.id, at=at,
    )  # fmt: skip
    create_laid_counts(report, found, counts)
    send_those_charged(suspect, found.laid)
    add_timeline_event(verb, suspect.case, by=by, at=at, suspects=[suspect])
    follow_limits(suspect, verb, by=by, at=at)
    _advance_after_report(verb, suspect, bool(found.differences), by=by, at=at)
    return report


def _advance_after_report(
    verb: str, suspect: Suspect, differs: bool, *, by: Scope, at: datetime
) -> None:
    """
    Move the suspect: charged if as authorised, else the prosecutor compares. Notify the prosecutor.
    """
    move = "find_charge_differs" if differs else verb
    if MOVES[move].get(State(suspect.state), suspect.state) != suspect.state:
        turns.advance_suspect(suspect, move, by=by, at=at)
    if differs:
        add_timeline_event(move, suspect.case, by=None, at=at, suspects=[suspect])
    notice = "turn_began" if differs else "charge_reported"
    notices.notify_named_roles(
        notices.PROSECUTOR_ROLES, suspect.case, [suspect], notice=notice, at=at
    )


def _answer_charge_report(
    verb: str,
    kind: ChargeAnswerKind,
    suspect: Suspect,
    version: int,
    text: str,
    *,
    by: Scope,
    at: datetime,
) -> Suspect:
    suspect = open_case_action(verb, suspect, by=by, at=at)
    report = _newest_charge_report(suspect)
    if version != report.number:
        raise Refused(REPORT_CHANGED, is_stage=True, version=report.number)
    ChargeAnswer.objects.unscoped("answer a report").create(
        case=suspect.case, report=report, kind=kind, text=text, by_id=by.actor.id, at=at
    )
    turns.advance_suspect(suspect, verb, by=by, at=at)
    add_timeline_event(verb, suspect.case, by=by, at=at, suspects=[suspect])
    return suspect


def _newest_charge_report(suspect: Suspect) -> ReportedCharge:
    """Newest report on the live decision about a locked suspect."""
    rows = ReportedCharge.objects.unscoped("the newest report of a charge")
    live = {"decision__suspect": suspect, "decision__status": DecisionStatus.LIVE}
    return not_null(rows.filter(**live).order_by("number").last())


def _changed_report_fields(
    before: ReportedCharge, charges: Sequence[LaidCount], said: dict[str, Any]
) -> list[tuple[str | Promise, object, object]]:
    """Fields of a stale form that differ from the newest report: [(field, stored, submitted)]."""
    rows = before.charges.select_related("victim", "offence").order_by("pk")
    then = [LaidCount(row.victim, row.offence, row.from_on, row.to_on) for row in rows]
    facts = [(name, getattr(before, name), value) for name, value in said.items()]
    told = (_("Charges"), _charge_texts(then), _charge_texts(charges))
    return [*facts, told]


def _charge_texts(charges: Sequence[LaidCount]) -> list[str]:
    return [charge_text(charge_of_laid(LaidCount(*charge))) for charge in charges]
