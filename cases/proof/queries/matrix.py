"""The matrix of proof about a suspect: points to prove, what bears on each, and what is missing."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from cases.models import Bearing, Bears, Gap, Suspect
from cases.models.proof import ProofEntry
from cases.proof.place_texts import (
    allegation_point_text,
    entry_point_text,
    point_text,
    subject_details,
    subject_name,
)
from cases.proof.proof_states import POINT_COLOURS, GapState, PointState, point_state
from cases.proof.queries.alternatives import alternatives_among
from cases.proof.queries.gap_rows import GapRow, gap_rows
from cases.proof.queries.once import (
    GapOnce,
    PlacedBearing,
    PlacedGap,
    UnderminingOnce,
    gaps_once,
    undermining_once,
)
from cases.proof.queries.places import ProofPlace, ProofSubject, point_name, proof_subjects
from people.access.scopes import Scope


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
        return [each for each in self.bearings if each.is_against]


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
    def all_rows(self) -> list[PointRow]:
        """The rows of its points, and that of what was recorded on others."""
        return [*self.rows, self.others]

    @property
    def placed_gaps(self) -> list[PlacedGap]:
        """Its gaps that still stand, each on each of its points."""
        return [
            PlacedGap(gap, self.number, row.text or entry_point_text(gap.row))
            for row in self.all_rows
            for gap in row.gaps
            if gap.is_standing
        ]

    @property
    def placed_bearings(self) -> list[PlacedBearing]:
        """What bears on its points, with each point as text."""
        return [
            PlacedBearing(
                each, allegation_point_text(self.number, row.text or entry_point_text(each))
            )
            for row in self.all_rows
            for each in row.bearings
        ]

    @property
    def gaps(self) -> list[GapOnce]:
        """Its gaps that still stand, each once."""
        return gaps_once(self.placed_gaps)

    @property
    def has_points(self) -> bool:
        return bool(self.subject.sets)

    @property
    def has_others(self) -> bool:
        return bool(self.others.bearings or self.others.gaps)


@dataclass
class ProofMatrix:
    """
    The whole page about one suspect. whole: what bears on the case as a whole. ended: what was
    removed or closed, newest first.
    """

    suspect: Suspect
    subjects: list[SubjectRow]
    whole: list[Bearing]
    ended: list[Any]

    def count(self, state: PointState) -> int:
        """How many points stand so, of all allegations."""
        return sum(each.count(state) for each in self.subjects)

    @property
    def is_blank(self) -> bool:
        """Whether nothing bears on any point, and no gap stands."""
        rows = [row for each in self.subjects for row in each.all_rows]
        return not self.whole and not any(row.bearings or row.gaps for row in rows)

    @property
    def undermining_entries(self) -> list[Bearing]:
        """Each entry of what undermines the case or assists the defence, in order of recording."""
        found = [each.bearing for once in self.undermining for each in once.placed]
        return sorted(found, key=lambda each: (each.at, each.pk))

    @property
    def undermining(self) -> list[UnderminingOnce]:
        """What undermines the case or assists the defence, each once."""
        whole = [PlacedBearing(each, entry_point_text(each)) for each in self.whole]
        on_points = [each for subject in self.subjects for each in subject.placed_bearings]
        return undermining_once([*whole, *on_points])

    @property
    def gaps(self) -> list[GapOnce]:
        """The gaps that still stand, of all allegations, each once."""
        return gaps_once(each for subject in self.subjects for each in subject.placed_gaps)

    @property
    def unasked(self) -> list[GapOnce]:
        """The gaps that no action asks for, each once."""
        return [gap for gap in self.gaps if gap.is_unasked]


def proof_matrix(suspect: Suspect, scope: Scope) -> ProofMatrix:
    """The matrix of a suspect as the reader may see it: nothing else is counted. Eight queries."""
    subjects = proof_subjects(suspect, scope)
    bearings = _entries(Bearing, suspect, scope, "document", "held")
    missing = _entries(Gap, suspect, scope)
    _mark_corrected_accounts([*bearings, *missing], subjects)
    gaps = gap_rows(missing, suspect, scope)
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
        [each for each in kept if each.allegation_id is None],
        sorted(ended, key=lambda each: each.ended_at, reverse=True),
    )


def _mark_corrected_accounts(
    entries: Iterable[ProofEntry], subjects: Iterable[ProofSubject]
) -> None:
    """Mark the accounts of victims whose allegation names somebody else than when recorded."""
    named = {(each.allegation.first_id, each.allegation.victim_id) for each in subjects}
    for entry in entries:
        whose = (entry.allegation_id, entry.victim_id)
        entry.victim_was_corrected = entry.victim_id is not None and whose not in named


def _entries(model: Any, suspect: Suspect, scope: Scope, *more: str) -> list[Any]:
    """The bearings or gaps of a suspect that the reader may see, in the order of recording."""
    rows = model.objects.for_scope(scope).filter(suspect=suspect)
    related = ("point__of", "by__agency", "ended_by", *more)
    return list(rows.select_related(*related).order_by("at", "pk"))


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
