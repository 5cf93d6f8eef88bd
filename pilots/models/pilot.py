from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from people.models import Agency, Unit, User
from people.models.reasoned_history import ReasonedHistory


class Strand(models.TextChoices):
    """What a pilot tries out."""

    EARLY_ADVICE = "EARLY_ADVICE", _("Early advice")
    ACTION_PLANS = "ACTION_PLANS", _("Action-plan monitoring")
    NFA_SCRUTINY = "NFA_SCRUTINY", _("Scrutiny of no-further-action decisions")
    VICTIM_SUPPORT = "VICTIM_SUPPORT", _("Victim support")
    JOINT_LEARNING = "JOINT_LEARNING", _("Joint learning")


class PilotHistory(ReasonedHistory):
    """A row of a pilot's history, with what it tries out in words."""

    strands: list[str]

    class Meta:
        abstract = True

    def get_strands_display(self) -> str:
        return ", ".join(str(Strand(each).label) for each in self.strands)


class Pilot(models.Model):
    """
    A change tried out in some CPS Areas, so that its effect can be told from chance.

    follow_up_days: how many days a case is followed before a measure counts it.
    """

    name = models.CharField(max_length=80, unique=True)
    strands = ArrayField(models.CharField(max_length=14, choices=Strand))
    purpose = models.TextField()
    follow_up_days = models.PositiveSmallIntegerField()
    version = models.PositiveIntegerField(default=1)
    history = HistoricalRecords(bases=[PilotHistory])

    class Meta:
        default_permissions = ()


class PilotArea(models.Model):
    """
    A CPS Area in a pilot: taking part from a day on, or a comparator.

    An Area that joins later is a comparator until it starts, but never both in one comparison.
    unit: the pilot area on which people have capacities, while it takes part. forces: the Area's
    police forces that take part.
    """

    pilot = models.ForeignKey(Pilot, models.PROTECT, related_name="areas")
    area = models.ForeignKey(Agency, models.PROTECT, db_index=False, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="pilot_areas")
    forces = models.ManyToManyField(Agency, related_name="+")
    is_comparator = models.BooleanField(default=False)
    starts_on = models.DateField(null=True)
    version = models.PositiveIntegerField(default=1)
    history = HistoricalRecords()

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(name="area_once_in_a_pilot", fields=["pilot", "area"]),
            models.CheckConstraint(
                name="area_takes_part_or_is_compared_with",
                condition=Q(is_comparator=True, starts_on=None, unit=None)
                | Q(starts_on__isnull=False, unit__isnull=False),
            ),
        ]


class ExpectedDirection(models.TextChoices):
    """The direction in which a measure is expected to change, registered in advance."""

    LESS = "LESS", _("Less")
    MORE = "MORE", _("More")
    NEITHER = "NEITHER", _("No particular way")


class RegisteredMeasure(models.Model):
    """
    A measure registered for a pilot, with the expected direction. Append-only.

    measure: its code in pilots.measures.stages, proportions or rates. definition: its words at that
    time, so that a later change is visible.
    """

    pilot = models.ForeignKey(Pilot, models.PROTECT, related_name="measures")
    measure = models.CharField(max_length=40)
    definition = models.TextField()
    expected = models.CharField(max_length=7, choices=ExpectedDirection)
    because = models.TextField()
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(name="measure_registered_once", fields=["pilot", "measure"])
        ]
