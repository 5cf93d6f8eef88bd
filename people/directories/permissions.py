"""Permissions of a directory. That a person is one of its agency's is part of every query."""

from people.access.permission_tables import SiteRules, refusal_reason
from people.access.scopes import Scope
from people.directories.refusals import NOT_A_DIRECTORY


@refusal_reason(NOT_A_DIRECTORY)
def is_directory(scope: Scope) -> bool:
    """Whether a caller of /scim/v2 calls: a system for itself, without any capacity."""
    return scope.is_system and not scope.all_capacities


DIRECTORY = SiteRules(
    {
        "see_people_of_directory": [is_directory],
        "add_by_directory": [is_directory],
        "change_by_directory": [is_directory],
        "remove_by_directory": [is_directory],
    }
)
