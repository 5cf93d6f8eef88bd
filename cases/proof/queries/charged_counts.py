"""
The points to prove of counts that are charged otherwise than alleged.

Nothing is recorded on a count: what bears on it is what was recorded on allegations.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from cases.models import AuthorisedCharge, Decision, DecisionKind, Suspect
from cases.offences.alleged_days import ActDays
from cases.offences.judgement_texts import act_days_text, provision_text
from cases.offences.queries.offence_table import dated_offence_of
from cases.proof.proof_states import PointState
from cases.proof.queries.matrix import PointRow, SubjectRow
from cases.proof.queries.offence_points import PointsOfOffence, PointsTable
from cases.proof.queries.places import places_of, point_name
from cases.statuses import DecisionStatus
from people.access.scopes import Scope
from people.models.nullable import not_null

# A decision that a second reader has before them is shown to whoever may see it.
SHOWN = (DecisionStatus.LIVE, DecisionStatus.PROPOSED)


@dataclass(frozen=True)
class CountRow:
    """
    A count that differs from its allegation, or comes from none, with its points.

    number: its place in the charge; alternative_to: of the count to which it is the alternative, 0
    if none. sources: the allegations whose entries bear on it, as they are numbered on the page:
    the one that it comes from, or each about its victim. sets: empty if the offence has no points.
    """

    number: int
    alternative_to: int
    count: AuthorisedCharge
    sources: list[SubjectRow]
    sets: list[PointsOfOffence]
    rows: list[PointRow]

    @property
    def name(self) -> str:
        """Text such as "Charge 2, in the alternative to charge 1: Rape"."""
        told = {"n": self.number, "offence": not_null(self.count.offence).title}
        if not self.alternative_to:
            return _("Charge %(n)s: %(offence)s") % told
        told |= {"to": self.alternative_to}
        return _("Charge %(n)s, in the alternative to charge %(to)s: %(offence)s") % told

    @property
    def details(self) -> str:
        """The code, Act and section, victim and days of the count, in one line."""
        row = self.count
        code = not_null(row.offence).pk
        days = ActDays.of(not_null(row.from_on), row.to_on)
        told = {
            "code": code, "provision": provision_text(dated_offence_of(code)),
            "n": not_null(row.victim).number, "days": act_days_text(days),
        }  # fmt: skip
        return _("%(code)s, %(provision)s, victim %(n)s, %(days)s") % told

    @property
    def whence(self) -> str:
        """What it comes from, and whose entries it shows."""
        numbers = _(" and ").join(str(each.number) for each in self.sources)
        if self.count.allegation_id:
            return _(
                "It differs from allegation %(n)s, from which it comes. What is recorded there "
                "is shown on the points that both have."
            ) % {"n": numbers}
        return _(
            "It is not alleged. What is recorded on what is alleged about this victim "
            "(allegation %(n)s) is shown on the points that both have."
        ) % {"n": numbers}

    def count_of(self, state: PointState) -> int:
        """How many of its points stand so."""
        return sum(each.state == state for each in self.rows)


def counts_otherwise_charged(
    suspect: Suspect, subjects: Sequence[SubjectRow], scope: Scope
) -> list[CountRow]:
    """
    The counts of the charge in force, or proposed, that are not as alleged, as the reader may see.

    subjects: the allegations on the page. One query, and three where there is such a count.
    """
    decisions = Decision.objects.for_scope(scope).filter(
        suspect=suspect, kind=DecisionKind.CHARGE, status__in=SHOWN
    )
    rows = AuthorisedCharge.objects.filter(decision__in=decisions).order_by("pk")
    counts = list(rows.select_related("offence", "victim", "allegation"))
    numbers = {each.pk: n for n, each in enumerate(counts, start=1)}
    found = [each for each in counts if not _is_as_alleged(each)]
    table = PointsTable([not_null(each.offence) for each in found]) if found else None
    return [
        _count_row(
            each, numbers[each.pk], numbers.get(each.alternative_to_id or 0, 0), subjects, table
        )
        for each in found
        if table
    ]  # fmt: skip


def _is_as_alleged(count: AuthorisedCharge) -> bool:
    """A count without facts of its own has those of its allegation."""
    alleged = count.allegation
    if alleged is None or count.offence_id is None:
        return alleged is not None
    names = ("victim_id", "offence_id", "from_on", "to_on")
    return all(getattr(count, name) == getattr(alleged, name) for name in names)


def _count_row(
    count: AuthorisedCharge, number: int, alternative_to: int, subjects: Sequence[SubjectRow],
    table: PointsTable,
) -> CountRow:  # fmt: skip
    sources = [each for each in subjects if _bears_on(each, count)]
    sets = table.points_for(not_null(count.offence), not_null(count.from_on), count.to_on)
    places = places_of(count.decision_id, sets) if sets else ()
    rows = [PointRow(place) for place in places]
    for row in rows:
        for source in (each for subject in sources for each in subject.rows):
            if _is_same_point(source, row):
                row.bearings.extend(source.bearings)
                row.gaps.extend(source.gaps)
    return CountRow(number, alternative_to, count, sources, sets, rows)


def _bears_on(subject: SubjectRow, count: AuthorisedCharge) -> bool:
    alleged = subject.subject.allegation
    if count.allegation:
        return alleged.first_id == count.allegation.first_id
    return alleged.victim_id == count.victim_id


def _is_same_point(one: PointRow, other: PointRow) -> bool:
    """
    Whether two rows are of one point, in whichever version of the points, or of points of two
    offences that have one name and say the same. What says something else is another point, and so
    is what was meant, of an attempt, where the other is what was done.
    """
    if one.place is None or other.place is None or one.place.is_intended != other.place.is_intended:
        return False
    mine, theirs = one.place.point, other.place.point
    if mine is None or theirs is None:
        return False
    if point_name(mine) == point_name(theirs):
        return True
    return (mine.key, mine.text) == (theirs.key, theirs.text)
