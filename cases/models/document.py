from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from cases.models.action_plan import ItemEntry
from cases.models.case import Case
from cases.models.explained_history import ExplainedHistory
from cases.models.mg_form import MgForm
from cases.models.sealed_text import SealedTextField
from people.models import AccessControlled, Agency, Side, User
from people.models.managers import ScopedHistoryManager


class Scan(models.TextChoices):
    """Result of the virus scan. NOT_SCANNED: no scanner is configured, and the reader is warned."""

    NOT_SCANNED = "NOT_SCANNED", _("Not scanned")
    CLEAN = "CLEAN", _("Scanned: nothing was found")


class Document(AccessControlled):
    """
    A file on a case, stored under a random name outside every served folder.

    The content never changes; the document type may be corrected, and is empty for documents older
    than that field. A replaced document stays: the newer file is a row of its own with the next
    number, the reason and the same first version. The police may make their own document private
    (only_side), with all its versions. is_sealed: with the key of its case; older files may not be.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="documents")
    entry = models.ForeignKey(ItemEntry, models.PROTECT, null=True, related_name="documents")
    first = models.ForeignKey("self", models.PROTECT, related_name="versions", db_index=False)
    number = models.PositiveSmallIntegerField(default=1)
    because = SealedTextField(blank=True)  # why it replaced the one before
    is_current = models.BooleanField(default=True, editable=False)
    title = SealedTextField(max_length=120)
    kind = models.CharField(max_length=10)  # a name of cases.documents.file_types.FILE_TYPES
    form = models.CharField(max_length=9, choices=MgForm, blank=True)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    stored_as = models.UUIDField(unique=True)
    is_sealed = models.BooleanField(default=False, db_default=False, editable=False)
    scan = models.CharField(max_length=11, choices=Scan, default=Scan.NOT_SCANNED)
    side = models.CharField(max_length=9, choices=Side)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")  # agency of the sender
    added_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    only_side = models.CharField(max_length=9, choices=Side, blank=True, editable=False)
    version = models.PositiveIntegerField(default=1)
    history = HistoricalRecords(
        history_manager=ScopedHistoryManager,
        bases=[ExplainedHistory],
        excluded_fields=[
            "entry", "first", "number", "because", "is_current", "kind", "size", "sha256",
            "stored_as", "is_sealed", "scan", "side", "agency", "only_side",
        ],
    )  # fmt: skip

    class Meta(AccessControlled.Meta):
        abstract = False
        indexes = [
            models.Index(name="document_by_case", fields=["case", "-added_at"]),
            models.Index(
                name="newest_sealed_document", fields=["-added_at"], condition=Q(is_sealed=True)
            ),
        ]
        constraints = [
            models.UniqueConstraint(name="document_version_once", fields=["first", "number"]),
            models.UniqueConstraint(
                name="one_current_version", fields=["first"], condition=Q(is_current=True)
            ),
            models.CheckConstraint(
                name="replaced_for_a_reason",
                condition=Q(number=1, first=F("id"), because="")
                | (Q(number__gt=1) & ~Q(first=F("id")) & ~Q(because="")),
            ),
            models.CheckConstraint(
                name="police_keep_only_what_is_theirs",
                condition=Q(only_side="")
                | Q(only_side=Side.POLICE, side=Side.POLICE, entry__isnull=True),
            ),
        ]

    @property
    def is_scanned(self) -> bool:
        """Whether a virus scanner found it clean."""
        return self.scan == Scan.CLEAN
