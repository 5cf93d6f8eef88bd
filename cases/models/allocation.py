from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cases.models.case import Case
from cases.models.sealed_text import SealedTextField
from people.models import AccessControlled, User


class AllocationKind(models.TextChoices):
    ALLOCATED = "ALLOCATED", _("Allocated")
    REALLOCATED = "REALLOCATED", _("Reallocated")
    COVER = "COVER", _("Cover for leave")


class Allocation(AccessControlled):
    """A manager allocated a case to a prosecutor; cover has an end. Never edited."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="allocations")
    kind = models.CharField(max_length=11, choices=AllocationKind)
    to = models.ForeignKey(User, models.PROTECT, related_name="+")
    reason = SealedTextField(max_length=500, blank=True)
    from_on = models.DateField(null=True)
    until_on = models.DateField(null=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta(AccessControlled.Meta):
        abstract = False
        constraints = [
            models.CheckConstraint(
                name="cover_has_an_end",
                condition=~Q(kind="COVER") | Q(until_on__gte=F("from_on")),
            )
        ]
