"""Who declares that they should not work with a victim, and who keeps watch over a service's."""

from collections.abc import Callable

from people.access.permission_tables import TestsByVerb
from people.access.scopes import Standing
from victims.models import Support
from victims.permissions.capacity_tests import knows_of_victim

SupportTest = Callable[[Standing, Support], bool]

RECORD_CONFLICTS: TestsByVerb = {"declare_victim_conflict": [knows_of_victim]}


def service_conflict_verbs(
    for_service: SupportTest, for_its_manager: SupportTest
) -> dict[str, list[SupportTest]]:
    """The verbs of a service, for the table of support, whose own tests are given."""
    return {
        "see_service_conflicts": [for_service],
        "declare_service_conflict": [for_service],
        "record_service_conflict": [for_its_manager],
        "lift_service_conflict": [for_its_manager],
    }
