"""The police report charges; the prosecutor accepts or queries a report that differs."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases import notices
from cases.actions import turns
from cases.actions.open_case_action import add_timeline_event, check_past_dates, open_case_action
from cases.charge_diff import Charge, compare_charges
from cases.decisions.queries.charges import charge_of_allegation, charge_of_pair, charge_text
from cases.models import (
    Case,
    ChargeAnswer,
    ChargeAnswerKind,
    ChargeMethod,
    Decision,
    LaidCharge,
    Offence,
    ReportedCharge,
    Suspect,
    Victim,
)
from cases.offences.actions.alleged_days import refuse_for_none
from cases.queries.allegations import alleged_acts, visible_allegations
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
    charges: Sequence[tuple[Victim, Offence]],
    explanation: str = "",
) -> ReportedCharge:
    """
    Report how, when and with what the suspect was charged.

    charges: (victim, offence) of each count laid. explanation: required where they differ from
    those authorised; the prosecutor then compares them.
    """
    method = ChargeMethod(method)
    suspect = open_case_action("report_charge", suspect, by=by, at=at, operation="collection")
    facts: dict[str, Any] = {"method": method, "charged_on": charged_on, "explanation": explanation}
    return _create_charge_report("report_charge", suspect, charges, 1, by=by, at=at, **facts)


@transaction.atomic
def correct_charge_report(
    *,
    suspect: Suspect,
    by: Scope,
    at: datetime,
    method: str,
    charged_on: date,
    charges: Sequence[tuple[Victim, Offence]],
    version: int,
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
        "correct_charge_report", suspect, charges, number, by=by, at=at, **facts
    )


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
    charges: Sequence[tuple[Victim, Offence]],
    number: int,
    *,
    by: Scope,
    at: datetime,
    method: ChargeMethod,
    charged_on: date,
    explanation: str,
) -> ReportedCharge:
    decision = suspect.decisions.for_scope(by).get(status=DecisionStatus.LIVE)
    check_past_dates(charged_on, at=at, since=london_day(decision.in_force_at))
    laid = _check_victims_of_case(suspect.case, charges, by=by)
    authorised = _authorised_charges(decision)
    _check_days_of_others(suspect, laid, authorised, by=by)
    differs = compare_charges(authorised, map(charge_of_pair, laid))
    if differs and not explanation.strip():
        raise Refused(_("Enter why the charges are not the ones authorised."), is_stage=True)
    report = ReportedCharge.objects.unscoped("report a charge").create(
        case=suspect.case, decision=decision, number=number, method=method,
        charged_on=charged_on, explanation=explanation, by_id=by.actor.id, at=at,
    )  # fmt: skip
    LaidCharge.objects.bulk_create(
        LaidCharge(report=report, victim=victim, offence=offence) for victim, offence in laid
    )
    add_timeline_event(verb, suspect.case, by=by, at=at, suspects=[suspect])
    _advance_after_report(verb, suspect, bool(differs), by=by, at=at)
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


def _check_victims_of_case(
    case: Case, charges: Sequence[tuple[Victim, Offence]], *, by: Scope
) -> Sequence[tuple[Victim, Offence]]:
    """
    Return the charges. Raises Refused for none, or for a victim not of the case or not visible.
    """
    victim_ids = set(case.victims.for_scope(by).values_list("pk", flat=True))
    if not charges or any(victim.pk not in victim_ids for victim, _offence in charges):
        raise Refused(_("Say which charges were laid, about victims of this case."), is_stage=True)
    return charges


def _check_days_of_others(
    suspect: Suspect,
    laid: Sequence[tuple[Victim, Offence]],
    authorised: Collection[Charge],
    *,
    by: Scope,
) -> None:
    """
    Raise Refused if a charge that was not authorised fits none of the acts alleged by that victim.
    """
    acts = alleged_acts(visible_allegations(by).filter(suspect=suspect))
    for victim, offence in laid:
        if charge_of_pair((victim, offence)) not in authorised:
            refuse_for_none(offence.pk, acts.get(victim.pk, []))


def _authorised_charges(decision: Decision) -> list[Charge]:
    rows = decision.charges.select_related("allegation__victim", "allegation__offence")
    return [charge_of_allegation(row.allegation) for row in rows]


def _changed_report_fields(
    before: ReportedCharge, charges: Sequence[tuple[Victim, Offence]], said: dict[str, Any]
) -> list[tuple[str | Promise, object, object]]:
    """Fields of a stale form that differ from the newest report: [(field, stored, submitted)]."""
    rows = before.charges.select_related("victim", "offence")
    then = [charge_text(row.as_charge) for row in rows.order_by("pk")]
    facts = [(name, getattr(before, name), value) for name, value in said.items()]
    return [
        *facts,
        (_("Charges"), then, [charge_text(charge_of_pair(charge)) for charge in charges]),
    ]
