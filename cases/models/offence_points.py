from uuid import uuid4

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cases.models.offence import DaysConfidence, Inchoate
from people.models import User


class PointKind(models.TextChoices):
    """What a point to prove is about."""

    ACT = "ACT", _("What was done")
    MENTAL = "MENTAL", _("State of mind")
    CONSENT = "CONSENT", _("Consent")
    AGE = "AGE", _("Age")
    CIRCUMSTANCE = "CIRCUMSTANCE", _("Circumstance")
    RELATIONSHIP = "RELATIONSHIP", _("Relationship")


class OffencePoints(models.Model):
    """
    The points to prove of an offence, in one version, of cases/data/points_to_prove.toml or a newer
    list. Never edited: what differs in a newer list is a further version.

    key: the name of the offence in the list. codes: of the offence itself (cases.models.Offence).
    inchoate: points of every attempt or every conspiracy, which have no codes. from_on, until_on:
    the first and last day of an act that these points are about; None: open. confidence: whether
    the points were read in a source. as_at: the day on which the list says it was written.
    is_current: the newest version, and in the newest list.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    key = models.CharField(max_length=60)
    number = models.PositiveSmallIntegerField(default=1)
    title = models.CharField(max_length=250)
    statute = models.CharField(max_length=100)
    section = models.CharField(max_length=100, blank=True)
    codes = ArrayField(models.CharField(max_length=10), default=list)
    inchoate = models.CharField(max_length=10, choices=Inchoate, blank=True)
    from_on = models.DateField(null=True)
    until_on = models.DateField(null=True)
    confidence = models.CharField(max_length=8, choices=DaysConfidence)
    sources = models.TextField(blank=True)
    notes = models.TextField(blank=True)
    as_at = models.DateField()
    loaded_at = models.DateTimeField()
    is_current = models.BooleanField(default=True)

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(name="points_version_once", fields=["key", "number"]),
            models.UniqueConstraint(
                name="one_current_points", fields=["key"], condition=Q(is_current=True)
            ),
            models.CheckConstraint(
                name="points_end_after_they_began",
                condition=Q(from_on=None) | Q(until_on=None) | Q(until_on__gte=F("from_on")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.key}, version {self.number})"


class Point(models.Model):
    """
    One point to prove, in one version. Never edited.

    key: its name in the list, the same in each version. place: where it stands in the list.
    only_codes: those of the offence's codes that have this point; empty if all have it.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    of = models.ForeignKey(OffencePoints, models.PROTECT, related_name="points")
    key = models.CharField(max_length=60)
    place = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=12, choices=PointKind)
    text = models.TextField()
    note = models.TextField(blank=True)
    only_codes = ArrayField(models.CharField(max_length=10), default=list, db_default=[])

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(name="point_once", fields=["of", "key"]),
            models.UniqueConstraint(name="point_has_its_place", fields=["of", "place"]),
        ]


class PointsReview(models.Model):
    """
    What a lawyer of the CPS said of one version of an offence's points. Never edited.

    The newest one counts. A newer version of the points has none.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    points = models.ForeignKey(OffencePoints, models.PROTECT, related_name="reviews")
    is_right = models.BooleanField()
    text = models.TextField()
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        default_permissions = ()
