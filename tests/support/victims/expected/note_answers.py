"""Expected rules: answers to the notes of support services, by the role of the note."""

from tests.support.cases.expected.roles import HIDDEN

CAPACITY = {
    "CONTACT_OFFICER": "contact_victims", "OFFICER_IN_CASE": "officer_in_case",
    "LIAISON_OFFICER": "liaise_with_victims",
}  # fmt: skip
# By unit, who contacts victims; of others, who is named on the case.
READERS = {
    "contact_victims", "liaise_with_victims", "officer_in_case", "reviewing_prosecutor",
    "covering_prosecutor", "early_adviser", "allowed_on_case", "broke_glass",
}  # fmt: skip
STATES = tuple(CAPACITY)
ROLES = set(CAPACITY.values())

TABLES = {
    "NoteReceived": ({"answer_note": (ROLES, set(STATES))}, STATES),
    "NoteAnswer": ({"correct_note_answer": (ROLES, set(STATES))}, STATES),
}


def exception(model, verb, state, who):
    """A note is hidden from the other side, and answered in its own role."""
    side = "CPS" if state == "LIAISON_OFFICER" else "POLICE"
    if who.side != side:
        return HIDDEN
    return None if CAPACITY[state] in who.holds else "forbidden"
