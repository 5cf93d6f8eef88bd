from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cases.models.case import Case, Victim
from cases.models.sealed_text import SealedTextField
from cases.models.suspect import Suspect
from people.models import AccessControlled, Side, User


class OffenceKind(models.TextChoices):
    SEXUAL = "SEXUAL", _("Sexual offence")
    COMPANION = "COMPANION", _("Offence alleged beside a sexual one")


class DaysConfidence(models.TextChoices):
    """How sure the days of an offence are."""

    READ = "READ", _("Read in a source")
    RECALLED = "RECALLED", _("Not confirmed")


class Inchoate(models.TextChoices):
    """An offence that another one was attempted, aided or planned."""

    FULL = "", _("The offence itself")
    ATTEMPT = "ATTEMPT", _("Attempt")
    AIDING = "AIDING", _("Aiding and abetting")
    CONSPIRACY = "CONSPIRACY", _("Conspiracy")


class Offence(models.Model):
    """
    An offence that can be charged, of cases/data/offences.csv or a newer list.

    from_on, until_on: the first and last day of an act that can be alleged; None: open. source:
    where these days come from. section: empty at common law. conduct: the kinds of conduct by which
    the offence that applied on another day is found (cases.offences.alleged_days). A row is never
    removed: one that the newest list does not have is no longer in use, and stays for what refers
    to it.
    """

    code = models.CharField(max_length=10, primary_key=True)
    title = models.CharField(max_length=250)
    mode_of_trial = models.CharField(max_length=10, blank=True)
    is_recordable = models.BooleanField(default=False)
    statute = models.CharField(max_length=100, blank=True, default="", db_default="")
    section = models.CharField(max_length=100, blank=True, default="", db_default="")
    from_on = models.DateField(null=True)
    until_on = models.DateField(null=True)
    confidence = models.CharField(
        max_length=8,
        choices=DaysConfidence,
        default=DaysConfidence.RECALLED,
        db_default=DaysConfidence.RECALLED,
    )
    source = models.TextField(blank=True, default="", db_default="")
    kind = models.CharField(
        max_length=9,
        choices=OffenceKind,
        default=OffenceKind.SEXUAL,
        db_default=OffenceKind.SEXUAL,
    )
    inchoate = models.CharField(
        max_length=10, choices=Inchoate, blank=True, default="", db_default=""
    )
    conduct = models.CharField(max_length=200, blank=True, default="", db_default="")
    is_in_use = models.BooleanField(default=True, db_default=True)

    class Meta:
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                name="offence_ends_after_it_began",
                condition=Q(from_on=None) | Q(until_on=None) | Q(until_on__gte=F("from_on")),
            )
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.code})"


class Allegation(AccessControlled):
    """
    A victim, a suspect, an offence and its alleged dates.

    Private to the police (only_side) until a supervisor signs off a referral of the suspect. Never
    edited: a correction is a further version of the first, with a reason. is_current: not corrected
    by the police. The other side reads the newest version that it was sent. is_for_lawyer: no
    offence was found that applied on its dates, so it cannot be charged.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="allegations")
    victim = models.ForeignKey(Victim, models.PROTECT, related_name="allegations")
    suspect = models.ForeignKey(Suspect, models.PROTECT, related_name="allegations")
    offence = models.ForeignKey(Offence, models.PROTECT, related_name="+")
    from_on = models.DateField()
    to_on = models.DateField(null=True)
    added_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    only_side = models.CharField(
        max_length=9, choices=Side, blank=True, default=Side.POLICE, editable=False
    )
    first = models.ForeignKey("self", models.PROTECT, related_name="versions", editable=False)
    number = models.PositiveSmallIntegerField(default=1, editable=False)
    because = SealedTextField(blank=True, editable=False)  # why it replaced the one before
    is_current = models.BooleanField(default=True, editable=False)
    is_for_lawyer = models.BooleanField(default=False, db_default=False, editable=False)

    class Meta(AccessControlled.Meta):
        abstract = False
        constraints = [
            models.UniqueConstraint(name="allegation_version_once", fields=["first", "number"]),
            models.UniqueConstraint(
                name="one_current_allegation", fields=["first"], condition=Q(is_current=True)
            ),
            models.CheckConstraint(
                name="allegation_corrected_for_a_reason",
                condition=Q(number=1, first=F("id"), because="")
                | Q(number__gt=1) & ~Q(first=F("id")) & ~Q(because=""),
            ),
            models.CheckConstraint(
                name="allegation_ends_after_it_began",
                condition=Q(to_on=None) | Q(to_on__gte=F("from_on")),
            ),
            models.UniqueConstraint(
                name="allegation_once",
                fields=["victim", "suspect", "offence", "from_on"],
                condition=Q(is_current=True),
            ),
        ]
