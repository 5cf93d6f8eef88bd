"""Who may have made a decision that a victim asks about, where nothing records it."""

from collections.abc import Collection, Iterable
from datetime import datetime

from django.db.models import QuerySet

from cases.models import Case
from people.access.expiry import live_at
from people.access.row_security import for_purpose
from people.models import Side, UnitGrant, User
from victims.actions.reviewable_decisions import ReviewableSuspect
from victims.models import VictimRecord

# Capacities of those who may have made a decision whose maker is not recorded.
DECIDING_CAPACITIES = {
    Side.POLICE: ("refer_cases", "supervise_cases", "inspect_cases"),
    Side.CPS: ("prosecute_cases", "allocate_cases"),
}


@for_purpose("who decides about a review")
def possible_deciders(
    record: VictimRecord, found: Iterable[ReviewableSuspect], *, at: datetime
) -> dict[int, User]:
    """{id: person} of those who may have made a decision whose maker is not recorded."""
    sides = {
        reviewed.side for each in found for reviewed, known in each.decisions.items()
        if not known.deciders
    }  # fmt: skip
    people: dict[int, User] = {}
    for side in sorted(sides):
        people |= {
            person.pk: person
            for person in people_of_unit(record, side, DECIDING_CAPACITIES[side], at=at)
        }
    return people


def people_of_unit(
    row: VictimRecord | Case, side: Side, capacities: Collection[str], *, at: datetime
) -> QuerySet[User]:
    """Active people with one of these capacities on the side's unit of a row, by name."""
    grants = UnitGrant.objects.filter(
        live_at(at), permission__codename__in=capacities,
        content_object=getattr(row, f"{row.unit_of[side]}_id"),
    )  # fmt: skip
    people = User.objects.filter(is_active=True, agency__side=side, pk__in=grants.values("user"))
    return people.order_by("name", "pk")
