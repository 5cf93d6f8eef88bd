from django.db import models
from django.db.models import F, Q

from cases.models.case import Case, Victim
from cases.models.suspect import Suspect
from people.models import AccessControlled, Side, User


class Offence(models.Model):
    """An offence of the CJS list, loaded from cases/data/cjs_offences_sexual.csv by migration."""

    code = models.CharField(max_length=10, primary_key=True)
    title = models.CharField(max_length=250)
    mode_of_trial = models.CharField(max_length=10, blank=True)
    is_recordable = models.BooleanField(default=False)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.title} ({self.code})"


class Allegation(AccessControlled):
    """
    A victim, a suspect, an offence and its alleged dates.

    Private to the police (only_side) until a supervisor signs off a referral of the suspect. Never
    edited: a correction is a further version of the first, with a reason. is_current: not corrected
    by the police. The other side reads the newest version that it was sent.
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
    because = models.TextField(blank=True, editable=False)  # why it replaced the one before
    is_current = models.BooleanField(default=True, editable=False)

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
