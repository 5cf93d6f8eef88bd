"""What may be done about a document, by whom and when."""

from tests.cases.oracle.roles import READERS, WORKERS

DOCUMENT_STATES = ("",)
DOCUMENT = {
    "see_document": (READERS, {""}),
    "download_document": (READERS, {""}),
    "classify_document": (WORKERS, {""}),
}

TABLES = {"Document": (DOCUMENT, DOCUMENT_STATES)}
