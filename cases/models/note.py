from django.db import models
from django.db.models import Q

from cases.models.action_plan import ActionItem
from cases.models.case import Case
from cases.models.sealed_text import SealedTextField
from cases.models.suspect import Suspect
from people.models import AccessControlled, Side, User


class Note(AccessControlled):
    """
    A note private to one side of a case. Never edited: a correction is a further note.

    only_side is always the writer's side, so the other side sees no trace of it.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="notes")
    suspects = models.ManyToManyField(Suspect, related_name="notes")
    item = models.ForeignKey(ActionItem, models.PROTECT, null=True, related_name="notes")
    corrects = models.ForeignKey("self", models.PROTECT, null=True, related_name="corrections")
    text = SealedTextField()
    only_side = models.CharField(max_length=9, choices=Side, editable=False)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta(AccessControlled.Meta):
        abstract = False
        indexes = [models.Index(name="note_by_case", fields=["case", "only_side", "-at", "-id"])]
        constraints = [
            models.CheckConstraint(
                name="note_is_of_one_side", condition=Q(only_side__in=[Side.POLICE, Side.CPS])
            ),
            models.CheckConstraint(name="note_says_something", condition=~Q(text="")),
        ]
