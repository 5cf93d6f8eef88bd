from datetime import timedelta

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from timeliness.models.clock import Clock

LATE_BY = timedelta(minutes=10)


class Stage(models.TextChoices):
    """The reminder points of a clock."""

    BEFORE_DUE = "before_due", _("Before due")
    AFTER_DUE = "after_due", _("After due")
    ESCALATED = "escalated", _("Escalated")


class Reminder(models.Model):
    """One reminder of a clock. Its unique constraint makes a second sweep harmless."""

    clock = models.ForeignKey(Clock, models.PROTECT, related_name="reminders", db_index=False)
    due_at = models.DateTimeField()  # the clock's due time then: a moved clock reminds again
    stage = models.CharField(max_length=10, choices=Stage)
    stage_at = models.DateTimeField()  # when it was due
    made_at = models.DateTimeField()  # when the sweep made it
    overtaken = models.BooleanField()  # already overdue when made: recorded, not sent
    told = models.PositiveSmallIntegerField()  # number of recipients

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
