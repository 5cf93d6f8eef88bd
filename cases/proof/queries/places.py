"""The places in the matrix of proof: each point to prove of each allegation against a suspect."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from cases.models import Allegation, Point, Suspect
from cases.proof.queries.offence_points import PointsOfOffence, PointsTable
from cases.queries.allegations import visible_allegations
from people.access.scopes import Scope


@dataclass(frozen=True)
class ProofPlace:
    """
    One row of the matrix: a point to prove of an allegation.

    allegation_id: of its first version. point: None where the offence has no points yet, so that
    the row is about the offence as a whole. number: its number among the points of the allegation.
    """

    allegation_id: UUID
    point: Point | None
    number: int = 0
    is_intended: bool = False

    @property
    def key(self) -> str:
        """What names the row in a form."""
        return f"{self.allegation_id}:{self.point.pk if self.point else ''}"

    @property
    def name(self) -> tuple[UUID, str]:
        """What names the row in every version of the points: the allegation and the point's key."""
        return self.allegation_id, point_name(self.point)


@dataclass(frozen=True)
class ProofSubject:
    """
    What is to be proved: an allegation, as the reader may see it. Counts: charged_counts.

    sets: the points that apply; empty if the offence has none yet.
    """

    allegation: Allegation
    sets: list[PointsOfOffence]
    places: list[ProofPlace]


def point_name(point: Point | None) -> str:
    """The name of a point in every version; empty for the offence as a whole."""
    return f"{point.of.key}/{point.key}" if point else ""


def proof_subjects(suspect: Suspect, scope: Scope) -> list[ProofSubject]:
    """What is to be proved against a suspect, as the reader may see it. Four queries."""
    rows = visible_allegations(scope).filter(suspect=suspect)
    allegations = list(rows.select_related("offence", "victim").order_by("from_on", "added_at"))
    table = PointsTable([each.offence for each in allegations])
    return [_proof_subject(each, table) for each in allegations]


def _proof_subject(allegation: Allegation, table: PointsTable) -> ProofSubject:
    sets = table.points_for(allegation.offence, allegation.from_on, allegation.to_on)
    return ProofSubject(allegation, sets, list(places_of(allegation.first_id, sets)))


def places_of(allegation_id: UUID, sets: list[PointsOfOffence]) -> Iterator[ProofPlace]:
    """The rows of the points that apply, which belong to an allegation by its first version."""
    if not sets:
        yield ProofPlace(allegation_id, None)
    rows = [(each, point) for each in sets for point in each.points]
    for number, (each, point) in enumerate(rows, start=1):
        yield ProofPlace(allegation_id, point, number, each.is_intended)
