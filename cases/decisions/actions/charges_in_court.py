"""Which charges a court fact is about, and what is refused of them because of their days."""

from collections.abc import Collection, Mapping
from datetime import date

from django.utils.translation import gettext_lazy as _

from cases.decisions.actions.court_fact_checks import facts_about
from cases.decisions.actions.days_by_leave import (
    BEFORE_LEAVE,
    before_leave,
    check_by_leave,
    denied_later,
)
from cases.models import (
    CourtFact,
    CourtFactKind,
    LaidCharge,
    Plea,
    ReportedCharge,
    StopKind,
    StoppedCount,
    Verdict,
)
from cases.queries.charges_of_facts import charges_of_facts, laid_after
from cases.queries.same_charges import first_in_place, same_charges
from cases.statuses import StopStatus
from people.access.scopes import Refused
from people.text.dates import format_day

NOT_LAID = _("Select charges against this suspect, as the police reported them last.")
STOPPED_BEFORE = _("One of these charges was stopped before that day. Select those that went on.")
ENDED_BEFORE = _(
    "What this is about was stopped before that day. Enter an earlier day, or say that it did not "
    "take place."
)
PARTLY_ENDED_BEFORE = _(
    "One of the charges that this is about was stopped before that day. Enter an earlier day, or "
    "say that it did not take place and record it for those that went on."
)
ALL_ENDED_BEFORE = _(
    "Every charge was stopped before that day, so nothing of this kind took place. Enter an "
    "earlier day, or record another hearing or an outcome."
)
NEVER_CONVICTED = _(
    "One of these charges was stopped, so it has neither a conviction nor a sentence. Select the "
    "others."
)
NEVER_CONVICTED_AFTER_ALL = _(
    "One of the charges that this is about was stopped, so it has neither a conviction nor a "
    "sentence. Say that this did not take place, and record it for those that went on."
)
NONE_CONVICTED = _("Every charge was stopped, so there is no conviction and no sentence.")
NO_VERDICT = _(
    "One of these charges was stopped without a verdict, so it has no acquittal. Select the others."
)
NO_VERDICT_AFTER_ALL = _(
    "One of the charges that this is about was stopped without a verdict, so it has no acquittal. "
    "Say that this did not take place, and record it for the others."
)
NONE_ACQUITTED = _("Every charge was stopped without a verdict, so there is no acquittal.")
ENDED_UNPLEADED = _(
    "One of these charges was withdrawn, lies on the file, or no evidence was offered on it, so "
    "the last plea to it was not guilty. Select the others, or first record that later plea."
)
LAID_LATER = _(
    "One of these charges replaced another on %(day)s. Enter that day or a later one, or select "
    "the charge that it replaced."
)
# What a court may still do once every charge has ended, for example about costs.
AFTER_ALL_ENDED = (CourtFactKind.HEARING, CourtFactKind.OUTCOME)
# Withdrawn: with leave of the court before it decides. No evidence: Criminal Justice Act 1967 s.17,
# where the plea is not guilty. What a suspect admits is not left on the file, but sentenced.
NOT_AFTER_GUILTY = (StopKind.NO_EVIDENCE, StopKind.ON_FILE, StopKind.WITHDRAWN)


def named_charges(
    charges: Collection[LaidCharge], report: ReportedCharge, kind: str, on: date, result: str
) -> list[LaidCharge]:
    """
    The charges that a fact of a kind, day and result names; none where it is about all.

    Where some were stopped before that day, it is about those that went on; once all were, the
    court may still have an outcome or another hearing of each. A conviction, a sentence and the end
    of a custody time limit are of what nobody stopped, whenever, and an acquittal is of what was
    not stopped without a verdict. What was put in the place of a charge later is left out. Raises
    Refused for others.
    """
    laid = {row.pk: row for row in report.charges.all()}
    named = {each.pk for each in charges}
    if not named <= laid.keys():
        raise Refused(NOT_LAID, is_stage=True)
    over = _stopped_before(kind, on, result, report)
    check_by_leave(named, kind, on, result, report)
    if named & over:
        raise Refused(_why_never(kind, result) or STOPPED_BEFORE, is_stage=True)
    left = _laid_by(on, kind, report, named or laid.keys() - over, is_named=bool(named))
    return [] if left == laid.keys() else [laid[key] for key in sorted(left)]


