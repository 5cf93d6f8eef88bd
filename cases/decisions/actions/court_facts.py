"""Record court facts after a charge, and correct them by further facts."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from cases import notices
from cases.actions.custody_limits import follow_limits
from cases.actions.open_case_action import add_timeline_event, open_case_action
from cases.deadlines import is_in_future
from cases.decisions.actions.charges_in_court import named_charges, still_about
from cases.decisions.actions.court_fact_checks import (
    check_against_others,
    check_sentences_stand,
)
from cases.decisions.actions.leaves import charges_by_leave, follow_leave, still_by_leave
from cases.decisions.actions.trials import check_end_of_trial
from cases.models import (
    HEARING_KINDS,
    RESULTS,
    CourtFact,
    CourtFactCharge,
    CourtFactKind,
    Custody,
    Decision,
    LaidCharge,
    Offence,
    ReportedCharge,
    Suspect,
    Verdict,
)
from cases.models.court_fact import DETAILED_KINDS, LimitEnd
from cases.permissions.court_facts import why_court_date_is_wrong
from cases.states import State
from cases.statuses import DecisionStatus
from people.access.scopes import Refused, Scope
from people.models.nullable import not_null

IN_COURT_AFTER_STOP = _(
    "The prosecution of this suspect was stopped. Enter a date on which something happened, not "
    "one that is to come."
)
NO_CONVICTION_AFTER_STOP = _(
    "Every charge against this suspect was stopped, so no conviction can be recorded. Select "
    "another result."
)
AHEAD_OF_SET_ASIDE = _(
    "The decision to charge that this belongs to was set aside. Enter a date on which something "
    "happened, not one that is to come."
)
NO_CONVICTION_OF_SET_ASIDE = _(
    "Every charge of that prosecution was stopped, so no conviction can be recorded. Select "
    "another result."
)
NOT_REMANDED = _(
    "No remand of this suspect by a court is recorded. Ask the police to record it first."
)
SAID = ("result", "convicted_of", "detail", "court")  # of a fact, besides its day
NOTHING_CHANGED = _("Nothing has changed. Change what was recorded, or go back.")


@transaction.atomic
def record_court_fact(
    *, suspect: Suspect, by: Scope, at: datetime, kind: str, on: date, result: str = "",
    convicted_of: Offence | None = None, detail: str = "", court: str = "",
    charges: Collection[LaidCharge] = (),
) -> CourtFact:  # fmt: skip
    """
    Record what happened in court to a suspect, or is listed, in the prosecution that goes on.

    result: code, of a plea, an outcome or the court that gave leave. convicted_of: of a conviction
    of another offence than the one charged (Criminal Law Act 1967 s.6(3)). detail: what a hearing
    is for, or the sentence. court: where, of a hearing or trial. charges: of the newest report;
    none: it is about every charge, and leave about every one that lies on the file.
    Once the prosecution was stopped, what happened by then is recorded, or another hearing or an
    outcome since; nothing to come and no conviction.
    """
    kind = CourtFactKind(kind)
    suspect = open_case_action("record_court_fact", suspect, by=by, at=at, operation="collection")
    report = _newest_report(decision__suspect=suspect, decision__status=DecisionStatus.LIVE)
    _check_court_date(kind, on, report, at=at)
    said = _said_of_kind(kind, result, convicted_of, detail=detail, court=court)
    _check_after_stop(on, said["result"], suspect, report.decision, at=at)
    if kind == CourtFactKind.LEAVE:
        about = charges_by_leave(charges, report, on)
    else:
        about = named_charges(charges, report, kind, on, said["result"])
    check_against_others(kind, about, report.decision, result=said["result"])
    check_end_of_trial(kind, on, said["convicted_of"], about, report.decision)
    _check_remanded(kind, suspect)
    return _create_court_fact(
        "record_court_fact", suspect, about, by=by, at=at, decision=report.decision, kind=kind,
        on=on, **said,
    )  # fmt: skip


@transaction.atomic
def correct_court_fact(
    *, fact: CourtFact, by: Scope, at: datetime, reason: str, on: date | None = None,
    result: str = "", convicted_of: Offence | None = None, detail: str = "", court: str = "",
    is_void: bool = False,
) -> CourtFact:  # fmt: skip
    """
    Replace a court fact with a corrected one, with a reason; the earlier one stays.

    It belongs to the same decision to charge. Once that was set aside, what happened is still
    corrected, as after a stop: nothing to come, and no conviction.
    It is about the same charges; one about all, then about those that went on by the new day, and a
    custody time limit about those that go on now.
    is_void: the event did not take place, or a limit or leave was recorded in error; what it says
    is copied from the earlier fact, as is the day of a limit that no longer applies (result:
    LimitEnd.ENDED).
    """
    fact = open_case_action("correct_court_fact", fact, by=by, at=at)
    suspect = fact.suspect
    suspect.case = fact.case
    has_ended = fact.is_limit and result == LimitEnd.ENDED
    now = _newest_report(decision=fact.decision_id)
    is_over = is_void or has_ended
    on = fact.on if is_over else not_null(on)
    if is_over:
        said = {name: getattr(fact, name) for name in SAID}
        said |= {"result": LimitEnd.ENDED.value} if has_ended else {}
    else:
        said = _said_of_kind(fact.kind, result, convicted_of, detail=detail, court=court)
        _check_court_date(fact.kind, on, now, at=at, instead_of=fact)
        _check_after_stop(on, said["result"], suspect, fact.decision, at=at)
    before = {name: getattr(fact, name) for name in said}
    if (fact.on, before, fact.is_void) == (on, said, is_void):
        raise Refused(NOTHING_CHANGED, is_stage=True)
    about = _still_about(fact, now, on, said["result"], is_void=is_void, is_over=is_over)
    check_sentences_stand(fact, about, "" if is_void else said["result"])
    if not is_void:
        _check_corrected(fact, about, on, said)
    return _replace_court_fact(
        fact, about, by=by, at=at, on=on, is_void=is_void, reason=reason, **said
    )


def _check_corrected(
    fact: CourtFact, about: Sequence[LaidCharge], on: date, said: Mapping[str, Any]
) -> None:
    """Raise Refused where a corrected fact that stands contradicts others. said: by SAID."""
    decision, result = fact.decision, said["result"]
    check_against_others(fact.kind, about, decision, result=result, instead_of=fact)
    check_end_of_trial(fact.kind, on, said["convicted_of"], about, decision, instead_of=fact)


def _still_about(
    fact: CourtFact, report: ReportedCharge, on: date, result: str, *, is_void: bool, is_over: bool
) -> list[LaidCharge]:
    """The charges that a corrected fact is about. is_over: it is void, or a limit that ended."""
    if fact.is_leave:
        return still_by_leave(fact, report, on, is_void=is_void)
    return still_about(fact, None if is_over else report, on, result)


def _replace_court_fact(
    fact: CourtFact, about: Sequence[LaidCharge], *, by: Scope, at: datetime, **facts: Any
) -> CourtFact:
    fact.is_current = False
    fact.save(update_fields=["is_current"])
    return _create_court_fact(
        "correct_court_fact", fact.suspect, about, by=by, at=at, decision=fact.decision,
        kind=fact.kind, replaces=fact, **facts,
    )  # fmt: skip


def _said_of_kind(
    kind: str, result: str, convicted_of: Offence | None, *, detail: str, court: str
) -> dict[str, Any]:
    """
    What a fact of a kind says besides its day. Raises ValueError on an unknown code or without the
    detail that the kind needs.
    """
    if kind in DETAILED_KINDS and not detail.strip():
        raise ValueError("A hearing without its purpose, or a sentence without its terms")
    return {
        "result": RESULTS[kind](result) if kind in RESULTS else "",
        "convicted_of": convicted_of if result == Verdict.CONVICTED else None,
        "detail": detail if kind in DETAILED_KINDS else "",
        "court": court if kind in HEARING_KINDS else "",
    }


def _newest_report(**decision: Any) -> ReportedCharge:
    """Args: decision: which one, as a filter of reports."""
    reports = ReportedCharge.objects.unscoped("the charges in court").filter(**decision)
    return not_null(reports.select_related("decision__suspect").order_by("number").last())


def _check_court_date(
    kind: str, on: date, report: ReportedCharge, *, at: datetime,
    instead_of: CourtFact | None = None,
) -> None:  # fmt: skip
    rows = CourtFact.objects.unscoped("what else happened in court").filter(
        decision=report.decision_id, is_current=True, is_void=False
    )
    if instead_of:
        rows = rows.exclude(pk=instead_of.pk)
    others = rows.values_list("kind", "on")
    if wrong := why_court_date_is_wrong(
        kind, on, charged_on=report.charged_on, others=list(others), at=at
    ):
        raise Refused(wrong, is_stage=True)


def _check_after_stop(
    on: date, result: str, suspect: Suspect, decision: Decision, *, at: datetime
) -> None:
    """
    Raise Refused for what cannot happen in court once every charge was stopped; a decision to
    charge that was reported is set aside only after that.
    """
    is_set_aside = decision.status == DecisionStatus.SET_ASIDE
    if suspect.state != State.STOPPED and not is_set_aside:
        return
    if is_in_future(on, at=at):
        raise Refused(AHEAD_OF_SET_ASIDE if is_set_aside else IN_COURT_AFTER_STOP, is_stage=True)
    if result == Verdict.CONVICTED:
        told = NO_CONVICTION_OF_SET_ASIDE if is_set_aside else NO_CONVICTION_AFTER_STOP
        raise Refused(told, is_stage=True)


def _check_remanded(kind: str, suspect: Suspect) -> None:
    """Raise Refused for a custody time limit of somebody whom no court has remanded."""
    if kind == CourtFactKind.CUSTODY_LIMIT and suspect.custody != Custody.REMANDED:
        raise Refused(NOT_REMANDED, is_stage=True)


def _create_court_fact(
    verb: str, suspect: Suspect, about: Sequence[LaidCharge], *, by: Scope, at: datetime,
    **facts: Any,
) -> CourtFact:  # fmt: skip
    case = suspect.case
    made = CourtFact.objects.unscoped("record what happened in court").create(
        case=case, suspect=suspect, by_id=by.actor.id, at=at, **facts
    )
    CourtFactCharge.objects.bulk_create(
        CourtFactCharge(fact=made, charge=charge) for charge in about
    )
    if made.is_leave:
        follow_leave(made, suspect, about, by=by, at=at)
    _save_last_hearing(suspect)
    follow_limits(suspect, verb, by=by, at=at)
    add_timeline_event(verb, case, by=by, at=at, suspects=[suspect], made=made.kind)
    notices.notify_named_roles(notices.OFFICER_ROLES, case, [suspect], notice="court_fact", at=at)
    return made


def _save_last_hearing(suspect: Suspect) -> None:
    """
    Save the last day in court that is recorded of the decision in force, by which the list of
    hearings finds it.
    """
    rows = CourtFact.objects.unscoped("the days in court").filter(
        suspect=suspect, decision__status=DecisionStatus.LIVE, is_current=True, is_void=False,
        kind__in=HEARING_KINDS,
    )  # fmt: skip
    suspect.hearings_until = rows.aggregate(last=Max("on"))["last"]
    suspect.save_without_historical_record(update_fields=["hearings_until"])
