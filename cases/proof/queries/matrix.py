"""The matrix of proof about a suspect: points to prove, what bears on each, and what is missing."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import F

from cases.models import ActionItem, Bearing, Bears, Gap, Suspect, Weight
from cases.proof.place_texts import point_text, subject_details, subject_name
from cases.proof.proof_states import (
    POINT_COLOURS,
    STANDING_GAPS,
    GapState,
    PointState,
    gap_state,
    point_state,
)
from cases.proof.queries.alternatives import alternatives_among
from cases.proof.queries.places import ProofPlace, ProofSubject, point_name, proof_subjects
from cases.proof.who_acts import GapHolder, gap_holders
from people.access.scopes import Scope


@dataclass(frozen=True)
class GapRow:
    """A gap, how it stands, the actions that ask for it, and who acts on it now."""

    row: Gap
    state: GapState
    asked: list[ActionItem]
    holders: list[GapHolder]

    @property
    def is_standing(self) -> bool:
        return self.state in STANDING_GAPS

    @property
    def is_unasked(self) -> bool:
        return self.state == GapState.NOT_ASKED

    @property
    def over(self) -> list[ActionItem]:
        """The actions that asked for it and wait for nobody any more."""
        waiting = {each.item for each in self.holders}
        return [each for each in self.asked if each.pk not in waiting]

    @property
    def is_essential(self) -> bool:
        """Whether the prosecutor cannot decide without it."""
        return self.row.weight == Weight.ESSENTIAL

    @property
    def is_late(self) -> bool:
        return any(each.is_late for each in self.holders)


@dataclass
class PointRow:
    """
    One point to prove, with what bears on it and what is missing.

    place: None for what was recorded on points that no longer apply. state: None where the offence
    has no points: nothing of it is ever covered.
    """

    place: ProofPlace | None
    bearings: list[Bearing] = field(default_factory=list)
    gaps: list[GapRow] = field(default_factory=list)

    @property
    def state(self) -> PointState | None:
        if self.place is None or self.place.point is None:
            return None
        ways = [each.bears for each in self.bearings]
        return point_state(ways, [gap.state for gap in self.gaps])

    @property
    def text(self) -> str:
        return point_text(self.place) if self.place else ""

    @property
    def colour(self) -> str:
        return POINT_COLOURS[self.state] if self.state else ""

    @property
    def bearings_for(self) -> list[Bearing]:
        return [each for each in self.bearings if each.bears in (Bears.FOR, Bears.BOTH)]

    @property
    def bearings_against(self) -> list[Bearing]:
        return [each for each in self.bearings if each.bears in (Bears.AGAINST, Bears.BOTH)]


@dataclass
class SubjectRow:
    """
    An allegation with its points. number: its place on the page. others: what was recorded on
    points that no longer apply. alternative_to: the numbers of earlier allegations to which it is
    alternative.
    """

    number: int
    subject: ProofSubject
    rows: list[PointRow]
    others: PointRow
    alternative_to: list[int]

    @property
    def name(self) -> str:
        """Text such as "Allegation 2, in the alternative to allegation 1: Rape"."""
        return subject_name(self.number, self.subject, self.alternative_to)

    @property
    def details(self) -> str:
        return subject_details(self.subject)

    def count(self, state: PointState) -> int:
        """How many of its points stand so."""
        return sum(each.state == state for each in self.rows)

    @property
    def gaps(self) -> list[GapRow]:
        """Its gaps that still stand."""
        return [
            gap for each in (*self.rows, self.others) for gap in each.gaps if gap.is_standing
        ]  # fmt: skip

    @property
    def has_points(self) -> bool:
        return bool(self.subject.sets)

    @property
    def has_others(self) -> bool:
        return bool(self.others.bearings or self.others.gaps)


@dataclass
class ProofMatrix:
    """The whole page about one suspect. ended: what was removed or closed, newest first."""

    suspect: Suspect
    subjects: list[SubjectRow]
    undermining: list[Bearing]
    ended: list[Any]

    def count(self, state: PointState) -> int:
        """How many points stand so, of all allegations."""
        return sum(each.count(state) for each in self.subjects)

    @property
    def is_blank(self) -> bool:
        """Whether nothing bears on any point, and no gap stands."""
        rows = [row for each in self.subjects for row in (*each.rows, each.others)]
        return not self.undermining and not any(row.bearings or row.gaps for row in rows)

    @property
    def gaps(self) -> list[GapRow]:
        """The gaps that still stand, of all allegations."""
        return [gap for each in self.subjects for gap in each.gaps]

    @property
    def unasked(self) -> list[GapRow]:
        """The gaps that no action asks for."""
        return [gap for gap in self.gaps if gap.is_unasked]


def proof_matrix(suspect: Suspect, scope: Scope) -> ProofMatrix:
    """The matrix of a suspect as the reader may see it: nothing else is counted. Eight queries."""
    subjects = proof_subjects(suspect, scope)
    bearings = _entries(Bearing, suspect, scope, "document", "held")
    gaps = _gap_rows(_entries(Gap, suspect, scope), suspect, scope)
    shown = {each.allegation.first_id for each in subjects}
    seen = [each for each in bearings if each.allegation_id in shown or not each.allegation_id]
    kept = [each for each in seen if each.ended_at is None]
    known = [each for each in gaps if each.row.allegation_id in shown]
    closed = [each.row for each in known if each.state == GapState.CLOSED]
    ended = [each for each in seen if each.ended_at] + closed
    alternatives = alternatives_among(suspect, [each.allegation for each in subjects], scope)
    rows = zip(subjects, alternatives, strict=True)
    return ProofMatrix(
        suspect,
        [_subject_row(n, *row, kept, known) for n, row in enumerate(rows, start=1)],
        [each for each in kept if each.undermines],
        sorted(ended, key=lambda each: each.ended_at, reverse=True),
    )


def _entries(model: Any, suspect: Suspect, scope: Scope, *more: str) -> list[Any]:
    """The bearings or gaps of a suspect that the reader may see, in the order of recording."""
    rows = model.objects.for_scope(scope).filter(suspect=suspect)
    related = ("point__of", "by__agency", "ended_by", *more)
    return list(rows.select_related(*related).order_by("at", "pk"))


def _gap_rows(gaps: Iterable[Gap], suspect: Suspect, scope: Scope) -> list[GapRow]:
    """The gaps with the actions that ask for them. One query."""
    items = ActionItem.objects.for_scope(scope).filter(gaps__in=gaps).select_related("plan")
    asked: defaultdict[UUID, list[ActionItem]] = defaultdict(list)
    for item in items.annotate(for_gap=F("gaps")).order_by("plan__number", "number"):
        asked[item.for_gap].append(item)
    return [_gap_row(each, asked[each.pk], suspect, scope.at) for each in gaps]


def _gap_row(gap: Gap, asked: list[ActionItem], suspect: Suspect, at: datetime) -> GapRow:
    answers = [(each.status, each.answer) for each in asked]
    state = gap_state(is_closed=gap.ended_at is not None, asked=answers)
    return GapRow(gap, state, asked, gap_holders(state, asked, suspect, at=at))


def _subject_row(
    number: int, subject: ProofSubject, alternative_to: list[int], bearings: list[Bearing],
    gaps: list[GapRow],
) -> SubjectRow:  # fmt: skip
    first = subject.allegation.first_id
    rows = {each.name: PointRow(each) for each in subject.places}
    others = PointRow(None)
    for bearing in bearings:
        if bearing.allegation_id == first:
            name = (first, point_name(bearing.point))
            rows.get(name, others).bearings.append(bearing)
    for gap in gaps:
        if gap.row.allegation_id == first and gap.state != GapState.CLOSED:
            name = (first, point_name(gap.row.point))
            rows.get(name, others).gaps.append(gap)
    return SubjectRow(number, subject, list(rows.values()), others, alternative_to)
