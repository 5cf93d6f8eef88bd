"""Permission table of documents."""

from django.utils.translation import gettext_lazy as _

from cases.models import Document
from cases.permissions.capacity_tests import for_police, for_workers, is_on_case
from people.access.scopes import Rules, Standing, refusal_reason


@refusal_reason(_("Only the side that added a document can do this."))
def is_of_own_side(who: Standing, document: Document) -> bool:
    return who.side == document.side


@refusal_reason(_("A newer version has already replaced this document."), stage=True)
def is_document_current(who: Standing, document: Document) -> bool:
    return document.is_current


@refusal_reason(_("This document came with an answer, so the CPS can read it already."), stage=True)
def is_not_part_of_answer(who: Standing, document: Document) -> bool:
    return document.entry_id is None


@refusal_reason(_("This document is already private to the police."), stage=True)
def is_document_shared(who: Standing, document: Document) -> bool:
    return not document.only_side


@refusal_reason(_("This document is not private to the police."), stage=True)
def is_document_police_only(who: Standing, document: Document) -> bool:
    return bool(document.only_side)


# Why a document known to the CPS can no longer be made private to the police.
KNOWN_TO_CPS = {
    "OPENED": _(
        "The CPS has already opened this document, so it can no longer be made private "
        "to the police. “Who can see this document, and who opened it” says since when."
    ),
    "ANSWERED": _(
        "An answer to an action refers to this document, so it can no longer be made private to "
        "the police."
    ),
    "SENT": _(
        "This document was sent to the CPS with a referral, so it can no longer be "
        "made private to the police."
    ),
}

DOCUMENT = Rules(
    {
        "see_document": [is_on_case],
        "read_document": [is_on_case],
        "download_document": [is_on_case],
        "classify_document": [for_workers],
        "replace_document": [for_workers, is_of_own_side, is_document_current],
        "see_document_readers": [is_on_case],
        "keep_document_to_police": [
            for_police,
            is_of_own_side,
            is_document_current,
            is_not_part_of_answer,
            is_document_shared,
        ],
        "reveal_document": [
            for_police,
            is_of_own_side,
            is_document_current,
            is_document_police_only,
        ],
    }
)
