"""The units that a person may open cases in."""

from django.db.models import QuerySet

from people.access.scopes import Scope
from people.models import Unit


def units_referred_for(scope: Scope) -> QuerySet[Unit]:
    """The open units that the person refers cases for."""
    return Unit.objects.filter(pk__in=scope.units_with("refer_cases"), is_open=True)


def units_to_open_in(scope: Scope) -> list[Unit]:
    """The same, by name."""
    return list(units_referred_for(scope).select_related("agency").order_by("name"))
