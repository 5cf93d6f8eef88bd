from uuid import uuid4

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from people.models import User


class ExportStatus(models.TextChoices):
    """The states of an export."""

    WAITING = "WAITING", _("Being prepared")
    MADE = "MADE", _("Ready")
    LOST = "LOST", _("Not prepared: your access changed meanwhile. Ask again.")
    STOPPED = "STOPPED", _("Not prepared: it failed several times, and has been reported")


class Export(models.Model):
    """
    All figures that a person may read, as one spreadsheet: queued, and made by the worker.

    places: in the file; a person who may no longer read all of them cannot download it. parts,
    made_parts: number of tables, and of those done, for progress. leased_until: when another worker
    may begin it again.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    by = models.ForeignKey(User, models.PROTECT, related_name="exports")
    asked_at = models.DateTimeField()
    status = models.CharField(max_length=7, choices=ExportStatus, default=ExportStatus.WAITING)
    places = ArrayField(models.CharField(max_length=20), default=list)
    parts = models.PositiveIntegerField(default=0)
    made_parts = models.PositiveIntegerField(default=0)
    tries = models.PositiveSmallIntegerField(default=0)
    leased_until = models.DateTimeField(null=True)
    made_at = models.DateTimeField(null=True)
    content = models.BinaryField(null=True)
    sha256 = models.CharField(max_length=64, blank=True)

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                name="one_export_at_a_time", fields=["by"], condition=Q(status=ExportStatus.WAITING)
            ),
            models.CheckConstraint(
                name="export_that_is_made_has_its_file",
                condition=Q(status=ExportStatus.MADE, content__isnull=False, made_at__isnull=False)
                | ~Q(status=ExportStatus.MADE) & Q(content=None, made_at=None),
            ),
        ]
