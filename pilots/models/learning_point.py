from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from people.models import Unit, User
from pilots.themes import Theme


class LearningSource(models.TextChoices):
    """Where a point was learnt. Which case it was is stored nowhere."""

    PANEL = "PANEL", _("A scrutiny panel")
    DISPUTE = "DISPUTE", _("A dispute between police and CPS")
    REVIEW = "REVIEW", _("A review of a decision")


class LearningPoint(models.Model):
    """
    A lesson learnt on a case, with nothing of the case in it.

    Only authors and checkers read it until a second person has found nothing in it that identifies
    anybody; each wording that is checked is another row. A wrong one is withdrawn with a reason,
    and stays visible to those who were asked to read it.
    """

    title = models.CharField(max_length=100)
    text = models.TextField()
    themes = ArrayField(models.CharField(max_length=20, choices=Theme))
    learnt_from = models.CharField(max_length=7, choices=LearningSource)
    written_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    checked_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    checked_at = models.DateTimeField(null=True)
    is_shared = models.BooleanField(null=True)  # the result of the check; None: not checked yet
    check_text = models.TextField(blank=True)
    withdrawn_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_because = models.TextField(blank=True)

    class Meta:
        default_permissions = ()
        indexes = [
            GinIndex(SearchVector("title", "text", config="english"), name="learning_point_words"),
        ]
        constraints = [
            models.CheckConstraint(
                name="learning_point_checked_whole",
                condition=Q(checked_by=None, checked_at=None, is_shared=None, check_text="")
                | Q(checked_by__isnull=False, checked_at__isnull=False, is_shared__isnull=False),
            ),
            models.CheckConstraint(
                name="nobody_checks_their_own_learning_point",
                condition=Q(checked_by=None) | ~Q(checked_by=F("written_by")),
            ),
            models.CheckConstraint(
                name="learning_point_kept_back_for_a_reason",
                condition=Q(is_shared=None) | Q(is_shared=True) | ~Q(check_text=""),
            ),
            models.CheckConstraint(
                name="learning_point_withdrawn_whole",
                condition=Q(withdrawn_by=None, withdrawn_at=None, withdrawn_because="")
                | Q(withdrawn_by__isnull=False, withdrawn_at__isnull=False)
                & ~Q(withdrawn_because=""),
            ),
        ]


class LearningRequest(models.Model):
    """A request to the people of a unit to read a point by an agreed day. Append-only."""

    point = models.ForeignKey(LearningPoint, models.PROTECT, related_name="requests")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    read_by = models.DateField()
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(name="point_asked_of_a_unit_once", fields=["point", "unit"])
        ]


class LearningReading(models.Model):
    """A person's statement that they have read a point. Append-only."""

    point = models.ForeignKey(LearningPoint, models.PROTECT, related_name="readings")
    user = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(name="point_read_by_a_person_once", fields=["point", "user"])
        ]
