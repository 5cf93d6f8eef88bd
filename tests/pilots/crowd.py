"""The rows about pilots of the permission matrix, and of whoever else needs one."""

from people.models import Agency, Side, Unit
from tests.cast import NUMBER


def a_pilot_area(name="A team that looks after pilots"):
    """A unit of the learning side, on which people of any side hold what they hold."""
    agency, _new = Agency.objects.get_or_create(name=name, side=Side.LEARNING)
    return Unit.objects.create(
        agency=agency, name=f"Pilot area {next(NUMBER)}", kind=Unit.Kind.PILOT_AREA
    )
