"""
Stop charges after the police reported them, put another in the place of one, or put one in force
that is added (cases/decisions/actions/further_charges.py).
"""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cases import notices
from cases.action_plans.actions.action_items import cancel_items_nobody_waits_for
from cases.actions import turns
from cases.actions.custody_ends import update_custody_clock
from cases.actions.custody_limits import update_first_limit
from cases.actions.open_case_action import (
    add_timeline_event,
    open_case_action,
    save_with_history,
)
from cases.decisions.actions.charges_added import lay_further
from cases.decisions.actions.charges_instead import counts_instead
from cases.decisions.actions.consents import ask_for_charge_instead, end_consents
from cases.decisions.actions.counts import consent_of
from cases.decisions.actions.days_of_stops import check_day_of_stop
from cases.decisions.actions.decision_wordings import notify_second_readers
from cases.decisions.actions.discontinuing import check_before_trial
from cases.decisions.actions.reopenings import live_decision
from cases.decisions.actions.reviews_before_stops import check_no_review_before
from cases.decisions.actions.verdicts import check_no_outcome
from cases.decisions.queries.charge_stops import is_further_read_twice
from cases.models import (
    ChargeStop,
    Decision,
    LaidCharge,
    Offence,
    StopKind,
    StoppedCount,
    Suspect,
)
from cases.statuses import StopStatus
from people.access.scopes import Refused, Scope
from people.models import Side
from people.models.nullable import not_null
from timeliness.calendar import london_day

NOT_GOING_ON = _(
    "The charges have changed since you opened this page. Select again which of them you stop or "
    "replace."
)
SAY_WHY_NOT_TOLD = _("Enter why the victims were not told before.")


@transaction.atomic
def stop_charges(
    *, suspect: Suspect, by: Scope, at: datetime, charges: Collection[LaidCharge], kind: str,
    text: str, are_told: bool, not_told_because: str = "", offence: Offence | None = None,
    from_on: date | None = None, to_on: date | None = None, consent: str = "",
    on: date | None = None, alternative: Offence | None = None, other_act_because: str = "",
) -> ChargeStop:  # fmt: skip
    """
    Discontinue charges that were laid, offer no evidence on them, or replace one, for a reason.

    In force at once; where the decision to charge had a second reader, it is proposed first.
    charges: of the newest report, not stopped before, and without an outcome in court. kind: a
    StopKind. are_told: whether the victims concerned were told before that the CPS means to stop
    them; else not_told_because says why not. offence, from_on, to_on: of the charge in the place
    of one that is ALTERED; alternative: of a second charge of those days, in the alternative;
    consent: where the consent to prosecute them stands, if one needs it; other_act_because: of days
    across 1 May 2004, why no offence of like conduct under the other Act is charged. on: the day
    on which the proceedings ended; None: it counts from when it takes effect here.
    """
    verb, kind = "stop_charges", StopKind(kind)
    suspect = open_case_action(verb, suspect, by=by, at=at)
    _check_told(are_told, not_told_because)
    decision = live_decision(suspect)
    _check_can_end(decision, charges, kind, on=on or london_day(at))
    check_no_review_before(suspect, charges, kind, on=on, are_told=are_told, at=at)
    if on:
        check_day_of_stop(on, charges, at=at)
    facts: dict[str, Any] = {"kind": kind, "reasons": text, "are_told": are_told, "on": on}
    facts["not_told_because"] = "" if are_told else not_told_because
    if kind == StopKind.ALTERED:
        counts = counts_instead(
            decision, charges, [not_null(offence), alternative], not_null(from_on), to_on, at=at,
            other_act_because=other_act_because,
        )  # fmt: skip
        facts |= {"new_offence": offence, "new_from_on": from_on, "new_to_on": to_on}
        facts |= {"new_alternative": alternative, "consent": consent_of(counts, consent)}
        facts["other_act_because"] = other_act_because
    stop = create_stop(decision, charges, by=by, at=at, **facts)
    pass_or_put_in_force(verb, suspect, stop, by=by, at=at)
    return stop


def _check_told(are_told: bool, not_told_because: str) -> None:
    if not are_told and not not_told_because.strip():
        raise Refused(SAY_WHY_NOT_TOLD, is_stage=True)


def create_stop(
    decision: Decision, charges: Collection[LaidCharge], *, by: Scope, at: datetime, **facts: Any
) -> ChargeStop:
    """Create a proposal about the charges of a decision. charges: those that it stops."""
    number = 1 + decision.stops.unscoped("number a stop").count()
    stop = ChargeStop.objects.unscoped("stop charges").create(
        case_id=decision.case_id, decision=decision, number=number, by_id=by.actor.id,
        authors=[by.actor.id], at=at, **facts,
    )  # fmt: skip
    StoppedCount.objects.bulk_create(StoppedCount(stop=stop, laid=laid) for laid in charges)
    return stop


