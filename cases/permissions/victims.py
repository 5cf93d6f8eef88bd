"""Permission table of a victim as a number on a case; the victims app has that of the record."""

from cases.permissions.capacity_tests import for_police, is_on_case
from people.access.scopes import Rules

VICTIM = Rules(
    {
        "see_circumstances": [is_on_case],
        "record_circumstances": [for_police],
        "begin_victim_request": [for_police],
    }
)
