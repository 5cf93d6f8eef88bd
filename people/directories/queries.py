"""The people whom a directory sees: those of its agency."""

from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from people.access.expiry import live_at
from people.access.paths import named_role_grants
from people.models import AccessProposal, LinkedSignIn, System, User
from people.models.access_controlled import models_with_named_roles


def people_of_directory(directory: System) -> QuerySet[User]:
    """
    The accounts of people of its agency, each with what the directory said of it.

    Not those that it removed, unless such an account is open again.
    """
    gone = Q(in_directory__is_removed=True, is_active=False)
    rows = User.objects.filter(agency=directory.people_of_id, is_system=False).exclude(gone)
    return rows.select_related("in_directory").order_by("pk")


def person_of_directory(directory: System, reference: UUID) -> User | None:
    """The person with this id; None for one who is missing or of another agency."""
    return people_of_directory(directory).filter(reference=reference).first()


def holds_nothing(person: User, *, at: datetime) -> bool:
    """
    Whether an account has no role on a unit or on a case, so that opening it opens nothing.

    One for which access is proposed holds something: who approves has read its address.
    """
    waiting = AccessProposal.objects.filter(person=person, status__in=["WAITING", "APPROVED"])
    if person.unitgrants.filter(live_at(at)).exists() or waiting.exists():
        return False
    return not any(
        named_role_grants(model).objects.filter(live_at(at), user=person).exists()
        for model in models_with_named_roles()
    )


def is_unused(person: User) -> bool:
    """Whether nobody can sign in to an account yet: it has no password and no linked sign-in."""
    linked = LinkedSignIn.objects.filter(user=person)
    return not person.has_usable_password() and not linked.exists()
