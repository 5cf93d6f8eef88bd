"""
Scan quarantined uploads: one worker per file, retried until the scanner gives a verdict.

The upload table is the queue. A worker leases a file by advancing `look_at`, committed before the
scanner is called; if the worker dies, the lease expires and the next worker takes the file. A file
the scanner cannot check stays in quarantine.
"""

import logging
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.db.models import Min
from django.utils.translation import gettext_lazy as _

from cases import notices
from cases.documents import store
from cases.documents.actions import uploads
from cases.documents.clamav import ClamdClient, ScanReply, ScanVerdict
from cases.documents.sealed_files import BrokenSeal
from cases.models import Case, Scan, Upload, UploadStatus
from cases.models.case_key_of_text import reason_if_key_is_there
from cases.models.upload import UploadSender
from people.access import audit_log
from people.access.key_folder import KeyUnavailable
from people.access.permission_tables import Refused
from people.access.row_security import for_purpose
from timeliness.actions.leases import take_lease
from timeliness.leases import wait_over_filter

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


log = logging.getLogger(__name__)

NO_ANSWER = _("The virus scanner does not answer. It will be asked again, and nothing is lost.")
REPLACED = _("“%(name)s” was to replace a document that a newer version has since replaced.")
VERDICT_OUTCOMES = {  # scanner reply: (status of the upload, message to its sender)
    ScanReply.INFECTED: (
        UploadStatus.INFECTED,
        _(
            "“%(name)s” holds what the virus scanner calls %(found)s. It is locked "
            "away and no one can open it. Tell your IT service desk where it came from."
        ),
    ),
    ScanReply.ENCRYPTED: (
        UploadStatus.HELD,
        _(
            "The virus scanner cannot check “%(name)s”, because part of it is "
            "encrypted. Save it without a password and send that."
        ),
    ),
    ScanReply.UNREADABLE: (
        UploadStatus.HELD,
        _("“%(name)s” can no longer be read, so it was not scanned. Add the file again."),
    ),
    ScanReply.TOO_LARGE: (
        UploadStatus.HELD,
        _(
            "“%(name)s” is too large for the virus scanner, as it is or once unpacked. "
            "Split it and send the parts."
        ),
    ),
}


def scan_next_upload(*, scanner: ClamdClient, at: datetime) -> bool:
    """Scan one due file, outside any transaction. Returns False if none is due."""
    upload = _claim_upload(at)
    if upload is None:
        return False
    try:
        with store.open_stored(upload) as file:
            verdict = scanner.scan(file)
    except (BrokenSeal, KeyUnavailable) as error:
        log.error("A file in quarantine cannot be read: %s", type(error).__name__)
        verdict = ScanVerdict(ScanReply.UNREADABLE)
    _apply_scan_verdict(upload, verdict, at)
    return True


def _claim_upload(at: datetime) -> Upload | None:
    """Lease the file that is due longest for SCAN_LEASE_SECONDS; None if none is due."""
    longest = max(settings.SCAN_LEASE_SECONDS, settings.SCAN_AGAIN_SECONDS)
    is_due = wait_over_filter("look_at", at=at, longest=longest)
    waiting = Upload.objects.unscoped("scan").filter(is_due, status=UploadStatus.WAITING)
    return take_lease(
        waiting, "look_at", at=at, first_by=("look_at", "pk"), seconds=settings.SCAN_LEASE_SECONDS
    )


@transaction.atomic
def _apply_scan_verdict(claimed: Upload, verdict: ScanVerdict, at: datetime) -> None:
    """Apply a verdict once: it is dropped if the lease has changed since."""
    cases = Case.objects.unscoped("admit what was scanned")
    case = cases.select_for_update(of=("self",), no_key=True).get(pk=claimed.case_id)
    upload = Upload.objects.unscoped("scan").select_for_update().get(pk=claimed.pk)
    if (upload.status, upload.look_at) != (UploadStatus.WAITING, claimed.look_at):
        return
    upload.case = case
    if upload.replaces:
        upload.replaces.case = case
    if verdict.reply == ScanReply.NOTHING:
        log.error("The virus scanner at CLAMD does not answer")
        upload.why = reason_if_key_is_there(str(NO_ANSWER), upload.case_id)
        upload.look_at = at + timedelta(seconds=settings.SCAN_AGAIN_SECONDS)
    elif verdict.reply == ScanReply.CLEAN:
        _admit_or_hold_upload(upload, at=at)
    else:
        status, why = VERDICT_OUTCOMES[verdict.reply]
        _refuse_upload(upload, status, why, found=verdict.signature, at=at)
    upload.save(update_fields=["status", "why", "look_at", "document"])
    audit_log.record_entry(
        operation="alteration", verb="scan_upload", by=None, kind=Upload._meta.label,
        ids=[upload.pk], case_id=case.pk, at=at,
    )  # fmt: skip


def _admit_or_hold_upload(upload: Upload, *, at: datetime) -> None:
    """Turn a clean file into a document; hold it where what was written of it does not open."""
    try:
        with transaction.atomic():
            _admit_clean_upload(upload, at=at)
    except Refused:
        upload.document = None
        _refuse_upload(upload, *VERDICT_OUTCOMES[ScanReply.UNREADABLE], at=at)


def _admit_clean_upload(upload: Upload, *, at: datetime) -> None:
    """Turn a clean file into a document; refuse it if a newer version has replaced its target."""
    old = upload.replaces
    if old and not old.is_current:
        _refuse_upload(upload, UploadStatus.REFUSED, REPLACED, at=at)
        return
    sender = UploadSender(upload.by_id, upload.only_side, upload.agency_id)
    upload.document = uploads.admit_upload(upload, by=sender, at=at, scan=Scan.CLEAN)
    upload.status, upload.why, upload.look_at = UploadStatus.KEPT, "", None


def _refuse_upload(
    upload: Upload, status: UploadStatus, why: "StrOrPromise", *, at: datetime, found: str = ""
) -> None:
    """Leave the file in quarantine and notify its sender."""
    upload.status, upload.look_at = status, None
    said = str(why % {"name": upload.title, "found": found})
    upload.why = reason_if_key_is_there(said, upload.case_id)
    notices.notify_person(upload.by, upload.case, (), notice="upload_not_added", at=at)


@for_purpose("how long a file has waited for its scan")
def oldest_waiting_scan() -> datetime | None:
    """When the file that waits longest for the scanner was received; None if none waits."""
    rows = Upload.objects.unscoped("whether files are scanned").filter(look_at__isnull=False)
    oldest: datetime | None = rows.aggregate(n=Min("at"))["n"]
    return oldest
