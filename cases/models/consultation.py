from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cases.models.case import Case
from cases.models.sealed_text import SealedTextField
from cases.models.suspect import Suspect
from people.models import AccessControlled, User


class Mode(models.TextChoices):
    FACE_TO_FACE = "FACE_TO_FACE", _("In person")
    VIRTUAL = "VIRTUAL", _("By video")


class Role(models.TextChoices):
    """Capacity in which a participant had the case at the time."""

    OFFICER_IN_CASE = "officer_in_case", _("Officer in the case")
    INSPECTOR = "inspect_cases", _("Inspector")
    SUPERVISOR = "supervise_cases", _("Supervisor")
    OFFICER = "refer_cases", _("Officer of the unit")
    REVIEWING = "reviewing_prosecutor", _("Reviewing prosecutor")
    COVERING = "covering_prosecutor", _("Covering prosecutor")
    MANAGER = "allocate_cases", _("Legal manager")
    PROSECUTOR = "prosecute_cases", _("Prosecutor of the unit")


class Consultation(AccessControlled):
    """
    A meeting of police and prosecutor about suspects before a decision. Never edited.

    Source: the commitment that investigator and prosecutor meet, face to face or virtually, before
    no further action is taken in a rape case (domain note 1.2).
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="consultations")
    suspects = models.ManyToManyField(Suspect, related_name="consultations")
    held_on = models.DateField()
    mode = models.CharField(max_length=12, choices=Mode)
    summary = SealedTextField()
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta(AccessControlled.Meta):
        abstract = False
        constraints = [
            models.CheckConstraint(name="consultation_says_something", condition=~Q(summary=""))
        ]


class TookPart(models.Model):
    """One participant of a consultation, with their role."""

    consultation = models.ForeignKey(Consultation, models.PROTECT, related_name="took_part")
    person = models.ForeignKey(User, models.PROTECT, related_name="+")
    role = models.CharField(max_length=20, choices=Role)

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(name="took_part_once", fields=["consultation", "person"])
        ]
