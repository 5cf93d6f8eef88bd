"""A supervisor signs a closing report, which closes the investigation, or sends it back."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cases import notices
from cases.actions import turns
from cases.actions.open_case_action import add_timeline_event, open_case_action
from cases.closing.actions.closing_reports import locked_report_awaiting_signature
from cases.closing.outcome_codes import OUTCOMES_BY_CODE
from cases.models import ClosingReport, Suspect
from cases.statuses import ClosingStatus
from people.access.scopes import Refused, Scope
from people.models import Side

IDENTIFIED_SINCE = _(
    "Suspect %(n)s has been identified since this report was written. Send it back: it needs "
    "another outcome."
)
REPORT_CHANGED = _("This report has changed since you opened it. Read it again, then decide.")


@transaction.atomic
def sign_closing_report(
    *, suspect: Suspect, by: Scope, at: datetime, version: int, text: str, has_open_line: bool
) -> ClosingReport:
    """
    Sign a closing report: the police have closed the investigation of the suspect.

    The victims are owed the news from now on (victims/duty_rules.py). The CPS reads the report if
    it knows of the suspect. version: number of the report that was read. has_open_line: whether a
    line of inquiry about the suspect could still be followed. Raises Refused if there is a newer
    report, or if its outcome says that nobody was identified and somebody has been since.
    """
    verb = "sign_closing_report"
    suspect, report = _open_answer(verb, suspect, version, by=by, at=at)
    _check_outcome_still_fits(report, suspect)
    report.status, report.only_side = ClosingStatus.CLOSED, suspect.only_side
    report.has_open_line = has_open_line
    _record_answer(report, text, by=by, at=at)
    suspect.proposed_by = []
    turns.advance_suspect(suspect, verb, by=by, at=at)
    case = suspect.case
    add_timeline_event(verb, case, by=by, at=at, suspects=[suspect])
    notify_of_closing(suspect, notice="closing_signed", at=at)
    return report


@transaction.atomic
def send_closing_report_back(
    *, suspect: Suspect, by: Scope, at: datetime, version: int, text: str
) -> ClosingReport:
    """Send a closing report back, with what is missing; the suspect is where they were before."""
    verb = "send_closing_report_back"
    suspect, report = _open_answer(verb, suspect, version, by=by, at=at)
    report.status = ClosingStatus.SENT_BACK
    _record_answer(report, text, by=by, at=at)
    suspect.proposed_by = []
    turns.advance_suspect(suspect, verb, by=by, at=at)
    add_timeline_event(
        verb, suspect.case, by=by, at=at, suspects=[suspect], note=text, only_side=Side.POLICE
    )
    notices.notify_named_roles(
        notices.OFFICER_ROLES, suspect.case, [suspect], notice="closing_sent_back", at=at
    )
    return report


def _check_outcome_still_fits(report: ClosingReport, suspect: Suspect) -> None:
    codes = report.outcomes.values_list("outcome", flat=True)
    if not all(OUTCOMES_BY_CODE[each].fits(is_identified=suspect.is_identified) for each in codes):
        raise Refused(IDENTIFIED_SINCE % {"n": suspect.number}, is_stage=True)


def notify_of_closing(suspect: Suspect, *, notice: str, at: datetime) -> None:
    """Notify the officer; also the CPS unit and the prosecutor, if they know of the suspect."""
    case, about = suspect.case, [suspect]
    notices.notify_named_roles(notices.OFFICER_ROLES, case, about, notice=notice, at=at)
    if suspect.only_side or case.cps_unit_id is None:
        return
    notices.notify_unit("triage_cases", case.cps_unit_id, case, about, notice=notice, at=at)
    if case.has_prosecutor:
        notices.notify_named_roles(notices.PROSECUTOR_ROLES, case, about, notice=notice, at=at)


def _open_answer(
    verb: str, suspect: Suspect, version: int, *, by: Scope, at: datetime
) -> tuple[Suspect, ClosingReport]:
    """The locked suspect and the report that waits. Raises Refused if another was read."""
    suspect = open_case_action(verb, suspect, by=by, at=at)
    report = locked_report_awaiting_signature(suspect)
    if version != report.number:
        raise Refused(REPORT_CHANGED, is_stage=True, version=report.number)
    return suspect, report


def _record_answer(report: ClosingReport, text: str, *, by: Scope, at: datetime) -> None:
    report.answer, report.answered_by_id, report.answered_at = text, by.actor.id, at
    fields = ["status", "only_side", "has_open_line", "answer", "answered_by", "answered_at"]
    report.save(update_fields=fields)
