from datetime import datetime
from typing import Self
from uuid import uuid4

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from people.models import Unit


class Confidence(models.TextChoices):
    """How reliable a due time is; anything but "sourced" is shown beside it."""

    SOURCED = "sourced", _("Sourced")
    UNVERIFIED = "unverified", _("Unverified period")
    PRODUCT_SETTING = "product setting", _("Local setting")
    AGREED = "agreed", _("Agreed date")


class CountedIn(models.TextChoices):
    """Whether a clock ends at a moment or at the end of a London day."""

    HOURS = "hours", _("Hours")
    DAYS = "days", _("Days")


class ExtraDay(models.Model):
    """An announced closed day that GOV.UK's bundled list does not have yet."""

    day = models.DateField(primary_key=True)
    title = models.CharField(max_length=80)

    class Meta:
        default_permissions = ()


class ClockQuerySet(models.QuerySet["Clock"]):
    def running(self) -> Self:
        return self.filter(closed_at=None)

    def overdue(self, at: datetime) -> Self:
        """Running clocks past their due time, whether or not they have been escalated."""
        return self.running().filter(due_at__lt=at)


class Clock(models.Model):
    """
    A period running against a unit until it does what was asked.

    first_due_at: the due time before the other side first agreed to a later one, with how it came
    about; None if it was never moved so. Figures of timeliness go by it, lists by due_at. A trigger
    keeps it as it is.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    about = models.UUIDField()  # id of a row that the audience can open: a case
    subject = models.CharField(max_length=80)  # a reference they can look up; never a name
    rule = models.CharField(max_length=60)
    rule_version = models.CharField(max_length=120)
    confidence = models.CharField(max_length=15, choices=Confidence)
    counted_in = models.CharField(max_length=5, choices=CountedIn)
    recipient_unit = models.ForeignKey(Unit, models.PROTECT, related_name="clocks")
    started_at = models.DateTimeField()
    due_at = models.DateTimeField()
    first_due_at = models.DateTimeField(null=True)
    first_rule_version = models.CharField(max_length=120, blank=True, default="", db_default="")
    first_confidence = models.CharField(
        max_length=15, choices=Confidence, blank=True, default="", db_default=""
    )
    remind_at = models.DateTimeField(null=True)  # None: the clock is too short for it
    overdue_at = models.DateTimeField()
    escalate_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    look_at = models.DateTimeField(null=True)  # next reminder point, for the sweep; None: no more

    objects = ClockQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                name="clock_closes_after_start",
                condition=Q(closed_at=None) | Q(closed_at__gte=F("started_at")),
            ),
            models.CheckConstraint(
                name="clock_speaks_in_order",
                condition=Q(overdue_at__gte=F("due_at"), escalate_at__gte=F("overdue_at"))
                & (Q(remind_at=None) | Q(remind_at__lte=F("due_at"))),
            ),
        ]
        indexes = [
            models.Index(
                name="clocks_to_look_at",
                fields=["look_at"],
                condition=Q(closed_at=None, look_at__isnull=False),
            ),
            models.Index(name="clocks_about", fields=["about"]),
        ]
