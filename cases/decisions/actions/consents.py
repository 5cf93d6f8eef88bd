"""Record the consent to prosecute: asked for, given, refused, and corrected (ADR 121)."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import cast

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cases import notices
from cases.actions.open_case_action import (
    add_timeline_event,
    check_past_dates,
    open_case_action,
    save_with_history,
)
from cases.deadlines import CONSENT_REPLY
from cases.decisions.counts import ActToCharge
from cases.decisions.queries.consents import answers_what_was_asked
from cases.models import ChargeStop, ConsentStep, Decision, StopKind, Suspect
from cases.models.consent_step import ConsentAnswer
from cases.offences.queries.obstacles import ChargeableAct, whose_consent
from cases.statuses import DecisionStatus
from people.access.scopes import Refused, Scope
from people.models import Side
from people.models.nullable import not_null
from people.text.dates import format_day
from timeliness.actions import clocks
from timeliness.calendar import london_day

NO_CONSENT = _("No charge of this suspect needs anybody’s consent.")
CONSENT_CHANGED = _(
    "Somebody has recorded the consent to prosecute since you opened the page. Read it, and record"
    " again."
)
SAY_WHY = _("Enter why you change what was recorded.")
BEFORE_ASKED = _("It was asked for on %(day)s. Enter that date or a later one.")
SAY_WHEN = _("Enter the day.")
UNSETTLED_CONSENTS = (ConsentAnswer.ASKED, ConsentAnswer.REFUSED)


@transaction.atomic
def record_prosecution_consent(
    *, suspect: Suspect, by: Scope, at: datetime, answer: str, version: int, on: date | None = None,
    reason: str = "",
) -> ConsentStep:  # fmt: skip
    """
    Record where the consent to prosecute stands now.

    answer: a ConsentAnswer. version: number of the step that the form showed; 0 if none. on: the
    day on which it was asked for, given or refused. reason: needed where this is no answer to what
    was asked, but changes what was recorded. Raises Refused if another step was recorded since.
    """
    verb, answer = "record_prosecution_consent", ConsentAnswer(answer)
    suspect = open_case_action(verb, suspect, by=by, at=at, operation="collection")
    decision = _decision_with_consent(suspect)
    before = newest_step(decision)
    if version != before.number:
        raise Refused(CONSENT_CHANGED, is_stage=True, version=before.number)
    _check_day(answer, on, before, at=at)
    if not answers_what_was_asked(before.answer, answer) and not reason.strip():
        raise Refused(SAY_WHY, is_stage=True)
    end_consents(decision, suspect, at=at)
    on = None if answer == ConsentAnswer.NOT_NEEDED else on
    step = _add_step(before, suspect, answer, by=by, at=at, on=on, reason=reason)
    suspect.version += 1
    save_with_history(suspect, verb, by=by, at=at)
    is_private = decision.status == DecisionStatus.PROPOSED
    add_timeline_event(
        verb, suspect.case, by=by, at=at, suspects=[suspect], made=answer,
        only_side=Side.CPS if is_private else "",
    )  # fmt: skip
    if not is_private:
        notices.notify_named_roles(
            notices.OFFICER_ROLES, suspect.case, [suspect], notice="consent_recorded", at=at
        )
    return step


def begin_consent(
    decision: Decision, suspect: Suspect, acts: Iterable[ChargeableAct], *, by: Scope, at: datetime
) -> None:
    """Keep what a new charge of a locked suspect says of the consent as the first step."""
    if decision.consent:
        before = ConsentStep(decision=decision, number=0, of=whose_consent(acts))
        _add_step(before, suspect, ConsentAnswer(decision.consent), by=by, at=at)


def ask_for_charge_instead(stop: ChargeStop, suspect: Suspect, *, by: Scope, at: datetime) -> None:
    """
    Keep that a consent was asked for to a charge in the place of one laid, and whatever a further
    charge says of it. What is still waited for, or was refused, is waited for with it. Meanwhile a
    further charge that asks for none adds no step, which would hide that.
    """
    before, is_further = newest_step(stop.decision), stop.kind == StopKind.FURTHER
    is_asked = stop.consent == ConsentAnswer.ASKED
    is_unsettled = before.answer in UNSETTLED_CONSENTS
    is_given = stop.consent == ConsentAnswer.GIVEN or not before.answer
    is_told = is_further and stop.consent and is_given and not is_unsettled
    if not is_asked and not is_told:
        return
    offences = [each for each in (stop.new_offence, stop.new_alternative) if each]
    acts = [ActToCharge(each, not_null(stop.new_from_on), stop.new_to_on) for each in offences]
    still = before.of.split("; ") if is_further and is_unsettled else []
    before.of = "; ".join(sorted({*still, *whose_consent(acts).split("; ")} - {""}))
    end_consents(stop.decision, suspect, at=at)
    _add_step(before, suspect, ConsentAnswer(stop.consent), by=by, at=at)


def end_consents(decision: Decision, suspect: Suspect, *, at: datetime) -> None:
    """Wait no more for an answer: one came, or the charge does not count any more."""
    waiting = ConsentStep.objects.filter(decision=decision, is_waiting=True)
    for step in waiting.select_related("clock"):
        if step.clock:
            clocks.stop_clock(step.clock, at=max(at, step.clock.started_at))
        step.is_waiting = False
        step.save(update_fields=["is_waiting"])
        _save_waiting(suspect, None)


def newest_step(decision: Decision) -> ConsentStep:
    """
    The newest step. Of a decision of an earlier release it is what the decision said, not saved.
    """
    rows = ConsentStep.objects.filter(decision=decision)
    if step := rows.order_by("number").last():
        return step
    acts = [each if each.offence_id else each.allegation for each in decision.charges.all()]
    return ConsentStep(
        decision=decision, number=1 if decision.consent else 0, answer=decision.consent,
        of=whose_consent(cast("list[ChargeableAct]", acts)), by_id=decision.by_id, at=decision.at,
    )  # fmt: skip


def _decision_with_consent(suspect: Suspect) -> Decision:
    rows = Decision.objects.unscoped("the charge that is consented to").filter(
        suspect=suspect, status__in=[DecisionStatus.PROPOSED, DecisionStatus.LIVE]
    )
    decision = rows.first()
    if decision is None or not newest_step(decision).answer:
        raise Refused(NO_CONSENT, is_stage=True)
    return decision


def _check_day(answer: str, on: date | None, before: ConsentStep, *, at: datetime) -> None:
    """Raise Refused for a day that is missing or cannot be right."""
    if answer == ConsentAnswer.NOT_NEEDED:
        return
    if on is None:
        raise Refused(SAY_WHEN, is_stage=True)
    check_past_dates(on, at=at)
    if answers_what_was_asked(before.answer, answer) and before.on and on < before.on:
        raise Refused(BEFORE_ASKED % {"day": format_day(before.on)}, is_stage=True)


def _add_step(
    before: ConsentStep, suspect: Suspect, answer: ConsentAnswer, *, by: Scope, at: datetime,
    on: date | None = None, reason: str = "",
) -> ConsentStep:  # fmt: skip
    """Add the step after another one of a locked suspect, and wait for an answer if one is due."""
    is_waiting, clock = answer == ConsentAnswer.ASKED, None
    if is_waiting:
        case = suspect.case
        clock = clocks.start_clock_if_set(
            rule=CONSENT_REPLY, about=case.pk, unit=not_null(case.cps_unit), at=at,
            subject=notices.notice_subject(case, [suspect]),
        )  # fmt: skip
        _save_waiting(suspect, on or london_day(at))
    return ConsentStep.objects.create(
        decision=before.decision, number=before.number + 1, answer=answer, of=before.of, on=on,
        reason=reason, by_id=by.actor.id, at=at, is_waiting=is_waiting, clock=clock,
    )  # fmt: skip


def _save_waiting(suspect: Suspect, since: date | None) -> None:
    suspect.consent_asked_on = since
    suspect.save_without_historical_record(update_fields=["consent_asked_on"])
