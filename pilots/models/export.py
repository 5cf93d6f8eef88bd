from uuid import uuid4

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from people.models import User


class ExportKind(models.TextChoices):
    """What can be taken away as a file; pilots/queries/export_kinds.py has what each is made of."""

    FIGURES = "FIGURES", _("All figures that you may read")
    STAGE = "STAGE", _("Figures of one stage")
    SHARE = "SHARE", _("Figures of one proportion")
    PANELS = "PANELS", _("Report on panels")
    FILE_QUALITY = "FILE_QUALITY", _("File quality of one month")


class ExportStatus(models.TextChoices):
    """The states of an export."""

    WAITING = "WAITING", _("Being prepared")
    MADE = "MADE", _("Ready")
    LOST = "LOST", _("Not prepared: your access changed meanwhile. Ask again.")
    TOO_LONG = "TOO_LONG", _("Not prepared: it has too many rows. Ask for less.")
    STOPPED = "STOPPED", _("Not prepared: it failed several times, and has been reported")
    REFUSED = "REFUSED", _("Not prepared")
    DESTROYED = "DESTROYED", _("No longer kept")


class Export(models.Model):
    """
    A file that a person takes away: queued with its reason, made by the worker, kept for a day.

    asked: what of its kind, as the texts of the address. places: keys of what the file is about; a
    person who may no longer read all of them cannot fetch it. parts, made_parts: number of tables,
    and of those done, for progress. leased_until: when another worker may begin it again. content:
    the file, encrypted; sha256: of the file as it was fetched. ended_at: when it ended without a
    file; refusal: what the person is told then, of a REFUSED one. The row stays when the file is
    destroyed, because it has the reason.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    kind = models.CharField(
        max_length=12, choices=ExportKind, default=ExportKind.FIGURES,
        db_default=ExportKind.FIGURES,
    )  # fmt: skip
    asked = models.JSONField(default=dict, db_default={})
    reason = models.TextField(max_length=500, default="", db_default="", blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="exports")
    asked_at = models.DateTimeField()
    status = models.CharField(max_length=9, choices=ExportStatus, default=ExportStatus.WAITING)
    places = ArrayField(models.CharField(max_length=80), default=list)
    parts = models.PositiveIntegerField(default=0)
    made_parts = models.PositiveIntegerField(default=0)
    tries = models.PositiveSmallIntegerField(default=0)
    leased_until = models.DateTimeField(null=True)
    made_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    refusal = models.CharField(max_length=300, blank=True, default="", db_default="")
    content = models.BinaryField(null=True)
    sha256 = models.CharField(max_length=64, blank=True)

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                name="export_waits_once", fields=["by", "kind", "asked"],
                condition=Q(status=ExportStatus.WAITING),
            ),
            models.CheckConstraint(
                name="made_export_has_its_file",
                condition=Q(status=ExportStatus.MADE, content__isnull=False, made_at__isnull=False)
                | Q(status=ExportStatus.DESTROYED, content=None)
                | ~Q(status__in=[ExportStatus.MADE, ExportStatus.DESTROYED])
                & Q(content=None, made_at=None),
            ),
        ]  # fmt: skip
        indexes = [models.Index(name="exports_of_person", fields=["by", "asked_at"])]
