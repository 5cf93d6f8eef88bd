"""Expected rules: support of a victim by a service."""

from tests.support.cases.expected.roles import HIDDEN

READERS = {
    "manage_support",
    "assigned_isva",
}  # an ISVA of the service who is not named has no access
MANAGERS = {"manage_support"}

STATES = ("ASKED", "DECLINED", "SUPPORTED", "ENDED")
ALWAYS = set(STATES)
SUPPORT = {
    "see_support": (READERS, ALWAYS),
    "see_consents": (READERS, ALWAYS),
    "accept_support": (MANAGERS, {"ASKED"}),
    "decline_support": (MANAGERS, {"ASKED"}),
    "assign_isva": (MANAGERS, {"SUPPORTED"}),
    "end_support": (MANAGERS, {"SUPPORTED"}),
    "record_consent": (READERS, {"SUPPORTED"}),
    "withdraw_consent": (READERS, ALWAYS),
    "confirm_consent": (READERS, {"SUPPORTED"}),
    "see_liaison_notes": (READERS, ALWAYS),
    "send_liaison_note": (READERS, {"SUPPORTED"}),
    "see_service_conflicts": (READERS, ALWAYS),
    "declare_service_conflict": (READERS, ALWAYS),
    "record_service_conflict": (MANAGERS, ALWAYS),
    "propose_lifting_service_conflict": (MANAGERS, ALWAYS),
    "settle_service_lifting": (MANAGERS, ALWAYS),
}

TABLES = {"Support": (SUPPORT, STATES)}


def exception(model, verb, state, who):
    """On a restricted case the service's manager reads nothing; people named on it do."""
    is_walled = who.relation.startswith("restricted")
    return HIDDEN if is_walled and not who.holds & {"assigned_isva"} else None
