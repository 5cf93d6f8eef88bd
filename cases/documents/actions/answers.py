"""Documents that are on a case already, given as an answer to an action or a part of it."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from cases.models import Document, ItemEntry
from people.access.scopes import Refused, Scope

NO_SUCH_DOCUMENT = _("Select documents of this case that both sides can read.")


# nosemgrep: check-then-act - the caller holds the case
def refer_to_documents(entry: ItemEntry, documents: Sequence[Document], *, by: Scope) -> None:
    """
    Let an entry of an action's log refer to documents of its case. The case is locked.

    Raises Refused for a document of another case, or one that is private to a side.
    """
    chosen = {document.pk for document in documents}
    rows = Document.objects.for_scope(by).filter(case=entry.case_id, only_side="", pk__in=chosen)
    if chosen and rows.count() != len(chosen):
        raise Refused(NO_SUCH_DOCUMENT, is_stage=True)
    link = ItemEntry.on_file.through
    link.objects.bulk_create(link(itementry_id=entry.pk, document_id=pk) for pk in sorted(chosen))
