"""What takes part by a pilot area goes where the area went: called by people/actions/merging.py."""

from people.actions.base import write_all
from pilots.models import PilotArea


def follow(*, unit, into, by, at):
    """CPS Areas take part by the other pilot area from now on."""
    write_all("merge_unit", PilotArea.objects.filter(unit=unit), by=by, at=at, unit=into)