@transaction.atomic
def withdraw_stop(*, suspect: Suspect, by: Scope, at: datetime, text: str) -> ChargeStop:
    """Withdraw the proposal before it is read, with a reason: the charges go on."""
    verb = "withdraw_stop"
    suspect = open_case_action(verb, suspect, by=by, at=at)
    stop = waiting_stop(suspect)
    end_proposed_stop(verb, suspect, stop, StopStatus.WITHDRAWN, by=by, at=at, note=text)
    return stop


def pass_or_put_in_force(
    verb: str, suspect: Suspect, stop: ChargeStop, *, by: Scope, at: datetime
) -> None:
    """Put it in force; or where it has a second reader, pass it to one."""
    is_read_twice = stop.decision.read_by_id is not None
    if stop.kind == StopKind.FURTHER:
        is_read_twice = is_further_read_twice(suspect, stop.decision)
    if not is_read_twice:
        put_stop_in_force(verb, suspect, stop, by=by, at=at)
    else:
        _pass_to_second_reader(suspect, stop, by=by, at=at)


def put_stop_in_force(
    verb: str, suspect: Suspect, stop: ChargeStop, *, by: Scope, at: datetime
) -> None:
    """
    Stop the charges, or lay what takes the place of one or is added. The suspect stays charged with
    the others; where none is left, the prosecution has ended, and nobody has anything to do.
    """
    stop.status, stop.only_side = StopStatus.IN_FORCE, ""
    stop.save(update_fields=["status", "only_side"])
    if stop.kind == StopKind.ALTERED:
        _lay_instead(stop)
    lay_further(stop)
    ask_for_charge_instead(stop, suspect, by=by, at=at)
    suspect.proposed_by, suspect.has_stopped_charges = [], True
    if update_first_limit(suspect):
        update_custody_clock(suspect, at=at)
    add_timeline_event(verb, suspect.case, by=by, at=at, suspects=[suspect])
    if not charges_going_on(stop.decision):
        end_consents(stop.decision, suspect, at=at)
        turns.advance_suspect(suspect, "end_prosecution", by=by, at=at)
        cancel_items_nobody_waits_for(suspect.case, by=by, at=at)
        add_timeline_event("end_prosecution", suspect.case, by=None, at=at, suspects=[suspect])
    elif verb in ("stop_charges", "add_charge"):
        suspect.version += 1
        save_with_history(suspect, verb, by=by, at=at)
    else:
        turns.advance_suspect(suspect, verb, by=by, at=at)
    notice = "charge_added" if stop.kind == StopKind.FURTHER else "charges_stopped"
    notices.notify_named_roles(notices.OFFICER_ROLES, suspect.case, [suspect], notice=notice, at=at)


def end_proposed_stop(
    verb: str, suspect: Suspect, stop: ChargeStop, status: StopStatus, *, by: Scope,
    at: datetime, note: str = "",
) -> None:  # fmt: skip
    """End a proposal that does not come into force: its charges go on, and can be stopped later."""
    stop.status = status
    stop.save(update_fields=["status"])
    stop.counts.update(is_current=False)
    suspect.proposed_by = []
    turns.advance_suspect(suspect, verb, by=by, at=at)
    add_timeline_event(
        verb, suspect.case, by=by, at=at, suspects=[suspect], note=note, only_side=Side.CPS
    )


def waiting_stop(suspect: Suspect) -> ChargeStop:
    """The proposal about a locked suspect that waits for a second reader."""
    rows = ChargeStop.objects.unscoped("the stop that waits for a second reader")
    rows = rows.filter(decision__suspect=suspect, status=StopStatus.PROPOSED)
    return rows.select_related("by", "decision").get()


def charges_going_on(decision: Decision) -> list[int]:
    """Keys of the charges of the newest report on a decision that nobody has stopped."""
    newest = decision.reports.unscoped("the newest report of the charges").order_by("number").last()
    laid = LaidCharge.objects.filter(report=newest).exclude(stopped__is_current=True)
    return list(laid.values_list("pk", flat=True))


def _check_can_end(
    decision: Decision, charges: Collection[LaidCharge], kind: StopKind, *, on: date
) -> None:
    """Raise Refused unless these go on, and can end in this way on that day."""
    chosen = {laid.pk for laid in charges}
    if not chosen or not chosen <= set(charges_going_on(decision)):
        raise Refused(NOT_GOING_ON, is_stage=True)
    check_no_outcome(decision, charges, kind)
    check_before_trial(decision, charges, kind, on=on)


def _lay_instead(stop: ChargeStop) -> None:
    """Lay what takes the place of the charge that is replaced, in the same report."""
    replaced = stop.counts.select_related("laid").get().laid
    for offence in (stop.new_offence_id, stop.new_alternative_id):
        if offence:
            LaidCharge.objects.create(
                report_id=replaced.report_id, victim_id=replaced.victim_id, altered_by=stop,
                offence_id=offence, from_on=stop.new_from_on, to_on=stop.new_to_on,
            )  # fmt: skip


def _pass_to_second_reader(suspect: Suspect, stop: ChargeStop, *, by: Scope, at: datetime) -> None:
    verb, suspect.proposed_by = "propose_stop", stop.authors
    turns.advance_suspect(suspect, verb, by=by, at=at)
    notify_second_readers(suspect, verb, by=by, at=at)
