"""Expected rules: letters to a victim, by (status, side, author)."""

from tests.support.victims.expected.records import CONTACT, READERS

SECOND_READERS = {
    "contact_victims", "liaise_with_victims", "supervise_cases", "allocate_cases",
    "reviewing_prosecutor", "covering_prosecutor",
}  # fmt: skip
STATUSES = (
    "DRAFT", "IN_REVIEW", "RETURNED", "APPROVED", "SENDING by hand", "SENDING by e-mail",
    "SENT by hand", "SENT by e-mail", "WITHDRAWN",
)  # fmt: skip
LETTER_STATES = tuple(
    (status, side, author)
    for status in STATUSES
    for side in ("POLICE", "CPS")
    for author in (("somebody", "myself") if status == "IN_REVIEW" else ("somebody",))
)
HERE = {"DRAFT", "IN_REVIEW", "RETURNED", "APPROVED"}
LETTER = {
    "see_letter": (READERS, set(STATUSES)),
    "edit_letter": (CONTACT, HERE),
    "request_letter_review": (CONTACT, {"DRAFT"}),
    "review_letter": (SECOND_READERS, {"IN_REVIEW"}),
    "withdraw_letter": (CONTACT, HERE),
    "send_letter": (CONTACT, {"APPROVED"}),
    "print_letter": (CONTACT, {"SENDING by hand"}),
    "record_letter_result": (CONTACT, {"SENDING by hand", "SENT by hand"}),
}

TABLES = {"Letter": (LETTER, LETTER_STATES)}


def stage(state):
    """The part of a matrix state in which a verb is open or not yet."""
    return state[0]


def exception(model, verb, state, who):
    """The other side may read a letter; authors are not the second reader of their own."""
    _status, side, author = state
    if verb != "see_letter" and who.side != side:
        return "forbidden"
    return "forbidden" if verb == "review_letter" and author == "myself" else None
