from django.db import models
from django.db.models import Q

from cases.models.sealed_text import SealedTextField
from people.identity.capacities import READING_OF_PANELS
from people.models import AccessControlled, Unit, User
from pilots.models.pack import Finding
from pilots.models.panel import Panel
from timeliness.models import Clock


class LearningAction(AccessControlled):
    """
    An action that follows from a panel's findings, with an agreed due day.

    Owned by a person on the panel (owner), or by the leaders of a unit. Its text is never edited.
    What is asked for and what was done are sealed with the key of the case that it follows from.
    clock: owners are reminded, and conveners notified where it is not done. evidence: of its
    completion.
    """

    access_path = "panel"
    read_in = READING_OF_PANELS
    addressed_unit = "unit"
    case_from = "finding__panel_case__entry"
    notices_lead_to = "see-learning-action"

    panel = models.ForeignKey(Panel, models.PROTECT, related_name="+")
    finding = models.ForeignKey(Finding, models.PROTECT, related_name="actions")
    text = SealedTextField()
    owner = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    due_on = models.DateField()
    clock = models.OneToOneField(Clock, models.PROTECT, related_name="learning_action")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    evidence = SealedTextField(blank=True)
    done_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    done_at = models.DateTimeField(null=True)

    class Meta(AccessControlled.Meta):
        abstract = False
        constraints = [
            models.CheckConstraint(
                name="learning_action_is_asked_of_one",
                condition=Q(owner=None, unit__isnull=False) | Q(owner__isnull=False, unit=None),
            ),
            models.CheckConstraint(
                name="learning_action_done_whole",
                condition=Q(evidence="", done_by=None, done_at=None)
                | ~Q(evidence="") & Q(done_by__isnull=False, done_at__isnull=False),
            ),
        ]

    @property
    def reference(self) -> str:
        """A reference that reveals nothing."""
        return self.pk.hex[:8].upper()
