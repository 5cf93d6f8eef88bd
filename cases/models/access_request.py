from django.db import models
from django.db.models import Q

from cases.models.case import Case
from cases.models.sealed_text import SealedTextField
from people.models import AccessControlled, Side, User


class AccessRequest(AccessControlled):
    """
    That a person asks to read a restricted case, and why (ADR 80).

    Visible to the person's side on the case, whose leaders propose to let them in, or decline.
    closed_by: who declined it, or whose approval let the person in.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    reason = SealedTextField(max_length=500)
    at = models.DateTimeField()
    only_side = models.CharField(max_length=9, choices=Side, editable=False)
    closed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True)

    class Meta(AccessControlled.Meta):
        abstract = False
        constraints = [
            models.UniqueConstraint(
                name="one_request_of_a_person_waits",
                fields=["case", "by"],
                condition=Q(closed_at=None),
            ),
            models.CheckConstraint(
                name="access_request_is_closed_whole",
                condition=Q(closed_at=None, closed_by=None)
                | Q(closed_at__isnull=False, closed_by__isnull=False),
            ),
            models.CheckConstraint(
                name="access_request_has_a_reason", condition=~Q(reason="") & ~Q(only_side="")
            ),
        ]

    @property
    def is_waiting(self) -> bool:
        return self.closed_at is None
