"""Documents of a case: files in the document store, each described by a row."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import islice
from typing import Any
from uuid import UUID, uuid4

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from cases import permissions
from cases.actions.open_case_action import add_timeline_event, open_case_action, save_next_version
from cases.documents import file_types, store
from cases.documents.actions import uploads
from cases.models import Case, Document, MgForm, Upload
from people.access import audit_log
from people.access.row_security import for_purpose
from people.access.scopes import Scope, standing_on

ORPHAN_AGE = timedelta(days=1)  # far longer than any transaction takes
FILES_AT_ONCE = 1000  # whose rows are asked for by one statement


@for_purpose("a document is added")
@transaction.atomic
@store.remove_files_on_failure()
def add_documents(
    *,
    case: Case,
    by: Scope,
    at: datetime,
    documents: Iterable[tuple["UploadedFile[bytes]", str]],
    kept_because: str = "",
    sending: UUID | None = None,
) -> list[Document]:
    """
    Add uploaded files to a case, and record the outcome for each, including refusals.

    documents: (file, code of MgForm). kept_because: why they are private to the police, "" if they
    are not. sending: groups the files of one upload. Returns the documents added: none if a virus
    scanner has to read the files first.
    """
    # Inspect before taking the lock: this may take seconds.
    looked_at = [(file, mg_form, _inspect_upload(file, by)) for file, mg_form in documents]
    case = open_case_action("add_document", case, by=by, at=at, operation="collection")
    if kept_because:
        would_be = Document(case=case, side=by.actor.side)
        verb = "keep_document_to_police"
        permissions.DOCUMENT.check(standing_on(by, would_be), verb, would_be)
    sent = {"by": by, "at": at, "sending": sending or uuid4()}
    added = [
        _add_file(case, file, mg_form, found, kept_because=kept_because, **sent)
        for file, mg_form, found in looked_at
    ]
    return [row for row in added if row]


def _inspect_upload(file: "UploadedFile[bytes]", by: Scope) -> tuple[str, str]:
    """(file type, "") of a file, or ("", the reason why it is refused)."""
    try:
        return file_types.detect_file_type(file, by.user_id), ""
    except file_types.UnfitFile as unfit:
        return "", str(unfit)


def _add_file(
    case: Case,
    file: "UploadedFile[bytes]",
    mg_form: str,
    found: tuple[str, str],
    *,
    kept_because: str,
    **sent: Any,
) -> Document | None:
    """Receive one file, or record its refusal. Returns its document if there is one already."""
    kind, why = found
    if not why:
        try:
            return uploads.receive_upload(
                case, file, kind, mg_form=MgForm(mg_form), kept_because=kept_because, **sent
            ).document
        except file_types.UnfitFile as unfit:
            why = str(unfit)
    uploads.record_refused_upload(case, file, why, mg_form=mg_form, **sent)
    return None


@transaction.atomic
def classify_document(
    *, document: Document, by: Scope, at: datetime, mg_form: str, version: int | None = None,
    changed_because: str = "",
) -> Document:  # fmt: skip
    """Correct the document type; the history keeps the earlier one."""
    document = open_case_action(
        "classify_document", document, by=by, at=at, version=version, edits={"form": mg_form}
    )
    if document.form != mg_form:
        document.form = MgForm(mg_form)
        save_next_version(document, "classify_document", by=by, at=at, because=changed_because)
        add_timeline_event(
            "classify_document", document.case, by=by, at=at, made=document.title,
            document=document,
        )  # fmt: skip
    return document


@transaction.atomic
@store.remove_files_on_failure()
def replace_document(
    *,
    document: Document,
    by: Scope,
    at: datetime,
    file: "UploadedFile[bytes]",
    because: str,
    sending: UUID | None = None,
) -> Document:
    """
    Replace a document by a newer file, with a reason; the earlier version stays.

    Notifies the other side if it can see the document. Returns the new version or, if a virus
    scanner has to read it first, the document to be replaced.
    """
    kind = file_types.detect_file_type(file, by.user_id)
    old = open_case_action("replace_document", document, by=by, at=at, operation="collection")
    upload = uploads.receive_upload(
        old.case, file, kind, mg_form=old.form, by=by, at=at, sending=sending, replaces=old,
        because=because,
    )  # fmt: skip
    return upload.document or old


@for_purpose("which files have a row")
def orphaned_files(*, at: datetime) -> set[UUID]:
    """Names of stored files that have had no row for ORPHAN_AGE, such as after a crash."""
    old, orphans = store.file_names_stored_before(at - ORPHAN_AGE), set[UUID]()
    while some := set(islice(old, FILES_AT_ONCE)):
        for model in (Document, Upload):
            rows = model.objects.unscoped("which files have a row").filter(stored_as__in=some)
            some -= set(rows.values_list("stored_as", flat=True))
        orphans |= some
    return orphans


@for_purpose("which files have a row")
@transaction.atomic
def clear_orphans(*, at: datetime) -> int:
    """Remove the stored files that have no row. Returns how many."""
    orphans = orphaned_files(at=at)
    for name in orphans:
        store.remove_file(name)
    if orphans:
        audit_log.record_entry(
            operation="erasure", verb="clear_orphans", by=None, kind=Document._meta.label,
            ids=sorted(orphans), at=at,
        )  # fmt: skip
    return len(orphans)
