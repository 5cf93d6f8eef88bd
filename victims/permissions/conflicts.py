"""Who declares that they should not work with a victim, and who keeps watch over a service's."""

from collections.abc import Callable

from people.access import Standing
from people.rules import Table
from victims.models import Support
from victims.permissions.who import knows_of_her

Test = Callable[[Standing, Support], bool]

OF_RECORD: Table = {"declare_victim_conflict": [knows_of_her]}


def of_service(for_service: Test, for_its_manager: Test) -> dict[str, list[Test]]:
    """The verbs of a service, for the table of support, whose own tests are given."""
    return {
        "see_service_conflicts": [for_service],
        "declare_service_conflict": [for_service],
        "record_service_conflict": [for_its_manager],
        "lift_service_conflict": [for_its_manager],
    }
