from django.db import models
from django.utils.translation import gettext_lazy as _

from cases.models.action_plan import ItemEntry
from cases.models.case import Case
from people.models import User, Walled


class Scan(models.TextChoices):
    """What a virus scanner said. NOT_SCANNED: none is configured, and the reader is warned."""

    NOT_SCANNED = "NOT_SCANNED", _("Not scanned")


class Document(Walled):
    """A file on a case: kept under a random name outside every served folder. Never edited."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="documents")
    entry = models.ForeignKey(ItemEntry, models.PROTECT, null=True, related_name="documents")
    title = models.CharField(max_length=120)
    kind = models.CharField(max_length=10)  # a name of cases.files.KINDS
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    stored_as = models.UUIDField(unique=True)
    scan = models.CharField(max_length=11, choices=Scan, default=Scan.NOT_SCANNED)
    added_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    class Meta(Walled.Meta):
        abstract = False
