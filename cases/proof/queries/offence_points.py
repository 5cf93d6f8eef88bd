"""The points to prove of offences, and what a lawyer said of each."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import groupby

from django.db.models import Prefetch, Q, QuerySet

from cases.models import DaysConfidence, Inchoate, Offence, OffencePoints, Point, PointsReview
from cases.offences.alleged_days import ActDays
from cases.proof.offence_codes import code_of_full_offence
from cases.proof.review_texts import points_days_text, review_text


@dataclass(frozen=True)
class PointsOfOffence:
    """
    One version of an offence's points, with its newest review (None: not reviewed by a lawyer).

    is_intended: they are of the offence that was attempted, and have to have been meant.
    """

    row: OffencePoints
    points: list[Point]
    reviews: list[PointsReview] = field(default_factory=list)
    is_intended: bool = False

    def of_code(self, code: str) -> "PointsOfOffence":
        """The points that this one of the offence's codes has."""
        points = [each for each in self.points if not each.only_codes or code in each.only_codes]
        return replace(self, points=points)

    @property
    def review(self) -> PointsReview | None:
        return self.reviews[0] if self.reviews else None

    @property
    def is_reviewed(self) -> bool:
        """Whether a lawyer of the CPS says that the points are right."""
        return self.review is not None and self.review.is_right

    @property
    def is_confirmed(self) -> bool:
        """Whether the points were read in a source, and not written from memory."""
        return self.row.confidence == DaysConfidence.READ

    @property
    def review_text(self) -> str:
        return review_text(self.review)

    @property
    def days(self) -> str:
        """The days of an act that they are about, in words; empty if any."""
        return points_days_text(self.row.from_on, self.row.until_on)

    @property
    def provision(self) -> str:
        """The Act and section."""
        section = f" s.{self.row.section}" if self.row.section else ""
        return f"{self.row.statute}{section}"


def with_points_and_reviews(rows: QuerySet[OffencePoints]) -> list[PointsOfOffence]:
    """These versions with their points in order, and their reviews, newest first. Three queries."""
    reviews = PointsReview.objects.select_related("by__agency").order_by("-at", "-pk")
    found = rows.prefetch_related(
        Prefetch("points", Point.objects.order_by("place")), Prefetch("reviews", reviews)
    )
    return [PointsOfOffence(row, list(row.points.all()), list(row.reviews.all())) for row in found]


def points_by_statute() -> list[tuple[str, list[PointsOfOffence]]]:
    """[(statute, its offences)] of all points in use."""
    rows = OffencePoints.objects.filter(is_current=True).order_by("statute", "from_on", "key")
    groups = groupby(with_points_and_reviews(rows), key=lambda each: each.row.statute)
    return [(statute, list(found)) for statute, found in groups]


def points_detail(row: OffencePoints) -> PointsOfOffence:
    """One version for its page."""
    return with_points_and_reviews(OffencePoints.objects.filter(pk=row.pk))[0]


class PointsTable:
    """The points in use for the offences of some allegations. Made with three queries."""

    def __init__(self, offences: Iterable[Offence]) -> None:
        codes = {code_of_full_offence(each.pk, each.inchoate) for each in offences}
        wanted = Q(codes__overlap=sorted(codes)) | ~Q(inchoate="")
        rows = OffencePoints.objects.filter(wanted, is_current=True)
        self._found = with_points_and_reviews(rows.order_by("from_on", "key"))

    def points_for(
        self, offence: Offence, from_on: date, to_on: date | None
    ) -> list[PointsOfOffence]:
        """
        The points of an offence for an act of these days; empty if there are none yet.

        Of an attempt or a conspiracy, its own come first, then those of the offence that was meant.
        There are none of aiding, and none where either half is missing.
        """
        days = ActDays.of(from_on, to_on)
        full = code_of_full_offence(offence.pk, offence.inchoate)
        of_full = [each.of_code(full) for each in self._during(days) if full in each.row.codes]
        if offence.inchoate == Inchoate.FULL:
            return of_full
        own = [each for each in self._during(days) if each.row.inchoate == offence.inchoate]
        if not own or not of_full:
            return []
        return own + [replace(each, is_intended=True) for each in of_full]

    def _during(self, days: ActDays) -> list[PointsOfOffence]:
        """Those that are about an act on any of the days."""
        return [
            each
            for each in self._found
            if (each.row.from_on or date.min) <= days.last
            and days.first <= (each.row.until_on or date.max)
        ]
