from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cases.models.case import Case
from cases.models.sealed_text import SealedTextField
from people.models import AccessControlled, User


class BreakGlassKind(models.TextChoices):
    """Why opening a case cannot wait for a person who may allow it."""

    HARM = "HARM", _("Someone may come to harm")
    CUSTODY = "CUSTODY", _("The custody clock is running")
    VICTIM = "VICTIM", _("The victim is asking for help now")
    OTHER = "OTHER", _("Something else")


class BreakGlassFinding(models.TextChoices):
    """What a leader finds who reviews a break-glass."""

    NEEDED = "NEEDED", _("It was needed")
    LEARN = "LEARN", _("It was needed, and something should be learnt")
    CLOSER_LOOK = "CLOSER_LOOK", _("It needs a closer look")


class BreakGlass(AccessControlled):
    """
    That a person opened one case by break-glass: why, for how long, and what its review found.

    The person reads the case by a named role (broke_glass) that expires at `until`. authors: the
    accounts of the person, which may not review it. ended_by: empty if the role ended otherwise, as
    when the person left. reminded_on: the day on which its reviewers were last reminded.
    """

    notices_lead_to = "see-break-glass"

    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=7, choices=BreakGlassKind)
    reason = SealedTextField(max_length=500)
    at = models.DateTimeField()
    until = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    authors = ArrayField(models.BigIntegerField(), editable=False)
    finding = models.CharField(max_length=11, choices=BreakGlassFinding, blank=True)
    review_text = SealedTextField(max_length=500, blank=True)
    reviewed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    reviewed_at = models.DateTimeField(null=True)
    reminded_on = models.DateField(null=True, editable=False)

    class Meta(AccessControlled.Meta):
        abstract = False
        indexes = [
            models.Index(name="breakglass_of_person", fields=["by", "until"]),
            models.Index(
                name="breakglass_unreviewed", fields=["until"], condition=Q(reviewed_at=None)
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="break_glass_has_a_reason_and_an_end",
                condition=~Q(reason="") & Q(until__gt=models.F("at")),
            ),
            models.CheckConstraint(
                name="break_glass_is_ended_whole",
                condition=Q(ended_by=None) | Q(ended_at__isnull=False),
            ),
            models.CheckConstraint(
                name="break_glass_is_reviewed_whole",
                condition=Q(reviewed_at=None, reviewed_by=None, finding="", review_text="")
                | Q(reviewed_at__isnull=False, reviewed_by__isnull=False)
                & ~Q(finding="")
                & ~Q(review_text=""),
            ),
        ]
