"""What may be done about a document, and by whom."""

from cases.permissions.who import for_workers, on_the_case
from people.access import Rules

DOCUMENT = Rules(
    {
        "see_document": [on_the_case],
        "download_document": [on_the_case],
        "classify_document": [for_workers],
    }
)
