"""The acts of a case whose prosecution must begin within a time, as each side knows them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from typing import NamedTuple
from uuid import UUID

from django.db.models import OuterRef, QuerySet, Subquery

from cases.models import (
    Allegation,
    AllegationDisposal,
    AuthorisedCharge,
    Case,
    CountNotCharged,
    Decision,
    DecisionKind,
    LaidCharge,
    Referral,
    ReportedCharge,
    Suspect,
    UnchargedAllegation,
)
from cases.models.decision import DISPOSAL_KINDS
from cases.offences.prosecution_conditions import may_have_time_limit
from cases.offences.queries.offence_table import all_offences, dated_offence_of, list_version
from cases.states import State
from cases.statuses import DecisionStatus
from people.models import Side

WHY = "what is alleged on a locked case"
# It was decided that the suspect will not be charged, or the prosecution has ended.
DECIDED_STATES = frozenset(
    {State.NO_FURTHER_ACTION, State.OUT_OF_COURT, State.CLOSED, State.STOPPED}
)
# The police have reported a charge, and no prosecutor asks for another report.
REPORTED_STATES = frozenset({State.CHARGED, State.CHARGE_STOP})
LimitKey = tuple[UUID, str, str, date, date]


class ActOfSuspect(NamedTuple):
    """
    An offence of some days by a suspect, as a side knows it.

    is_running: the suspect has not been charged with it, and nobody decided that they will not be.
    """

    suspect_id: UUID
    side: Side
    offence_id: str
    from_on: date
    last_on: date
    is_running: bool

    @property
    def key(self) -> LimitKey:
        return self.suspect_id, self.side, self.offence_id, self.from_on, self.last_on


@dataclass
class DecidedOfSuspect:
    """
    What the decision in force makes of what is alleged against a suspect.

    counts: (count, whether the newest report has a charge of it). disposed, settled: ids of the
    first versions of allegations that are dealt with out of court, and of those that a count comes
    from or that the decision leaves out. unauthorised: the charges of the newest report that are of
    no count. sent_at, at: when the suspect was last sent before it, and when it was made.
    """

    counts: list[tuple[AuthorisedCharge, bool]] = field(default_factory=list)
    disposed: set[UUID] = field(default_factory=set)
    settled: set[UUID] = field(default_factory=set)
    unauthorised: list[LaidCharge] = field(default_factory=list)
    sent_at: datetime | None = None
    at: datetime | None = None


@dataclass
class ReportedRows:
    """
    What a report says was laid. is_by_count: it says of each count what became of it, as every
    report does but those from before that was asked.
    """

    charges: list[LaidCharge] = field(default_factory=list)
    is_by_count: bool = False


def limited_offences() -> list[str]:
    """The codes of the offences that have a time limit for an act of some days."""
    return _limited_offences(list_version())


@cache
def _limited_offences(version: int) -> list[str]:
    return [
        code for code, offence in all_offences().items()
        if may_have_time_limit(dated_offence_of(code), offence.mode_of_trial)
    ]  # fmt: skip


def limited_acts(case: Case, suspects: Iterable[Suspect]) -> list[ActOfSuspect]:
    """
    The acts of a locked case that may have a time limit, once for each side and suspect.

    An allegation counts as each side reads it: the police's newest version, and the newest that the
    CPS was sent. Once charges are authorised, what counts is the offence and days of each count.
    """
    codes, running = set(limited_offences()), dict[LimitKey, ActOfSuspect]()
    versions = _versions_by_suspect(case)
    decided = _decided(case)
    for suspect in suspects:
        for act in _acts_of_suspect(case, suspect, versions[suspect.pk], decided[suspect.pk]):
            before = running.get(act.key)
            if act.offence_id in codes and not (before and before.is_running):
                running[act.key] = act
    return list(running.values())


def _versions_by_suspect(case: Case) -> defaultdict[UUID, list[Allegation]]:
    found = defaultdict[UUID, list[Allegation]](list)
    for row in Allegation.objects.unscoped(WHY).filter(case=case).order_by("number"):
        found[row.suspect_id].append(row)
    return found


def _decided(case: Case) -> defaultdict[UUID, DecidedOfSuspect]:
    found = defaultdict[UUID, DecidedOfSuspect](DecidedOfSuspect)
    live = Decision.objects.unscoped(WHY).filter(case=case, status=DecisionStatus.LIVE)
    settling = live.filter(kind__in=[DecisionKind.CHARGE, *DISPOSAL_KINDS])
    for decision in settling.annotate(sent_at=_last_sent_at()):
        of = found[decision.suspect_id]
        of.sent_at, of.at = decision.sent_at, decision.at
    laid = _laid(case)
    counts = AuthorisedCharge.objects.filter(decision__in=live).select_related(
        "decision", "allegation"
    )
    for count in counts.order_by("pk"):
        of, rows = found[count.decision.suspect_id], laid[count.decision_id]
        of.counts.append((count, _is_count_laid(count, rows)))
        of.settled |= {count.allegation.first_id} if count.allegation else set()
        of.unauthorised = [row for row in rows.charges if row.count_id is None]
    _add_settled(found, live)
    return found


def _is_count_laid(count: AuthorisedCharge, report: ReportedRows) -> bool:
    """
    Whether a report has a charge of a count, of its offence.

    A report that says of each count what became of it is taken at its word: what it says was not
    authorised is of no count, however alike. Of one from before that was asked, a charge of the
    same victim and offence is of the count.
    """
    victim, offence = _victim_and_offence(count)
    if report.is_by_count:
        return any((row.count_id, row.offence_id) == (count.pk, offence) for row in report.charges)
    return any((row.victim_id, row.offence_id) == (victim, offence) for row in report.charges)


def _last_sent_at() -> Subquery:
    """Subquery of a decision: when its suspect was last sent to the CPS before it."""
    sent = Referral.objects.unscoped(WHY).filter(
        suspects=OuterRef("suspect"), signed_off_at__lte=OuterRef("at")
    )
    return Subquery(sent.order_by("-signed_off_at").values("signed_off_at")[:1])


def _add_settled(found: dict[UUID, DecidedOfSuspect], live: QuerySet[Decision]) -> None:
    """Add the allegations of these decisions that are left out or dealt with out of court."""
    names = "decision__suspect", "allegation__first"
    left_out = UnchargedAllegation.objects.filter(decision__in=live)
    for suspect, first in left_out.values_list(*names):
        found[suspect].settled.add(first)
    disposed = AllegationDisposal.objects.filter(decision__in=live)
    for suspect, first in disposed.values_list(*names):
        found[suspect].disposed.add(first)


def _laid(case: Case) -> defaultdict[UUID, ReportedRows]:
    """{decision: what its newest report says}."""
    found = defaultdict[UUID, ReportedRows](ReportedRows)
    reports = ReportedCharge.objects.unscoped(WHY).filter(
        case=case, decision__status=DecisionStatus.LIVE
    )
    newest = {row.decision_id: row for row in reports.order_by("number")}
    for row in LaidCharge.objects.filter(report__in=newest.values()).select_related("report"):
        of = found[row.report.decision_id]
        of.charges.append(row)
        of.is_by_count |= row.count_id is not None
    omitted = CountNotCharged.objects.filter(report__in=newest.values()).select_related("report")
    for each in omitted:
        found[each.report.decision_id].is_by_count = True
    return found


def _victim_and_offence(count: AuthorisedCharge) -> tuple[UUID | None, str | None]:
    of = count.allegation
    return (
        count.victim_id or (of.victim_id if of else None),
        count.offence_id or (of.offence_id if of else None),
    )


def _acts_of_suspect(
    case: Case, suspect: Suspect, versions: list[Allegation], decided: DecidedOfSuspect
) -> Iterator[ActOfSuspect]:
    is_open = suspect.state not in DECIDED_STATES and not case.is_destroyed
    is_with_cps = bool(case.cps_unit_id) and not suspect.only_side
    settled = decided.settled | _sent_before(versions, decided)
    for side in (Side.POLICE, Side.CPS) if is_with_cps else (Side.POLICE,):
        known = [row for row in versions if side == Side.POLICE or not row.only_side]
        for row in {row.first_id: row for row in known}.values():
            is_over = row.first_id in settled - decided.disposed or _is_laid(row, decided)
            yield _act(suspect, side, row, is_open and not is_over)
        for count, is_laid in decided.counts:
            is_unlaid = suspect.state not in REPORTED_STATES and not is_laid
            yield _act(suspect, side, count, is_open and is_unlaid)


def _sent_before(versions: Iterable[Allegation], decided: DecidedOfSuspect) -> set[UUID]:
    """
    Ids of the first versions of the allegations that the CPS was sent before the decision.

    A decision from before reasons were asked for (ADR 66) says nothing of those it leaves out. One
    is sent with its suspect, or when it is added, if it is about a victim who was sent.
    """
    if decided.at is None or decided.sent_at is None:
        return set()
    sent = [row for row in versions if not row.only_side and row.added_at <= decided.at]
    victims = {row.victim_id for row in sent if row.added_at <= decided.sent_at}
    return {row.first_id for row in sent if row.victim_id in victims}


def _is_laid(row: Allegation, decided: DecidedOfSuspect) -> bool:
    """Whether the police laid a charge of an allegation that was not authorised."""
    said = row.victim_id, row.offence_id
    return any(
        (laid.victim_id, laid.offence_id) == said and laid.from_on in {None, row.from_on}
        for laid in decided.unauthorised
    )


def _act(
    suspect: Suspect, side: Side, row: Allegation | AuthorisedCharge, is_running: bool
) -> ActOfSuspect:
    """An allegation or a count; one that states no days or offence has its allegation's."""
    of: Allegation | AuthorisedCharge | None = row
    if isinstance(row, AuthorisedCharge) and row.from_on is None:
        of = row.allegation
    assert of and of.from_on and of.offence_id
    return ActOfSuspect(
        suspect.pk, side, of.offence_id, of.from_on, of.to_on or of.from_on, is_running
    )
