"""Permission table of submissions: read and compared, never changed."""

from cases.permissions.capacity_tests import is_on_case
from people.access.scopes import Rules

SUBMISSION = Rules(
    {
        "see_submission": [is_on_case],
        "see_changes": [is_on_case],
        "see_mg3": [is_on_case],
        "download_mg3": [is_on_case],
        "see_mg3a": [is_on_case],
        "download_mg3a": [is_on_case],
    }
)
