"""What may be done about contact with a victim, and by whom."""

from people.rules import Table
from victims.permissions.who import for_contact, knows_of_her

CONTACTS: Table = {
    "see_contacts": [knows_of_her],
    "record_contact": [for_contact],
    "decide_not_to_contact": [for_contact],
}
