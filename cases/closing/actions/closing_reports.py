"""The police propose to close the investigation of a suspect, and withdraw the proposal."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from cases import notices
from cases.actions import turns
from cases.actions.open_case_action import add_timeline_event, open_case_action
from cases.closing.actions.report_checks import check_days, check_report
from cases.closing.actions.sent_versions import versions_sent
from cases.closing.outcome_codes import OutcomeCode
from cases.closing.report_parts import LineOfInquiry, VictimAnswer
from cases.decisions.suspect_focus import StatedFocus, check_focus
from cases.models import (
    Allegation,
    ClosingLine,
    ClosingOutcome,
    ClosingReport,
    Suspect,
    VictimAsked,
)
from cases.models.suspect_focus import ClosingFocus
from cases.statuses import ClosingStatus
from people.access.scopes import Scope
from people.models import Side


@transaction.atomic
def propose_closing(
    *, suspect: Suspect, by: Scope, at: datetime, outcome: int | Mapping[UUID, int], reasons: str,
    lines: Sequence[LineOfInquiry], focus: Sequence[StatedFocus],
    victims: Sequence[VictimAnswer] = (), interviewed_on: date | None = None,
    no_advice_because: str = "",
) -> ClosingReport:  # fmt: skip
    """
    Write a closing report and pass it to the supervisors of the unit. It closes nothing yet.

    outcome: a code with which an investigation is closed, for every allegation; or {allegation:
    code}, where the allegations have different outcomes. interviewed_on: None if the suspect was
    not interviewed under caution. focus: what was looked at about the suspect. Raises Refused if
    something that the report needs is missing, or if nobody has been identified and it says that
    they were interviewed.
    """
    suspect = open_case_action("propose_closing", suspect, by=by, at=at, operation="collection")
    check_days(interviewed_on, victims, at=at)
    check_focus(focus)
    outcomes = check_report(
        suspect, outcome, lines, victims, interviewed_on=interviewed_on,
        no_advice_because=no_advice_because, by=by,
    )  # fmt: skip
    authors = _authors(suspect, by)
    report = ClosingReport.objects.unscoped("close an investigation").create(
        case=suspect.case, suspect=suspect, number=_next_number(suspect),
        outcome=_outcome_of_release_before(outcomes).code, reasons=reasons, authors=authors, at=at,
        no_advice_because=no_advice_because, interviewed_on=interviewed_on, by_id=by.actor.id,
    )  # fmt: skip
    _create_parts(report, outcomes, lines, focus, victims)
    suspect.proposed_by = authors
    turns.advance_suspect(suspect, "propose_closing", by=by, at=at)
    add_timeline_event(
        "propose_closing", suspect.case, by=by, at=at, suspects=[suspect], only_side=Side.POLICE
    )
    notices.notify_unit(
        "supervise_cases", suspect.case.police_unit_id, suspect.case, [suspect],
        notice="closing_wanted", at=at,
    )  # fmt: skip
    return report


def _outcome_of_release_before(outcomes: Mapping[Allegation, OutcomeCode]) -> OutcomeCode:
    """The one that is shown of a whole report: of an allegation that the CPS was sent, if any."""
    sent = (outcome for allegation, outcome in outcomes.items() if not allegation.only_side)
    return next(sent, next(iter(outcomes.values())))


def _authors(suspect: Suspect, by: Scope) -> list[int]:
    """The writer, and the authors of the report before, from whose words the form starts."""
    rows = ClosingReport.objects.unscoped("whose words a report may have").filter(suspect=suspect)
    last = rows.order_by("number").last()
    return sorted({by.actor.id, *(last.authors if last else ())})


def _next_number(suspect: Suspect) -> int:
    rows = ClosingReport.objects.unscoped("number a report").filter(case=suspect.case_id)
    return 1 + rows.count()


def _create_parts(
    report: ClosingReport,
    outcomes: Mapping[Allegation, OutcomeCode],
    lines: Sequence[LineOfInquiry],
    focus: Sequence[StatedFocus],
    victims: Sequence[VictimAnswer],
) -> None:
    _create_outcomes(report, outcomes)
    ClosingLine.objects.bulk_create(
        ClosingLine(
            report=report, number=n, text=line.text, is_done=line.is_done, why_not=line.why_not
        )
        for n, line in enumerate(lines, start=1)
    )
    ClosingFocus.objects.bulk_create(
        ClosingFocus(report=report, question=each.question, answer=each.answer, text=each.text)
        for each in focus
    )
    VictimAsked.objects.bulk_create(
        VictimAsked(
            report=report, victim=each.victim, spoke=each.spoke, on=each.on, how=each.how,
            said=each.said, told=list(each.told), not_asked_because=each.not_asked_because,
        )
        for each in victims
    )  # fmt: skip


def _create_outcomes(report: ClosingReport, outcomes: Mapping[Allegation, OutcomeCode]) -> None:
    sent = versions_sent(outcomes)
    ClosingOutcome.objects.bulk_create(
        ClosingOutcome(
            report=report, allegation=each, sent_as=sent.get(each.pk), outcome=outcome.code
        )
        for each, outcome in outcomes.items()
    )


@transaction.atomic
def withdraw_closing_report(
    *, suspect: Suspect, by: Scope, at: datetime, text: str
) -> ClosingReport:
    """Withdraw a report that waits for a signature; the suspect is where they were before."""
    suspect = open_case_action("withdraw_closing_report", suspect, by=by, at=at)
    report = locked_report_awaiting_signature(suspect)
    report.status = ClosingStatus.WITHDRAWN
    report.save(update_fields=["status"])
    suspect.proposed_by = []
    turns.advance_suspect(suspect, "withdraw_closing_report", by=by, at=at)
    add_timeline_event(
        "withdraw_closing_report", suspect.case, by=by, at=at, suspects=[suspect], note=text,
        only_side=Side.POLICE,
    )  # fmt: skip
    return report


def locked_report_awaiting_signature(suspect: Suspect) -> ClosingReport:
    """The report about a locked suspect that waits for a supervisor."""
    rows = ClosingReport.objects.unscoped("the report that waits for a signature")
    return rows.get(suspect=suspect, status=ClosingStatus.PROPOSED)
