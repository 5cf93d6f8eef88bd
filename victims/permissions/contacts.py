"""Permission table of contacts with a victim."""

from people.access.permission_tables import TestsByVerb
from victims.permissions.capacity_tests import for_contact, knows_of_victim

CONTACTS: TestsByVerb = {
    "see_contacts": [knows_of_victim],
    "record_contact": [for_contact],
    "decide_not_to_contact": [for_contact],
}