def still_about(
    fact: CourtFact, report: ReportedCharge | None, on: date, result: str
) -> list[LaidCharge]:
    """
    The charges that a corrected fact of a day and result is about; none where it is about all.

    report: the newest; None if the event did not take place, or a limit no longer applies. As for a
    new fact, one about all is about those that went on, and had been laid. Raises Refused if it
    names one that was stopped before that day, or at all where it is a conviction or a sentence, or
    if all were and it is neither an outcome nor another hearing.
    """
    if fact.is_limit and report:
        return _still_limited(fact, report)
    about = list(LaidCharge.objects.filter(pk__in=fact.about.values("charge")))
    if report is None:
        return about
    over = _stopped_before(fact.kind, on, result, report)
    laid = {row.pk: row for row in report.charges.all()}
    keys = same_charges(fact.suspect)
    named = {keys[row.pk] for row in about}
    check_by_leave(named, fact.kind, on, result, report)
    if named & over:
        partly = ENDED_BEFORE if named <= over else PARTLY_ENDED_BEFORE
        raise Refused(_why_never(fact.kind, result, is_corrected=True) or partly, is_stage=True)
    asked = named & laid.keys() if about else laid.keys() - over
    if over and not about:
        in_place = first_in_place(fact.suspect)
        mine = charges_of_facts(fact.suspect, in_place)[fact.pk]
        asked = {key for key in asked if in_place[key] in mine} or asked
    left = _laid_by(on, fact.kind, report, asked, is_named=bool(about))
    return about if about or left == laid.keys() else [laid[key] for key in sorted(left)]


def _still_limited(fact: CourtFact, report: ReportedCharge) -> list[LaidCharge]:
    """
    The charges that a corrected custody time limit is of; none where it is of all.

    Of its charges those that go on, and what the CPS put in the place of others: whether one was
    stopped does not depend on the day on which the limit ends. What was laid after a limit of all
    may have its own, and is left out. Where none goes on, those it had.
    """
    about = list(LaidCharge.objects.filter(pk__in=fact.about.values("charge")))
    over = _stopped_before(fact.kind, fact.on, "", report)
    if not over:
        return about
    keys = first_in_place(fact.suspect)
    named = {keys[row.pk] for row in about}
    over = over if about else over | laid_after(fact)
    goes_on = [row for row in report.charges.all() if row.pk not in over]
    return [row for row in goes_on if not about or keys[row.pk] in named] or about


def _is_conviction(kind: str, result: str) -> bool:
    return result == Verdict.CONVICTED or kind == CourtFactKind.SENTENCE


def _why_never(kind: str, result: str, *, is_corrected: bool = False) -> str:
    """Why a fact of a kind and result is of no day about some charges; "" where it may be."""
    if _is_conviction(kind, result):
        return str(NEVER_CONVICTED_AFTER_ALL if is_corrected else NEVER_CONVICTED)
    if result == Verdict.ACQUITTED:
        return str(NO_VERDICT_AFTER_ALL if is_corrected else NO_VERDICT)
    return str(ENDED_UNPLEADED) if result == Plea.GUILTY else ""


def _stopped_before(kind: str, on: date, result: str, report: ReportedCharge) -> set[int]:
    """
    Keys of the charges of a report that a fact of a kind, day and result cannot be about: those
    stopped before that day, and those that it can be about on no day (_never_about). Once all were
    stopped, the latter only. Raises Refused where that is all of them, or nothing of the kind
    comes after that.
    """
    never = _never_about(kind, on, result, report)
    charges = report.charges.count()
    if kind == CourtFactKind.CUSTODY_LIMIT:
        return never if len(never) < charges else set()
    early = before_leave(kind, on, result, report)
    over = never | early.keys() | _ended_before(on, report)
    if len(over) < charges:
        return over
    if early:
        raise Refused(BEFORE_LEAVE % {"day": format_day(max(early.values()))}, is_stage=True)
    if _is_conviction(kind, result):
        raise Refused(NONE_CONVICTED, is_stage=True)
    is_none = len(never) == charges
    if kind not in AFTER_ALL_ENDED:
        raise Refused(ENDED_UNPLEADED if is_none else ALL_ENDED_BEFORE, is_stage=True)
    if is_none:
        raise Refused(NONE_ACQUITTED, is_stage=True)
    return never


