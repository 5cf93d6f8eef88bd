"""The units that a person may open cases in."""

from people.models import Unit


def referred_for(scope):
    """The open units that the person refers cases for."""
    return Unit.objects.filter(pk__in=scope.units_with("refer_cases"), is_open=True)


def units_to_open_in(scope):
    """The same, by name."""
    return list(referred_for(scope).select_related("agency").order_by("name"))
