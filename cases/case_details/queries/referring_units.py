"""The units in which a person may open cases."""

from django.db.models import QuerySet

from people.access.scopes import Scope
from people.models import Unit


def units_referred_for(scope: Scope) -> QuerySet[Unit]:
    """The open units for which the person refers cases."""
    return Unit.objects.filter(pk__in=scope.units_with("refer_cases"), is_open=True)


def units_to_open_in(scope: Scope) -> list[Unit]:
    """units_referred_for, by name."""
    return list(units_referred_for(scope).select_related("agency").order_by("name"))
