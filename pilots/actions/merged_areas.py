"""What goes where a merged pilot area went: called by people/actions/merging.py."""

from people.actions.base import write_all
from pilots.models import Panel, PilotArea


def follow(*, unit, into, by, at):
    """CPS Areas take part by the other pilot area from now on, and its panels are that one's."""
    write_all("merge_unit", PilotArea.objects.filter(unit=unit), by=by, at=at, unit=into)
    Panel.objects.system("its pilot area is merged").filter(area=unit).update(area=into)
