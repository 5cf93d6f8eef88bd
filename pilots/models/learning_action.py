from django.db import models
from django.db.models import Q

from people.models import User, Walled
from pilots.models.pack import Finding
from pilots.models.panel import READ_IN, Panel


class LearningAction(Walled):
    """
    Something that somebody on a panel is to do because of what it found, by a day agreed with them.

    What was asked is never edited. evidence: what shows that it was done.
    """

    held = "panel"
    read_in = READ_IN

    panel = models.ForeignKey(Panel, models.PROTECT, related_name="+")
    finding = models.ForeignKey(Finding, models.PROTECT, related_name="actions")
    text = models.TextField()
    owner = models.ForeignKey(User, models.PROTECT, related_name="+")
    due_on = models.DateField()
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    evidence = models.TextField(blank=True)
    done_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    done_at = models.DateTimeField(null=True)

    class Meta(Walled.Meta):
        abstract = False
        constraints = [
            models.CheckConstraint(
                name="learning_action_done_whole",
                condition=Q(evidence="", done_by=None, done_at=None)
                | ~Q(evidence="") & Q(done_by__isnull=False, done_at__isnull=False),
            )
        ]
