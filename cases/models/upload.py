from typing import NamedTuple

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cases.models.action_plan import ItemEntry
from cases.models.case import Case
from cases.models.document import Document
from cases.models.mg_form import MgForm
from cases.models.sealed_text import SealedTextField
from people.access.scopes import Actor
from people.models import AccessControlled, Agency, Side, User
from people.models.nullable import not_null


class UploadStatus(models.TextChoices):
    """Status of an uploaded file."""

    WAITING = "WAITING", _("Waiting for the virus scan")
    KEPT = "KEPT", _("Added")
    REFUSED = "REFUSED", _("Not added")
    HELD = "HELD", _("Not added: cannot be scanned")
    INFECTED = "INFECTED", _("Not added: virus found")


NOT_ADDED = [UploadStatus.REFUSED, UploadStatus.HELD, UploadStatus.INFECTED]


class Upload(AccessControlled):
    """
    A file sent to a case, and its status. Visible to the sender's side only.

    sending: groups the files of one form, by its idempotency key. why: the message with which it
    was refused, or for which it waits. is_sealed: as of a Document.

    If a virus scanner is configured, this is the quarantine queue: the file is stored but is no
    document, and cannot be opened, until the scan is clean. look_at: when the next scan is due; a
    worker leases the row by advancing it.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="uploads")
    sending = models.UUIDField()
    title = SealedTextField(max_length=120)
    form = models.CharField(max_length=9, choices=MgForm)
    status = models.CharField(max_length=8, choices=UploadStatus)
    why = SealedTextField(blank=True)
    kind = models.CharField(
        max_length=10, blank=True
    )  # a name of cases.documents.file_types.FILE_TYPES
    size = models.PositiveBigIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True)
    stored_as = models.UUIDField(unique=True, null=True)
    is_sealed = models.BooleanField(default=False, db_default=False, editable=False)
    entry = models.ForeignKey(ItemEntry, models.PROTECT, null=True, related_name="+")  # sent with
    replaces = models.ForeignKey(Document, models.PROTECT, null=True, related_name="+")
    because = SealedTextField(blank=True)  # why it replaces that
    kept_because = SealedTextField(blank=True)  # why it is private to the police
    look_at = models.DateTimeField(null=True)
    document = models.OneToOneField(Document, models.PROTECT, null=True, related_name="+")
    only_side = models.CharField(max_length=9, choices=Side, editable=False)
    agency = models.ForeignKey(Agency, models.PROTECT, null=True, related_name="+")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta(AccessControlled.Meta):
        abstract = False
        indexes = [
            models.Index(name="upload_by_case", fields=["case", "only_side", "-at", "-id"]),
            models.Index(
                name="upload_to_scan", fields=["look_at"], condition=Q(look_at__isnull=False)
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="upload_is_of_one_side", condition=Q(only_side__in=[Side.POLICE, Side.CPS])
            ),
            models.CheckConstraint(
                name="upload_became_a_document_or_says_why",
                condition=Q(status=UploadStatus.KEPT, document__isnull=False, why="")
                | Q(status=UploadStatus.WAITING, document=None)
                | (Q(status__in=NOT_ADDED, document=None) & ~Q(why="")),
            ),
            models.CheckConstraint(
                name="upload_waits_to_be_scanned",
                condition=Q(status=UploadStatus.WAITING, look_at__isnull=False)
                | (~Q(status=UploadStatus.WAITING) & Q(look_at=None)),
            ),
            models.CheckConstraint(
                name="what_is_in_quarantine_is_stored",
                condition=Q(status__in=[UploadStatus.KEPT, UploadStatus.REFUSED])
                | Q(stored_as__isnull=False),
            ),
        ]


class UploadSender(NamedTuple):
    """Who sent a file; stored on its document, which may be created later."""

    user_id: int
    side: str
    agency_id: int | None

    @property
    def actor(self) -> Actor:
        return Actor(self.user_id, self.side, not_null(self.agency_id))
