from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cases.models.case import Case
from cases.models.sealed_text import SealedTextField
from cases.models.suspect import Suspect
from people.models import AccessControlled, User


class FinalisationReason(models.TextChoices):
    """
    Reason to finalise. A local setting, as the page says: the CPS's own codes are not public.
    """

    NO_REPLY = "NO_REPLY", _("The police have not replied after reminders")
    NOT_FOUND = "NOT_FOUND", _("The suspect cannot be found")
    REGISTERED_TWICE = "REGISTERED_TWICE", _("The case was registered twice")
    OTHER = "OTHER", _("Another administrative reason")


class Finalisation(AccessControlled):
    """
    An administrative finalisation of a suspect's case, and its reopening. Never edited.

    Not a decision of a prosecutor, so not a Decision: no count of no further action includes it.
    Source: parliamentary question 261500 (domain note 0, fact 7).
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="finalisations")
    suspect = models.ForeignKey(Suspect, models.PROTECT, related_name="finalisations")
    reason = models.CharField(max_length=16, choices=FinalisationReason)
    text = SealedTextField()
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    reopened_because = SealedTextField(blank=True)
    reopened_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    reopened_at = models.DateTimeField(null=True)

    class Meta(AccessControlled.Meta):
        abstract = False
        constraints = [
            models.UniqueConstraint(
                name="finalised_once", fields=["suspect"], condition=Q(reopened_at=None)
            ),
            models.CheckConstraint(name="finalisation_says_why", condition=~Q(text="")),
            models.CheckConstraint(
                name="reopened_whole",
                condition=Q(reopened_because="", reopened_by=None, reopened_at=None)
                | ~Q(reopened_because="") & Q(reopened_by__isnull=False, reopened_at__isnull=False),
            ),
        ]
