"""Possible participants in a consultation, and consultations about a suspect."""

from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from django.db.models import QuerySet

from cases.models import Case, CaseGrant, Consultation, Role, Suspect
from cases.states import CONSULTATION_STATES
from people.access.expiry import live_at
from people.access.scopes import Scope
from people.models import Grant, Side, UnitGrant, User

G = TypeVar("G", bound=Grant)

ROLE_ORDER = {role.value: n for n, role in enumerate(Role)}  # the first that fits is shown
UNIT_FIELD = {Side.POLICE: "police_unit_id", Side.CPS: "cps_unit_id"}


@dataclass(frozen=True)
class Participant:
    """A person who may have taken part, and in which role."""

    pk: int
    name: str
    side: str
    role: Role


def possible_participants(case: Case, *, at: datetime) -> list[Participant]:
    """People with a capacity on the case now, by name; on a restricted case, a named role."""
    grants = CaseGrant.objects.filter(live_at(at), content_object=case)
    roles = _add_roles(grants, {})
    if not case.is_restricted:
        for side, unit in UNIT_FIELD.items():
            of_unit = UnitGrant.objects.filter(live_at(at), content_object=getattr(case, unit))
            roles = _add_roles(of_unit.filter(user__agency__side=side), roles)
    people = User.objects.filter(pk__in=roles, is_active=True).select_related("agency")
    people = people.order_by("name", "pk")  # in conflict too: a gap would reveal it
    return [Participant(one.pk, one.name, one.agency.side, Role(roles[one.pk])) for one in people]


def _add_roles(grants: QuerySet[G], roles_by_account: dict[int, str]) -> dict[int, str]:
    """Add {person: role} for people who are not in it yet."""
    rows = grants.filter(permission__codename__in=ROLE_ORDER)
    for person, role in rows.values_list("user", "permission__codename"):
        roles_by_account[person] = min(
            roles_by_account.get(person, role), role, key=ROLE_ORDER.__getitem__
        )
    return roles_by_account


def suspects_to_consult_on(case: Case, scope: Scope) -> list[Suspect]:
    """The suspects about whom police and prosecutor can meet now."""
    rows = case.suspects.for_scope(scope).filter(state__in=CONSULTATION_STATES)
    return list(rows.order_by("number"))


def consultations_about_suspect(suspect: Suspect, scope: Scope) -> list[Consultation]:
    """The consultations about one suspect, newest first."""
    rows = suspect.consultations.for_scope(scope).order_by("-held_on", "-at")
    return list(rows)
