"""The police report whether a caution was given, and whether its conditions were met."""

from collections.abc import Collection
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cases import notices
from cases.action_plans.actions.action_items import cancel_items_nobody_waits_for
from cases.actions import turns
from cases.actions.open_case_action import add_timeline_event, check_past_dates, open_case_action
from cases.deadlines import DISPOSAL_CONDITIONS_DATE
from cases.decisions.actions.disposal_checks import check_age, check_disposal_read
from cases.decisions.actions.reopenings import (
    live_decision,
    overtake_reversal,
    set_decision_aside,
)
from cases.decisions.disposals import steps_of_giving
from cases.models import Decision, DisposalReport, DisposalStep, Suspect
from cases.models.decision import CONDITIONAL_KINDS
from people.access.scopes import Refused, Scope
from people.models.nullable import not_null
from timeliness.actions import clocks
from timeliness.calendar import london_day
from timeliness.models import Clock

REPORT_NOT_GIVEN = _("Report that it was not given: the prosecutor decides again.")
STEPS_MISSING = _(
    "Confirm each step that the law asks for. If one was left out, the caution was not given."
)
SAY_WHY_NOT = _("Enter why not.")


@transaction.atomic
def report_disposal(
    *, suspect: Suspect, by: Scope, at: datetime, version: int, was_given: bool, on: date,
    confirmed: Collection[str] = (), text: str = "",
) -> DisposalReport:  # fmt: skip
    """
    Report that the caution was given on a day, or why it was not. A proposal to withdraw it that
    waits for a second reader is overtaken.

    version: of the disposal as the form showed it (disposal_version). confirmed: the steps that
    were taken when it was given (GivingStep). Not given, the decision is set aside and the
    prosecutor decides again. Given after the day of a condition, it was given all the same: the
    prosecutor may vary that condition. Raises Refused if another decision is in force, if a step is
    missing, or if the suspect was too old for it on that day.
    """
    verb = "report_disposal"
    suspect = open_case_action(verb, suspect, by=by, at=at, operation="collection")
    decision = live_decision(suspect)
    check_disposal_read(decision, version)
    check_past_dates(on, at=at, since=london_day(decision.in_force_at))
    if was_given:
        _check_giving(suspect, decision, on, confirmed)
    overtake_reversal(suspect, decision)
    step = DisposalStep.GIVEN if was_given else DisposalStep.NOT_GIVEN
    report = _create_report(
        verb, suspect, decision, step, by=by, at=at, on=on, text="" if was_given else text,
        confirmed=sorted(confirmed) if was_given else [],
    )  # fmt: skip
    if not was_given:
        _return_to_prosecutor(suspect, decision, by=by, at=at)
    elif decision.kind in CONDITIONAL_KINDS:
        clock = _start_conditions_clock(suspect, decision, at=at)
        turns.advance_suspect(suspect, "begin_conditions", by=by, at=at, clock=clock)
        add_timeline_event("begin_conditions", suspect.case, by=None, at=at, suspects=[suspect])
    else:
        _end_out_of_court(verb, suspect, by=by, at=at)
    return report


@transaction.atomic
def report_conditions(
    *, suspect: Suspect, by: Scope, at: datetime, version: int, were_met: bool, on: date,
    text: str = "",
) -> DisposalReport:  # fmt: skip
    """
    Report that the conditions were met by a day, or that one was not and why.

    version: of the disposal as the form showed it (disposal_version). Not met, the decision is
    set aside and the prosecutor decides again: the suspect may be prosecuted for the offence
    (Criminal Justice Act 2003 s.24(1)). Raises Refused if another decision is in force, or the
    conditions were varied.
    """
    verb = "report_conditions"
    suspect = open_case_action(verb, suspect, by=by, at=at)
    decision = live_decision(suspect)
    check_disposal_read(decision, version)
    given = decision.disposal_reports.unscoped("when it was given").get(step=DisposalStep.GIVEN)
    check_past_dates(on, at=at, since=given.on)
    step = DisposalStep.MET if were_met else DisposalStep.NOT_MET
    text = "" if were_met else text
    report = _create_report(verb, suspect, decision, step, by=by, at=at, on=on, text=text)
    if were_met:
        _end_out_of_court(verb, suspect, by=by, at=at)
    else:
        _return_to_prosecutor(suspect, decision, by=by, at=at)
    return report


def _check_giving(
    suspect: Suspect, decision: Decision, on: date, confirmed: Collection[str]
) -> None:
    check_age(suspect, decision, on=on, instead=REPORT_NOT_GIVEN)
    asked = steps_of_giving(decision.kind, not_null(suspect.born_on), on=on)
    if not set(asked) <= set(confirmed):
        raise Refused(STEPS_MISSING, is_stage=True)


def _create_report(
    verb: str, suspect: Suspect, decision: Decision, step: DisposalStep, *, by: Scope,
    at: datetime, on: date, text: str, confirmed: Collection[str] = (),
) -> DisposalReport:  # fmt: skip
    if step in (DisposalStep.NOT_GIVEN, DisposalStep.NOT_MET) and not text.strip():
        raise Refused(SAY_WHY_NOT, is_stage=True)
    add_timeline_event(verb, suspect.case, by=by, at=at, suspects=[suspect])
    notices.notify_named_roles(
        notices.PROSECUTOR_ROLES, suspect.case, [suspect], notice="disposal_reported", at=at
    )
    return DisposalReport.objects.unscoped("report a disposal").create(
        case=suspect.case, decision=decision, step=step, on=on, confirmed=list(confirmed),
        text=text, by_id=by.actor.id, at=at,
    )  # fmt: skip


def _start_conditions_clock(suspect: Suspect, decision: Decision, *, at: datetime) -> Clock:
    """The clock of the last day by which a condition is to be met, against the police unit."""
    current = decision.conditions.filter(is_current=True)
    last = max(current.values_list("meet_by", flat=True))
    case = suspect.case
    return clocks.start_agreed_clock(
        due_on=last, rule=DISPOSAL_CONDITIONS_DATE, about=case.pk,
        subject=notices.notice_subject(case, [suspect]), unit=case.police_unit, at=at,
    )  # fmt: skip


def _end_out_of_court(verb: str, suspect: Suspect, *, by: Scope, at: datetime) -> None:
    turns.advance_suspect(suspect, verb, by=by, at=at)
    cancel_items_nobody_waits_for(suspect.case, by=by, at=at)


def _return_to_prosecutor(suspect: Suspect, decision: Decision, *, by: Scope, at: datetime) -> None:
    set_decision_aside("return_disposal", suspect, decision, by=by, at=at)
