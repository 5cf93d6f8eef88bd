from uuid import uuid4

from django.db import models
from django.db.models import Q

from people.models import Agency, User


class Wording(models.Model):
    """
    A standard wording of an action item, maintained by the managers of a CPS Area. About no case.

    Its text is that of its newest version. A retired wording is no longer offered, and stays for
    the items based on it. category: one of cases.models.Category.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="wordings")
    category = models.CharField(max_length=10)
    version = models.PositiveSmallIntegerField(default=1)
    retired_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    retired_at = models.DateTimeField(null=True)
    retired_because = models.TextField(blank=True)

    class Meta:
        default_permissions = ()
        indexes = [models.Index(name="wordings_of_an_area", fields=["agency", "category"])]
        constraints = [
            models.CheckConstraint(
                name="wording_retired_whole",
                condition=Q(retired_by=None, retired_at=None, retired_because="")
                | Q(~Q(retired_because=""), retired_by__isnull=False, retired_at__isnull=False),
            )
        ]


class WordingVersion(models.Model):
    """The text of a standard wording from one moment on, and why it was changed. Never edited."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    wording = models.ForeignKey(Wording, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=100)
    text = models.TextField()
    reason = models.TextField(blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(name="wording_version_once", fields=["wording", "number"])
        ]
