from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from cases.models.action_plan import ItemEntry
from cases.models.case import Case
from cases.models.mg_form import MgForm
from people.models import Agency, User, Walled
from people.walls import WalledHistory


class Scan(models.TextChoices):
    """What a virus scanner said. NOT_SCANNED: none is configured, and the reader is warned."""

    NOT_SCANNED = "NOT_SCANNED", _("Not scanned")


class Document(Walled):
    """
    A file on a case: kept under a random name outside every served folder.

    What was added never changes; what is said about it may be put right. form is empty for what
    was added before anybody was asked.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="documents")
    entry = models.ForeignKey(ItemEntry, models.PROTECT, null=True, related_name="documents")
    title = models.CharField(max_length=120)
    kind = models.CharField(max_length=10)  # a name of cases.files.KINDS
    form = models.CharField(max_length=9, choices=MgForm, blank=True)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    stored_as = models.UUIDField(unique=True)
    scan = models.CharField(max_length=11, choices=Scan, default=Scan.NOT_SCANNED)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")  # whose it was then
    added_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)
    history = HistoricalRecords(
        history_manager=WalledHistory,
        excluded_fields=["entry", "kind", "size", "sha256", "stored_as", "scan", "agency"],
    )

    class Meta(Walled.Meta):
        abstract = False
        indexes = [models.Index(name="document_by_case", fields=["case", "-added_at"])]
