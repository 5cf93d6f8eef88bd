from django.db import models
from django.db.models import Q

from cases.models.settled_by_another import IS_SETTLED_WHOLE, SettledByAnother
from people.models import Side
from victims.models.record import VictimRecord


class IdentityDestruction(SettledByAnother):
    """
    That a victim's key is to be destroyed: proposed by one person, approved by another (ADR 119).

    Once approved, the row is the certificate. side: of whoever proposed it. takes_other_side: the
    other side knows of the victim too, so that one of its people has to approve it.
    keys_destroyed_at: when the key was, after the approval.
    """

    read_in = VictimRecord.read_in
    private_with = "record"

    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="identity_destructions")
    record = models.ForeignKey(VictimRecord, models.PROTECT, related_name="identity_destructions")
    side = models.CharField(max_length=9, choices=Side)
    takes_other_side = models.BooleanField()
    keys_destroyed_at = models.DateTimeField(null=True)

    class Meta(SettledByAnother.Meta):
        abstract = False
        constraints = [
            models.UniqueConstraint(
                name="one_identity_destruction_of_a_side_waits",
                fields=["record", "side"],
                condition=Q(status="WAITING"),
            ),
            models.UniqueConstraint(
                name="one_identity_destruction_is_approved",
                fields=["record"],
                condition=Q(status="APPROVED"),
            ),
            models.CheckConstraint(
                name="identity_destruction_is_settled_whole", condition=IS_SETTLED_WHOLE
            ),
            models.CheckConstraint(
                name="only_an_approved_identity_is_destroyed",
                condition=Q(keys_destroyed_at=None) | Q(status="APPROVED"),
            ),
            models.CheckConstraint(
                name="identity_destruction_has_a_reason", condition=~Q(reason="")
            ),
        ]
