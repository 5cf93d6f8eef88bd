"""What may be done about a submission: read and compared. Nothing changes what was sent."""

from cases.permissions.who import on_the_case
from people.access import Rules

SUBMISSION = Rules({"see_submission": [on_the_case], "see_changes": [on_the_case]})
