from django.db import models
from django.db.models import Q

from cases.models.sealed_text import SealedTextField
from people.models import AccessControlled, User
from victims.models.contact import Contact
from victims.models.record import VictimRecord


class FollowUp(AccessControlled):
    """
    A manager's or supervisor's question about one contact, and its one answer.

    The contact itself is not changed. asked_of: the person who made it, on whose worklist it is.
    """

    read_in = VictimRecord.read_in
    private_with = "record"

    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="follow_ups")
    record = models.ForeignKey(VictimRecord, models.PROTECT, related_name="follow_ups")
    contact = models.ForeignKey(Contact, models.PROTECT, related_name="follow_ups")
    question = SealedTextField()
    asked_of = models.ForeignKey(User, models.PROTECT, db_index=False, related_name="+")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    answer = SealedTextField(blank=True)
    answered_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)

    class Meta(AccessControlled.Meta):
        abstract = False
        indexes = [
            models.Index(
                name="follow_up_waiting", fields=["asked_of", "at"], condition=Q(answered_at=None)
            )
        ]
        constraints = [
            models.CheckConstraint(name="follow_up_asks_something", condition=~Q(question="")),
            models.CheckConstraint(
                name="follow_up_is_answered_whole",
                condition=Q(answer="", answered_by=None, answered_at=None)
                | ~Q(answer="") & Q(answered_by__isnull=False, answered_at__isnull=False),
            ),
        ]
