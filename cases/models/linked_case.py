from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cases.models.case import Case
from cases.models.sealed_text import SealedTextField
from people.models import AccessControlled, User


class LinkKind(models.TextChoices):
    LINKED = "LINKED", _("Linked")
    DISMISSED = "DISMISSED", _("Not the same")


class CaseLink(AccessControlled):
    """
    A link between two cases, or the record that they only look alike.

    Visible only to those who can read both cases. The two are in the order of their ids, so a pair
    has one row from either case. Only its end is written later: by whom, when, and why.
    """

    second_path = "other"

    case = models.ForeignKey(Case, models.PROTECT, related_name="links")
    other = models.ForeignKey(Case, models.PROTECT, related_name="links_back")
    kind = models.CharField(max_length=9, choices=LinkKind)
    reason = SealedTextField(max_length=500)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    ended_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)
    ended_because = SealedTextField(max_length=500, blank=True)

    class Meta(AccessControlled.Meta):
        abstract = False
        constraints = [
            models.CheckConstraint(name="pair_in_order", condition=Q(case__lt=F("other"))),
            models.UniqueConstraint(
                name="pair_once", fields=["case", "other"], condition=Q(ended_at=None)
            ),
            models.CheckConstraint(
                name="link_ended_by_somebody",
                condition=Q(ended_at=None, ended_by=None, ended_because="")
                | Q(ended_at__isnull=False, ended_by__isnull=False) & ~Q(ended_because=""),
            ),
        ]
