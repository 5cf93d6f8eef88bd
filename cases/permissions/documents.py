"""What may be done about a document, and by whom."""

from django.utils.translation import gettext_lazy as _

from cases.models import Document
from cases.permissions.who import for_police, for_workers, on_the_case
from people.access import Rules, Standing, because


@because(_("Only the side that added a document can do this."))
def of_ones_own_side(who: Standing, document: Document) -> bool:
    return who.side == document.side


@because(_("A newer version has already replaced this document."), stage=True)
def is_current(who: Standing, document: Document) -> bool:
    return document.is_current


@because(_("This document came with an answer, so the CPS can read it already."), stage=True)
def came_alone(who: Standing, document: Document) -> bool:
    return document.entry_id is None


@because(_("This document is already private to the police."), stage=True)
def is_shared(who: Standing, document: Document) -> bool:
    return not document.only_side


@because(_("This document is not private to the police."), stage=True)
def is_kept(who: Standing, document: Document) -> bool:
    return bool(document.only_side)


# Why what the CPS has met can be kept from it no longer.
KNOWN_TO_CPS = {
    "OPENED": _(
        "The CPS has already opened this document, so it can no longer be made private "
        "to the police. “Who opened this document” says since when."
    ),
    "SENT": _(
        "This document was sent to the CPS with a referral, so it can no longer be "
        "made private to the police."
    ),
}

DOCUMENT = Rules(
    {
        "see_document": [on_the_case],
        "download_document": [on_the_case],
        "classify_document": [for_workers],
        "replace_document": [for_workers, of_ones_own_side, is_current],
        "see_document_readers": [on_the_case],
        "keep_document_to_police": [
            for_police,
            of_ones_own_side,
            is_current,
            came_alone,
            is_shared,
        ],
        "reveal_document": [for_police, of_ones_own_side, is_current, is_kept],
    }
)
