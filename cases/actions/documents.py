"""Documents of a case: kept beside the database, under a row that says what each of them is."""

import logging
from datetime import timedelta
from uuid import uuid4

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cases import files, notices, store
from cases.actions import markings
from cases.actions.base import begin, bump, happened, keep
from cases.models import Document, MgForm, Upload, UploadStatus
from people import audit
from people.models import Side

log = logging.getLogger(__name__)

STORE_FAILED = _("“%(name)s” could not be kept. Try again later.")
ORPHAN_AGE = timedelta(days=1)  # far longer than any transaction lives


@transaction.atomic
@store.all_or_none()
def add_documents(*, case, by, at, documents, kept_because="", sending=None):
    """
    Add those of some uploaded files that are fit; of each is kept what became of it, and why.

    documents: a list of (file, what it is as a code of MgForm). kept_because: why the police keep
    them to themselves; empty where they do not. sending: by what they are found again as sent
    together. Returns the documents that were added.
    """
    # Looked at before the lock, because it takes a moment.
    looked_at = [(file, mg_form, _looked_at(file)) for file, mg_form in documents]
    case = begin("add_document", case, by=by, at=at, operation="collection")
    sent = {"case": case, "by": by, "at": at, "sending": sending or uuid4()}
    added = [
        _add(file, mg_form, found, kept_because=kept_because, **sent)
        for file, mg_form, found in looked_at
    ]
    return [row for row in added if row]


def _looked_at(file):
    """What a file holds, or the sentence that says why it may not be kept."""
    try:
        return files.inspect(file), ""
    except files.UnfitFile as unfit:
        return None, str(unfit)


def _add(file, mg_form, found, *, case, by, at, sending, kept_because):
    """Add one file where it is fit, and write down what became of it; the document, if any."""
    kind, why = found
    row = None
    if not why:
        try:
            row = put_on(case, file, kind, mg_form=mg_form, by=by, at=at)
        except files.UnfitFile as unfit:
            why = str(unfit)
    if row:
        happened("add_document", case, by=by, at=at, note=row.title, document=row)
    if row and kept_because:
        markings.keep_new(row, by=by, at=at, because=kept_because)
    Upload.objects.system("what became of a file").create(
        case=case, sending=sending, title=files.shown(file.name), form=MgForm(mg_form),
        status=UploadStatus.KEPT if row else UploadStatus.REFUSED, why=why, document=row,
        only_side=by.side, by_id=by.user_id, at=at,
    )  # fmt: skip
    return row


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
