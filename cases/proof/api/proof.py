"""The matrix of proof about a suspect, read by the police and the CPS."""

from collections.abc import Iterable
from typing import Any

from rest_framework import serializers as s

from cases.models import Bearing, Case
from cases.permissions import CASE
from cases.proof.queries.charged_counts import CountRow
from cases.proof.queries.matrix import PointRow, ProofMatrix, SubjectRow
from cases.proof.queries.page import page_of_proof
from cases.queries.row_versions import proof_entry_version
from people.api.endpoints import read_endpoint
from people.api.responses import Answer
from people.models.nullable import not_null
from people.web.audit_context import GuardedRequest
from people.web.guards import guarded, scope_for


class BearingShown(s.Serializer):
    """
    Something that bears on a point. account_of: whose account it is, empty of other material.
    victim_was_corrected: its allegation names another victim than when it was recorded. bears:
    FOR, AGAINST or BOTH. side: whose entry it is. version: for If-Match, until it is removed.
    """

    id = s.UUIDField(source="pk")
    material = s.CharField()
    account_of = s.CharField(allow_blank=True)
    victim_was_corrected = s.BooleanField()
    bears = s.CharField()
    text = s.CharField()
    document = s.UUIDField(source="document_id", allow_null=True)
    held = s.UUIDField(source="held_id", allow_null=True)
    undermines = s.BooleanField()
    disclosure = s.CharField(allow_blank=True)
    side = s.CharField()
    at = s.DateTimeField()
    version = s.IntegerField(source="told_version")


class GapHolderShown(s.Serializer):
    """
    Who acts on a gap now. side: POLICE or CPS, empty where nobody acts. who: in words. action: by
    which. due_on: when the police have to answer it by, while its time runs.
    """

    side = s.CharField(allow_blank=True)
    who = s.CharField()
    action = s.UUIDField(source="item", allow_null=True)
    due_on = s.DateField(allow_null=True)
    is_late = s.BooleanField()


class GapShown(s.Serializer):
    """
    What is missing. state: how it stands. actions: the actions that ask for it. holders: who acts
    on it now, one for each action that is not over; none once it is filled or closed. version: for
    If-Match, until it is closed.
    """

    id = s.UUIDField(source="row.pk")
    material = s.CharField(source="row.material")
    account_of = s.CharField(source="row.account_of", allow_blank=True)
    victim_was_corrected = s.BooleanField(source="row.victim_was_corrected")
    text = s.CharField(source="row.text")
    weight = s.CharField(source="row.weight")
    state = s.CharField()
    side = s.CharField(source="row.side")
    at = s.DateTimeField(source="row.at")
    actions = s.ListField(child=s.UUIDField())
    holders = GapHolderShown(many=True)
    version = s.IntegerField()


class PointShown(s.Serializer):
    """
    A point to prove. key: names it where something is recorded on it; empty where nothing can be.
    text: empty for the offence as a whole, and for what was recorded on points that no longer
    apply. state: null where the offence has no points; COVERED is never "proved".
    """

    key = s.CharField(allow_blank=True)
    text = s.CharField(allow_blank=True)
    state = s.CharField(allow_null=True)
    bearings = BearingShown(many=True)
    gaps = GapShown(many=True)


class AllegationProofShown(s.Serializer):
    """
    An allegation with its points. alternative_to: the earlier allegations to which it is an
    alternative, of which only one can be proved. is_reviewed: a lawyer of the CPS says that the
    points are right.
    """

    allegation = s.UUIDField()
    alternative_to = s.ListField(child=s.UUIDField())
    offence = s.CharField()
    is_reviewed = s.BooleanField()
    points = PointShown(many=True)


class CountProofShown(s.Serializer):
    """
    A count of the charge in force, or proposed, that is not as alleged. number: its place in the
    charge. alternative_to: number of the count to which it is the alternative; null if to none.
    victim: by their number. from_on, to_on: its days; to_on is null of one day. allegations: whose
    entries its points show, where both have the point.
    """

    number = s.IntegerField()
    alternative_to = s.IntegerField(allow_null=True)
    allegations = s.ListField(child=s.UUIDField())
    victim = s.IntegerField()
    offence = s.CharField()
    from_on = s.DateField()
    to_on = s.DateField(allow_null=True)
    is_reviewed = s.BooleanField()
    points = PointShown(many=True)


class ProofShown(s.Serializer):
    """
    The proof about one suspect, and what undermines the case or assists the defence. counts: those
    that are charged otherwise than alleged.
    """

    suspect = s.IntegerField()
    allegations = AllegationProofShown(many=True)
    counts = CountProofShown(many=True)
    undermining = BearingShown(many=True)


@read_endpoint(
    ProofShown,
    query_parameters={"suspect": "The number of the suspect; without it the first of the case."},
)
@guarded("see_proof", Case, CASE)
def see_proof(request: GuardedRequest, case: Case, allowed: frozenset[str]) -> Answer:
    """The points to prove about a suspect, what bears on each, and what is missing."""
    found = page_of_proof(case, scope_for(request), number=request.GET.get("suspect", ""))
    return Answer(ProofShown(_proof_values(found.matrix, found.counts)).data)


def _proof_values(matrix: ProofMatrix | None, counts: list[CountRow]) -> dict[str, object]:
    if matrix is None:
        return {"suspect": 0, "allegations": [], "counts": [], "undermining": []}
    return {
        "suspect": matrix.suspect.number,
        "allegations": [_allegation_values(each, matrix.subjects) for each in matrix.subjects],
        "counts": [_count_values(each) for each in counts],
        "undermining": _with_versions(matrix.undermining_entries),
    }


def _allegation_values(subject: SubjectRow, all_of_them: list[SubjectRow]) -> dict[str, object]:
    """all_of_them: the allegations in the order of their numbers, from 1."""
    sets = subject.subject.sets
    others = [subject.others] if subject.has_others else []
    return {
        "allegation": subject.subject.allegation.pk,
        "alternative_to": [
            all_of_them[n - 1].subject.allegation.pk for n in subject.alternative_to
        ],
        "offence": subject.subject.allegation.offence_id,
        "is_reviewed": bool(sets) and all(each.is_reviewed for each in sets),
        "points": [
            _point_values(each) | {"key": each.place.key if each.place else ""}
            for each in (*subject.rows, *others)
        ],
    }


def _count_values(count: CountRow) -> dict[str, object]:
    return {
        "number": count.number,
        "alternative_to": count.alternative_to or None,
        "allegations": [each.subject.allegation.pk for each in count.sources],
        "victim": not_null(count.count.victim).number,
        "offence": count.count.offence_id,
        "from_on": count.count.from_on,
        "to_on": count.count.to_on,
        "is_reviewed": bool(count.sets) and all(each.is_reviewed for each in count.sets),
        "points": [_point_values(each) for each in count.rows],
    }


def _point_values(row: PointRow) -> dict[str, object]:
    """The values of a row on which nothing is recorded here."""
    point = row.place.point if row.place else None
    gaps = [
        {
            "row": gap.row,
            "state": gap.state,
            "actions": [each.pk for each in gap.asked],
            "holders": gap.holders,
            "version": proof_entry_version(gap.row),
        }
        for gap in row.gaps
    ]
    return {
        "key": "", "text": point.text if point else "", "state": row.state,
        "bearings": _with_versions(row.bearings), "gaps": gaps,
    }  # fmt: skip


def _with_versions(bearings: Iterable[Bearing]) -> list[Any]:
    """Entries with what their serializer shows besides the fields of their model."""
    rows: list[Any] = list(bearings)
    for each in rows:
        each.told_version = proof_entry_version(each)
    return rows
