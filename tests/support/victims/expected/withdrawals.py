"""Expected rules: withdrawal of a victim."""

from tests.support.victims.expected import records

READERS, CONTACT = records.READERS, records.CONTACT

STATES = ("unconfirmed", "confirmed", "taken back")
WITHDRAWAL = {
    "confirm_victim_withdrawal": (CONTACT, {"unconfirmed"}),
    "take_back_victim_withdrawal": (CONTACT, {"unconfirmed", "confirmed"}),
}

TABLES = {"Withdrawal": (WITHDRAWAL, STATES)}
