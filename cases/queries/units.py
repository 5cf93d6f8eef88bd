"""The units that a person may open cases in."""

from people.models import Unit


def units_to_open_in(scope):
    """The open units that the person refers cases for, by name."""
    held = Unit.objects.filter(pk__in=scope.units_with("refer_cases"), is_open=True)
    return list(held.select_related("agency").order_by("name"))
