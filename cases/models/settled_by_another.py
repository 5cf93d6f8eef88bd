from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cases.models.sealed_text import SealedTextField
from people.models import AccessControlled, User

IS_SETTLED_WHOLE = Q(status="WAITING", settled_by=None, settled_at=None) | ~Q(status="WAITING") & Q(
    settled_by__isnull=False, settled_at__isnull=False
)


class ProposalStatus(models.TextChoices):
    """What became of a proposal that another person settles."""

    WAITING = "WAITING", _("Waiting for approval")
    APPROVED = "APPROVED", _("Approved")
    REFUSED = "REFUSED", _("Refused")
    WITHDRAWN = "WITHDRAWN", _("Withdrawn")


class SettledByAnother(AccessControlled):
    """
    What is proposed by one person and settled by another (ADR 75, 76, 78, 106).

    authors: the accounts that may not settle it: whoever proposed it, and the person it is about.
    """

    Status = ProposalStatus
    case_id: UUID  # each of them is about a case

    reason = SealedTextField(max_length=500)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    authors = ArrayField(models.BigIntegerField(), editable=False)
    status = models.CharField(max_length=9, choices=ProposalStatus, default=ProposalStatus.WAITING)
    settled_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    settled_at = models.DateTimeField(null=True)
    settled_text = SealedTextField(max_length=500, blank=True)

    class Meta(AccessControlled.Meta):
        abstract = True

    @property
    def is_waiting(self) -> bool:
        return self.status == ProposalStatus.WAITING
