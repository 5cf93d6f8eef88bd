from uuid import uuid4

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from people.models.unit import Unit
from people.models.user import User


class AccessProposal(models.Model):
    """
    A change that lets someone read more: proposed by one person, approved by another.

    act: the name of the change (people/administration/widening.py); arguments: what it is carried
    out with, as JSON. person: whose access grows, and unit: the unit that is opened, where the
    change has one. Its facts never change and it is settled once
    (people/sql/proposals.sql).
    """

    class Status(models.TextChoices):
        WAITING = "WAITING", _("Waiting for approval")
        APPROVED = "APPROVED", _("Approved, not carried out yet")  # what shows a secret
        DONE = "DONE", _("Approved and carried out")
        REFUSED = "REFUSED", _("Refused")
        WITHDRAWN = "WITHDRAWN", _("Withdrawn")
        # Carried out at once, in an emergency.
        TO_REVIEW = "TO_REVIEW", _("Done in an emergency, waiting for a review")
        CONFIRMED = "CONFIRMED", _("Done in an emergency, and confirmed")
        UNDONE = "UNDONE", _("Done in an emergency, and undone")

    OPEN = [Status.WAITING, Status.TO_REVIEW]

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    act = models.CharField(max_length=40)
    arguments = models.JSONField()
    reason = models.TextField(max_length=1000)
    person = models.ForeignKey(User, models.PROTECT, null=True, db_index=False, related_name="+")
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, related_name="access_proposals", db_index=False
    )
    proposed_by = models.ForeignKey(User, models.PROTECT, db_index=False, related_name="+")
    proposed_at = models.DateTimeField()
    status = models.CharField(max_length=9, choices=Status, default=Status.WAITING)
    # Who approved, refused, withdrew or reviewed it.
    settled_by = models.ForeignKey(
        User, models.PROTECT, null=True, db_index=False, related_name="+"
    )
    settled_at = models.DateTimeField(null=True)
    settled_text = models.TextField(max_length=1000, blank=True)

    class Meta:
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                name="access_proposal_is_settled_by_someone",
                condition=Q(
                    status__in=["WAITING", "TO_REVIEW"],
                    settled_by=None,
                    settled_at=None,
                    settled_text="",
                )
                | Q(settled_by__isnull=False, settled_at__isnull=False)
                & ~Q(status__in=["WAITING", "TO_REVIEW"]),
            ),
            models.CheckConstraint(
                name="access_proposal_is_settled_by_another",
                condition=Q(status="WITHDRAWN", settled_by=F("proposed_by"))
                | ~Q(status="WITHDRAWN") & ~Q(settled_by=F("proposed_by"))
                | Q(settled_by=None),
            ),
            models.UniqueConstraint(
                name="access_is_proposed_once",
                fields=["act", "arguments"],
                condition=Q(status="WAITING"),
            ),
        ]
        indexes = [
            models.Index(
                name="access_proposals_open",
                fields=["proposed_at"],
                condition=Q(status__in=["WAITING", "TO_REVIEW", "APPROVED"]),
            ),
            models.Index(name="access_proposals_settled", fields=["settled_at", "id"]),
        ]
