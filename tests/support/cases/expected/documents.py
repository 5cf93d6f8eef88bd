"""Expected rules: documents."""

from tests.support.cases.expected.roles import FORBIDDEN, HIDDEN, READERS, TEAM, WORKERS

# (side that added it, or that it is private to the police; its stage)
DOCUMENT_STATES = tuple(
    (whose, at)
    for whose in ("POLICE", "POLICE ALONE", "CPS")
    for at in ("newest", "replaced", "came with an answer")
    if (whose, at) != ("POLICE ALONE", "came with an answer")
)
ALWAYS = {"newest", "kept newest", "replaced", "kept replaced", "came with an answer"}
DOCUMENT = {
    "see_document": (READERS, ALWAYS),
    "read_document": (READERS, ALWAYS),
    "download_document": (READERS, ALWAYS),
    "classify_document": (WORKERS, ALWAYS),
    "replace_document": (WORKERS, {"newest", "kept newest", "came with an answer"}),
    "see_document_readers": (READERS, ALWAYS),
    "keep_document_to_police": (TEAM, {"newest"}),
    "reveal_document": (TEAM, {"kept newest"}),
}
OWN_SIDE = {"replace_document", "keep_document_to_police", "reveal_document"}

TABLES = {"Document": (DOCUMENT, DOCUMENT_STATES)}


def stage(state):
    """The part of a matrix state in which a verb is open or not yet."""
    whose, at = state
    return f"kept {at}" if whose == "POLICE ALONE" else at


def exception(model, verb, state, who):
    """Documents private to the police are hidden from the CPS; each side edits its own."""
    if state[0] == "POLICE ALONE" and who.side != "POLICE":
        return HIDDEN
    return FORBIDDEN if verb in OWN_SIDE and who.side != state[0].split()[0] else None
