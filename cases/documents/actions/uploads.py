"""
Uploaded files: turned into documents at once, or quarantined until a virus scan is clean.

Callers of receive_upload hold the case lock and run within
cases.documents.store.remove_files_on_failure.
"""

import logging
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from cases import notices
from cases.actions.open_case_action import add_timeline_event, save_next_version, save_with_history
from cases.documents import file_types, store
from cases.documents.actions import police_only
from cases.documents.actions.keys_to_seal import key_to_seal_with
from cases.models import Case, Document, MgForm, Scan, Upload, UploadStatus
from cases.models.upload import UploadSender
from people.access.key_folder import KeyUnavailable
from people.access.scopes import Scope
from people.models import Side
from people.models.nullable import not_null

log = logging.getLogger(__name__)

NO_KEY = _("“%(name)s” could not be saved. Contact your IT service desk.")
STORE_FAILED = _("“%(name)s” could not be saved. Try again later.")


def receive_upload(
    case: Case, file: "UploadedFile[bytes]", kind: str, *, mg_form: str, by: Scope, at: datetime,
    sending: UUID | None = None, **more: Any,
) -> Upload:  # fmt: skip
    """
    Store an accepted file: as a document, or in quarantine if a virus scanner is configured.

    kind: key of FILE_TYPES, from detect_file_type. mg_form: code of MgForm. more: entry, replaces,
    because and kept_because of Upload. Raises file_types.UnfitFile if it cannot be stored.
    """
    title = file_types.clean_file_name(file.name or "")
    try:
        stored = store.store_file(file.chunks(), key_to_seal_with(case.pk))
    except KeyUnavailable:  # the operator has been alerted
        raise file_types.UnfitFile(NO_KEY, title) from None
    except OSError as error:
        log.error("The document store failed: %s", error.strerror)
        raise file_types.UnfitFile(STORE_FAILED, title) from None
    upload = Upload(
        case=case, sending=sending or uuid4(), title=title, form=mg_form, kind=kind,
        size=stored.size, sha256=stored.sha256, stored_as=stored.name, is_sealed=stored.is_sealed,
        only_side=by.actor.side, agency_id=by.agency_id, by_id=by.actor.id, at=at, **more,
    )  # fmt: skip
    if settings.CLAMD:
        upload.status, upload.look_at = UploadStatus.WAITING, at
    else:
        upload.document = admit_upload(upload, by=by, at=at)
        upload.status = UploadStatus.KEPT
    upload.save(force_insert=True)
    return upload


def record_refused_upload(
    case: Case,
    file: "UploadedFile[bytes]",
    why: str,
    *,
    mg_form: str,
    by: Scope,
    at: datetime,
    sending: UUID,
) -> None:
    """Record that a file was refused, and why; its content is not stored."""
    Upload.objects.unscoped("what became of a file").create(
        case=case, sending=sending, title=file_types.clean_file_name(file.name or ""),
        form=MgForm(mg_form),
        status=UploadStatus.REFUSED, why=why, only_side=by.actor.side, by_id=by.actor.id, at=at,
    )  # fmt: skip


def admit_upload(
    upload: Upload, *, by: Scope | UploadSender, at: datetime, scan: Scan = Scan.NOT_SCANNED
) -> Document:
    """Create a document, or its next version, from an upload on a locked case."""
    old, only_side = upload.replaces, Side.POLICE if upload.kept_because else ""
    facts: dict[str, Any] = {"only_side": only_side}
    if old:
        old.is_current = False
        save_next_version(old, "replace_document", by=by, at=at)
        facts = {"first_id": old.first_id, "number": old.number + 1, "because": upload.because}
        facts["only_side"] = old.only_side
    row = Document(
        case=upload.case, title=upload.title, kind=upload.kind, form=upload.form, size=upload.size,
        sha256=upload.sha256, stored_as=not_null(upload.stored_as), is_sealed=upload.is_sealed,
        side=by.actor.side, agency_id=by.actor.agency_id, added_by_id=by.actor.id, added_at=at,
        entry_id=upload.entry_id, scan=scan, **facts,
    )  # fmt: skip
    row.first_id = row.first_id or row.pk
    save_with_history(row, "replace_document" if old else "add_document", by=by, at=at)
    _announce_document(upload, row, by=by, at=at)
    return row


def _announce_document(
    upload: Upload, row: Document, *, by: Scope | UploadSender, at: datetime
) -> None:
    """Add a timeline event; notify the other side of a new version that it can see."""
    if upload.replaces:
        add_timeline_event("replace_document", row.case, by=by, at=at, made=row.title, document=row)
        if row.case.cps_unit_id and not row.only_side:
            others = notices.PROSECUTOR_ROLES if by.side == Side.POLICE else notices.OFFICER_ROLES
            notices.notify_named_roles(others, row.case, (), notice="document_replaced", at=at)
    elif not upload.entry_id:  # the event of an answer covers its documents
        add_timeline_event("add_document", row.case, by=by, at=at, made=row.title, document=row)
    if upload.kept_because:
        police_only.record_kept_on_upload(row, by=by, at=at, because=upload.kept_because)
