"""What may be done about a document, by whom and when."""

from tests.cases.oracle.roles import FORBIDDEN, READERS, WORKERS

# Whose it is, and where it stands.
DOCUMENT_STATES = tuple((side, at) for side in ("POLICE", "CPS") for at in ("newest", "replaced"))
ALWAYS = {"newest", "replaced"}
DOCUMENT = {
    "see_document": (READERS, ALWAYS),
    "download_document": (READERS, ALWAYS),
    "classify_document": (WORKERS, ALWAYS),
    "replace_document": (WORKERS, {"newest"}),
    "see_document_readers": (READERS, ALWAYS),
}

TABLES = {"Document": (DOCUMENT, DOCUMENT_STATES)}


def stage(state):
    return state[1]


def exception(model, verb, state, who):
    """Nobody puts another file in the place of what the other side added."""
    return FORBIDDEN if verb == "replace_document" and who.side != state[0] else None
