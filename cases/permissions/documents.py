"""What may be done about a document, and by whom."""

from django.utils.translation import gettext_lazy as _

from cases.permissions.who import for_workers, on_the_case
from people.access import Rules, because


@because(_("Only the side that added a document can replace it."))
def of_ones_own_side(who, document):
    return who.side == document.side


@because(_("A newer version has replaced this document already."), stage=True)
def is_current(who, document):
    return document.is_current


DOCUMENT = Rules(
    {
        "see_document": [on_the_case],
        "download_document": [on_the_case],
        "classify_document": [for_workers],
        "replace_document": [for_workers, of_ones_own_side, is_current],
        "see_document_readers": [on_the_case],
    }
)
