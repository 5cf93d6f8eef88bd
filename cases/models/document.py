from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from cases.models.action_plan import ItemEntry
from cases.models.case import Case
from cases.models.mg_form import MgForm
from people.models import Agency, Side, User, Walled
from people.models.managers import ScopedHistoryManager


class Scan(models.TextChoices):
    """What a virus scanner said. NOT_SCANNED: none is configured, and the reader is warned."""

    NOT_SCANNED = "NOT_SCANNED", _("Not scanned")
    CLEAN = "CLEAN", _("Scanned: nothing was found")


class Document(Walled):
    """
    A file on a case: kept under a random name outside every served folder.

    What was added never changes; what is said about it may be put right. form is empty for what
    was added before anybody was asked. A document that is replaced stays: the newer file is a row
    of its own, with the next number and the reason, that names the same first version. The police
    may keep one of their own to themselves (only_side), and then all its versions.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="documents")
    entry = models.ForeignKey(ItemEntry, models.PROTECT, null=True, related_name="documents")
    first = models.ForeignKey("self", models.PROTECT, related_name="versions", db_index=False)
    number = models.PositiveSmallIntegerField(default=1)
    because = models.TextField(blank=True)  # why it replaced the one before
    is_current = models.BooleanField(default=True, editable=False)
    title = models.CharField(max_length=120)
    kind = models.CharField(max_length=10)  # a name of cases.documents.file_types.FILE_TYPES
    form = models.CharField(max_length=9, choices=MgForm, blank=True)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    stored_as = models.UUIDField(unique=True)
    scan = models.CharField(max_length=11, choices=Scan, default=Scan.NOT_SCANNED)
    side = models.CharField(max_length=9, choices=Side)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")  # whose it was, as side
    added_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    only_side = models.CharField(max_length=9, choices=Side, blank=True, editable=False)
    version = models.PositiveIntegerField(default=1)
    history = HistoricalRecords(
        history_manager=ScopedHistoryManager,
        excluded_fields=[
            "entry", "first", "number", "because", "is_current", "kind", "size", "sha256",
            "stored_as", "scan", "side", "agency", "only_side",
        ],
    )  # fmt: skip

    class Meta(Walled.Meta):
        abstract = False
        indexes = [models.Index(name="document_by_case", fields=["case", "-added_at"])]
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
        """Whether a virus scanner looked at it, and found nothing."""
        return self.scan == Scan.CLEAN
