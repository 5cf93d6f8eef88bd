from datetime import timedelta

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from timeliness.models.clock import Clock

LATE_BY = timedelta(minutes=10)


class Stage(models.TextChoices):
    """What is said as a clock runs out."""

    BEFORE_DUE = "before_due", _("Before due")
    AFTER_DUE = "after_due", _("After due")
    ESCALATED = "escalated", _("Escalated")


class Reminder(models.Model):
    """The ledger of what was said. Its constraint makes a second sweep harmless."""

    clock = models.ForeignKey(Clock, models.PROTECT, related_name="reminders", db_index=False)
    due_at = models.DateTimeField()  # what the clock said then: a moved clock speaks anew
    stage = models.CharField(max_length=10, choices=Stage)
    stage_at = models.DateTimeField()  # when it ought to have been said
    made_at = models.DateTimeField()  # when the sweep said it
    overtaken = models.BooleanField()  # already overdue by then: noted, not sent
    told = models.PositiveSmallIntegerField()  # how many people

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                name="one_reminder_per_stage", fields=["clock", "due_at", "stage"]
            )
        ]
        indexes = [
            models.Index(
                name="reminders_told_nobody",
                fields=["clock"],
                condition=Q(told=0, overtaken=False),
            )
        ]

    @property
    def is_late(self) -> bool:
        return self.made_at - self.stage_at > LATE_BY
