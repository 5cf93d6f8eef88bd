from django.db import models
from django.db.models import F, Q

from cases.models.case import Case, Victim
from cases.models.suspect import Suspect
from people.models import Side, User, Walled


class Offence(models.Model):
    """An offence of the CJS list; loaded from cases/data/cjs_offences_sexual.csv by migration."""

    code = models.CharField(max_length=10, primary_key=True)
    title = models.CharField(max_length=250)
    mode_of_trial = models.CharField(max_length=10, blank=True)
    is_recordable = models.BooleanField(default=False)

    class Meta:
        default_permissions = ()

    def __str__(self):
        return f"{self.title} ({self.code})"


class Allegation(Walled):
    """
    Which victim, which suspect, which offence, and when it is said to have happened.

    The police's alone (only_side) until a supervisor signs off a referral of the suspect.
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

    class Meta(Walled.Meta):
        abstract = False
        constraints = [
            models.CheckConstraint(
                name="allegation_ends_after_it_began",
                condition=Q(to_on=None) | Q(to_on__gte=F("from_on")),
            ),
            models.UniqueConstraint(
                name="allegation_once",
                fields=["victim", "suspect", "offence", "from_on"],
            ),
        ]
