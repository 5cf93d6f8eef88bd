"""Documents of a case: kept beside the database, under a row that says what each of them is."""

import logging
from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cases import files, notices, store
from cases.actions import markings
from cases.actions.base import begin, bump, happened, keep
from cases.models import Document, MgForm
from people import audit
from people.models import Side

log = logging.getLogger(__name__)

STORE_FAILED = _("“%(name)s” could not be kept, and neither was anything else. Try again later.")
ORPHAN_AGE = timedelta(days=1)  # far longer than any transaction lives


@transaction.atomic
@store.all_or_none()
def add_documents(*, case, by, at, documents, kept_because=""):
    """
    Add uploaded files to a case; all of them or, where one is unfit, none.

    documents: a list of (file, what it is as a code of MgForm). kept_because: why the police keep
    them to themselves; empty where they do not.
    """
    kinds = [files.inspect(file) for file, _is in documents]  # before the lock: it takes a moment
    case = begin("add_document", case, by=by, at=at, operation="collection")
    found = zip(documents, kinds, strict=True)
    rows = [put_on(case, file, kind, mg_form=is_, by=by, at=at) for (file, is_), kind in found]
    for row in rows:
        happened("add_document", case, by=by, at=at, note=row.title, document=row)
        if kept_because:
            markings.keep_new(row, by=by, at=at, because=kept_because)
    return rows


@transaction.atomic
def classify_document(*, document, by, at, mg_form, version=None):
    """Put right what a document is; what it was said to be before stays in its history."""
    document = begin(
        "classify_document", document, by=by, at=at, version=version, edits={"form": mg_form}
    )
    if document.form != mg_form:
        document.form = MgForm(mg_form)
        bump(document, "classify_document", by=by, at=at)
        happened(
            "classify_document", document.case, by=by, at=at, note=document.title,
            document=document,
        )  # fmt: skip
    return document


@transaction.atomic
@store.all_or_none()
def replace_document(*, document, by, at, file, because):
    """
    Put a newer file in the place of a document, for a reason; the earlier one stays beside it.

    The other side is told, because it may have read the earlier one; not of what is kept from it.
    """
    kind = files.inspect(file)
    old = begin("replace_document", document, by=by, at=at, operation="collection")
    old.is_current = False
    bump(old, "replace_document", by=by, at=at)
    row = _kept(
        old.case, file, kind, verb="replace_document", by=by, at=at, form=old.form,
        entry_id=old.entry_id, first_id=old.first_id, number=old.number + 1, because=because,
        only_side=old.only_side,
    )  # fmt: skip
    happened("replace_document", old.case, by=by, at=at, note=row.title, document=row)
    if old.case.cps_unit_id and not old.only_side:
        others = notices.PROSECUTORS if by.side == Side.POLICE else notices.OFFICER
        notices.tell_named(others, old.case, (), notice="document_replaced", at=at)
    return row


def put_on(case, file, kind, *, mg_form, by, at, entry=None):
    """
    Keep one uploaded file on a case already locked; entry is what it was sent along with.

    kind: what files.inspect found it to hold before; mg_form: what it is, a code of MgForm. To be
    called within cases.store.all_or_none.
    Raises files.UnfitFile where it could not be kept.
    """
    form = MgForm(mg_form)
    return _kept(case, file, kind, verb="add_document", by=by, at=at, form=form, entry=entry)


def _kept(case, file, kind, *, verb, by, at, **facts):
    """Keep one uploaded file and its row, which is its own first version unless facts say more."""
    title = files.shown(file.name)
    try:
        stored = store.put(file.chunks())
    except OSError as error:
        log.error("The document store failed: %s", error.strerror)
        raise files.UnfitFile(STORE_FAILED, title) from None
    row = Document(
        case=case, title=title, kind=kind, size=stored.size, sha256=stored.sha256,
        stored_as=stored.name, side=by.side, agency_id=by.agency_id, added_by_id=by.user_id,
        added_at=at, **facts,
    )  # fmt: skip
    row.first_id = row.first_id or row.pk
    return keep(row, verb, by=by, at=at)


@transaction.atomic
def clear_orphans(*, at):
    """Remove the files that a crash left without a row; returns how many."""
    old = set(store.stored_before(at - ORPHAN_AGE))
    rows = Document.objects.system("which files have a row")
    orphans = old - set(rows.filter(stored_as__in=old).values_list("stored_as", flat=True))
    for name in orphans:
        store.remove(name)
    if orphans:
        audit.record(
            operation="erasure", verb="clear_orphans", by=None, kind=Document._meta.label,
            ids=sorted(orphans), at=at,
        )  # fmt: skip
    return len(orphans)
