from collections.abc import Callable

from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from cases.models.case import Case
from cases.models.explained_history import ExplainedHistory
from cases.models.sealed_text import SealedTextField
from people.models import AccessControlled, Side, User
from people.models.managers import ScopedHistoryManager


class HeldKind(models.TextChoices):
    INTERVIEW = "INTERVIEW", _("Recorded interview")
    BODY_WORN = "BODY_WORN", _("Body-worn video")
    CCTV = "CCTV", _("CCTV")
    PHONE = "PHONE", _("Download of a phone or another device")
    OTHER = "OTHER", _("Another recording, or other material")


class Clipping(models.TextChoices):
    """Whether a recording was cut to what matters."""

    CLIPPED = "CLIPPED", _("Clipped")
    NOT_NEEDED = "NOT_NEEDED", _("It need not be clipped")
    NOT_CLIPPED = "NOT_CLIPPED", _("Not clipped yet")


class Playing(models.TextChoices):
    """Whether it opens on the equipment of whoever has to see it."""

    PLAYS = "PLAYS", _("It opens and plays")
    NOT_PLAYING = "NOT_PLAYING", _("It does not open or play")
    NOT_TRIED = "NOT_TRIED", _("Nobody has tried")


class HeldMaterial(AccessControlled):
    """
    A recording or other material of a case that is not a document here, but held elsewhere.

    number: on the case. held_where: the system or the place. reference: under which it is found
    there. minutes: to watch or hear; None of what has no length. is_provided: whoever has to see it
    at the CPS can reach it. side: that recorded it.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="held_material")
    number = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=9, choices=HeldKind)
    title = SealedTextField(max_length=120)
    held_where = SealedTextField(max_length=120)
    reference = SealedTextField(max_length=120, blank=True)
    minutes = models.PositiveIntegerField(null=True)
    clipping = models.CharField(max_length=11, choices=Clipping)
    playing = models.CharField(max_length=11, choices=Playing)
    is_provided = models.BooleanField()
    side = models.CharField(max_length=9, choices=Side)
    added_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)
    save_without_historical_record: Callable[..., None]  # of simple_history
    history = HistoricalRecords(history_manager=ScopedHistoryManager, bases=[ExplainedHistory])

    class Meta(AccessControlled.Meta):
        abstract = False
        constraints = [
            models.UniqueConstraint(name="held_material_number_once", fields=["case", "number"])
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.title}"


class Watching(models.Model):
    """Somebody has watched, heard or read some of it, or all. minutes: None if all of it."""

    case_from = "material"
    row_named_by = ("material_id", "by_id", "at")

    material = models.ForeignKey(HeldMaterial, models.PROTECT, related_name="watchings")
    minutes = models.PositiveIntegerField(null=True)
    text = SealedTextField(blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    side = models.CharField(max_length=9, choices=Side)
    at = models.DateTimeField()

    class Meta:
        default_permissions = ()
