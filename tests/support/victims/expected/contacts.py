"""Expected rules: contacts with a victim and follow-ups."""

from tests.support.victims.expected import records

READERS, CONTACT = records.READERS, records.CONTACT

ONLY = {""}
LEADS = {"supervise_cases", "allocate_cases"}
FOLLOW_UP_STATES = ("waiting", "answered")

TABLES = {
    "Contact": ({"ask_follow_up": (LEADS, ONLY)}, ("",)),
    "FollowUp": ({"answer_follow_up": (CONTACT, {"waiting"})}, FOLLOW_UP_STATES),
}
