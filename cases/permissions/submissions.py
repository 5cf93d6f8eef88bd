"""What may be done about a submission: read and compared. Nothing changes what was sent."""

from cases.permissions.capacity_tests import is_on_case
from people.access.scopes import Rules

SUBMISSION = Rules({"see_submission": [is_on_case], "see_changes": [is_on_case]})
