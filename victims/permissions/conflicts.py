"""Who may declare a conflict with a victim's case, and who manages a service's conflicts."""

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
    """
    The conflict verbs of a service, for the permission table of supports; the tests are parameters.
    """
    return {
        "see_service_conflicts": [for_service],
        "declare_service_conflict": [for_service],
        "record_service_conflict": [for_its_manager],
        "propose_lifting_service_conflict": [for_its_manager],
        "settle_service_lifting": [for_its_manager],
    }