def _never_about(kind: str, on: date, result: str, report: ReportedCharge) -> set[int]:
    """
    Keys of the charges of a report that were stopped and that a fact of a kind and result is about
    on no day: a conviction, a sentence and a custody time limit about none that was stopped; an
    acquittal about none that was stopped without a verdict; a plea of guilty about none that ended
    as only a charge without one can, unless a later plea of not guilty is recorded.
    """
    stopped = {row.laid_id: row.stop.kind for row in _stopped_counts(report)}
    if kind == CourtFactKind.CUSTODY_LIMIT or _is_conviction(kind, result):
        return set(stopped)
    if result == Verdict.ACQUITTED:
        return {key for key, how in stopped.items() if how != StopKind.NO_EVIDENCE}
    if result != Plea.GUILTY:
        return set()
    rows = [row for row in report.charges.all() if stopped.get(row.pk) in NOT_AFTER_GUILTY]
    return {row.pk for row in rows if not denied_later(row, report, on)}


def _laid_by(
    on: date, kind: str, report: ReportedCharge, keys: Collection[int], *, is_named: bool
) -> set[int]:
    """
    Those of the charges of a report that had been laid by a day; a custody time limit ends ahead.
    Raises Refused where one that had not is named, or where no other is left.
    """
    if kind == CourtFactKind.CUSTODY_LIMIT:
        return set(keys)
    later = {
        row.pk: row.altered_by.ended_on
        for row in report.charges.select_related("altered_by").filter(pk__in=keys)
        if row.altered_by and row.altered_by.ended_on > on
    }
    left = set(keys) - later.keys()
    if later and (is_named or not left):
        raise Refused(LAID_LATER % {"day": format_day(max(later.values()))}, is_stage=True)
    return left


def _stopped_counts(report: ReportedCharge) -> list[StoppedCount]:
    """The charges of a report that are stopped now, each with its stop."""
    rows = StoppedCount.objects.filter(laid__report=report, stop__status=StopStatus.IN_FORCE)
    return list(rows.filter(is_current=True).select_related("stop"))


def _days_of_ends(report: ReportedCharge) -> Mapping[int, date]:
    """{key of a charge of a report that is stopped now: the day on which it ended}."""
    return {row.laid_id: row.stop.ended_on for row in _stopped_counts(report)}


def _ended_before(on: date, report: ReportedCharge) -> set[int]:
    """
    Keys of the charges of a report that were stopped before a day, without those with which a court
    had given leave to proceed by that day.
    """
    rows = StoppedCount.objects.filter(laid__report=report, stop__status=StopStatus.IN_FORCE)
    return {
        row.laid_id for row in rows.select_related("stop", "leave")
        if row.stop.ended_on < on and not (row.leave and row.leave.on <= on)
    }  # fmt: skip


def took_place_after(
    on: date, charges: Collection[LaidCharge], report: ReportedCharge
) -> list[CourtFact]:
    """
    What took place after a day in court of charges of the newest report that are to end then.

    What was recorded of all charges is of others, where one of them went on by its day; where none
    did, an outcome or another hearing may come after the end. What was only listed is left out.
    """
    later = [
        fact for fact in facts_about(charges, report.decision, None)
        if fact.on > on and fact.took_place and not fact.is_limit
    ]  # fmt: skip
    ends = dict(_days_of_ends(report)) | {row.pk: on for row in charges}
    last = max(ends.get(row.pk, date.max) for row in report.charges.all())
    return [
        fact for fact in later
        if fact.about.all() or (last < fact.on and fact.kind not in AFTER_ALL_ENDED)
    ]  # fmt: skip
