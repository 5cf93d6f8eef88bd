from django.db import models

from cases.models.action_plan import ActionItem
from cases.models.case import Case
from cases.models.sealed_text import SealedTextField
from people.models import AccessControlled, Side, User


class ItemVersion(AccessControlled):
    """
    What an action item asked, and by when, from one moment on. One row per change; never edited.

    reason, side: who wanted the change and why. by, at: who made it and when. A change that both
    sides agreed is made by the one who agreed.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="item_versions")
    item = models.ForeignKey(ActionItem, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    text = SealedTextField()
    line_of_inquiry = SealedTextField()
    proportionality = SealedTextField()
    due_on = models.DateField()
    reason = SealedTextField(blank=True)
    side = models.CharField(max_length=9, choices=Side)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta(AccessControlled.Meta):
        abstract = False
        constraints = [
            models.UniqueConstraint(name="item_version_number_once", fields=["item", "number"])
        ]
