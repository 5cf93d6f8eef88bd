from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cases.deadlines import Urgency
from cases.models import Suspect
from people.models import Unit


class StageOutcome(models.TextChoices):
    """How a suspect's stage is going: in progress, ended or stopped."""

    OPEN = "OPEN", _("Still open")
    ENDED = "ENDED", _("Completed")
    STOPPED = "STOPPED", _("Stopped without completing")
    UNCLEAR = "UNCLEAR", _("Recorded dates that contradict each other")


class Counted(models.Model):
    """
    The dimensions that a suspect in a stage is counted by. A transferred case counts where it is
    now.
    """

    measure = models.CharField(max_length=40)
    month = models.DateField()  # first day of the London month in which the stage began
    police_unit = models.ForeignKey(Unit, models.PROTECT, db_index=False, related_name="+")
    cps_unit = models.ForeignKey(Unit, models.PROTECT, null=True, db_index=False, related_name="+")
    urgency = models.CharField(max_length=14, choices=Urgency, blank=True)

    class Meta:
        abstract = True
        default_permissions = ()


class Stretch(Counted):
    """
    The duration of one stage of one suspect, derived from turns and recorded facts, not from the
    log.

    Written only by pilots.actions.measure_refresh, whenever one of those facts changes. Days are
    London days. cps_unit: None where the suspect was not sent to the CPS. urgency: of the referral
    last signed off. A stage that has ended says how many of its days were the police's turn, the
    CPS's, and no side's. Cases restricted before they were ever published have none.
    """

    suspect = models.ForeignKey(Suspect, models.CASCADE, db_index=False, related_name="stretches")
    began_on = models.DateField()
    until_on = models.DateField(null=True)
    outcome = models.CharField(max_length=7, choices=StageOutcome)
    police_days = models.IntegerField(null=True)
    cps_days = models.IntegerField(null=True)
    other_days = models.IntegerField(null=True)

    class Meta(Counted.Meta):
        abstract = False
        constraints = [
            models.UniqueConstraint(name="stretch_once", fields=["suspect", "measure"]),
            models.CheckConstraint(
                name="stretch_is_open_until_a_day",
                condition=Q(outcome=StageOutcome.OPEN, until_on=None)
                | ~Q(outcome=StageOutcome.OPEN) & Q(until_on__isnull=False),
            ),
            models.CheckConstraint(
                name="stretch_that_ended_says_whose_days",
                condition=Q(outcome=StageOutcome.ENDED, police_days__gte=0, cps_days__gte=0,
                            other_days__gte=0)
                | ~Q(outcome=StageOutcome.ENDED)
                & Q(police_days=None, cps_days=None, other_days=None),
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(
                name="stretch_by_cell",
                fields=["measure", "month", "police_unit", "cps_unit", "urgency"],
            )
        ]


class Tally(models.Model):
    """
    A published aggregate of the suspects whose stage began in one period at one place.

    Written only by pilots.actions.publication, all together. place, urgency: in terms of
    pilots.disclosure_control.dimensions. first: the first day of the period, of this length.
    Numbers of people are rounded; 0 means none to four. Numbers of days are None where too few
    people are behind them (pilots.disclosure_control.rounding), or where they are not known yet. An
    aggregate in which everything would be fewer than five has no row.
    """

    measure = models.CharField(max_length=40)
    place = models.CharField(max_length=20)
    urgency = models.CharField(max_length=14)
    length = models.CharField(max_length=7)
    first = models.DateField()
    people = models.IntegerField()
    ended = models.IntegerField()
    going = models.IntegerField()
    stopped = models.IntegerField()
    unclear = models.IntegerField()
    half = models.IntegerField(null=True)
    nine_in_ten = models.IntegerField(null=True)
    median = models.FloatField(null=True)
    police = models.FloatField(null=True)
    cps = models.FloatField(null=True)
    nobody = models.FloatField(null=True)

    class Meta:
        default_permissions = ()
        db_table = "pilots_stage_tally"
        constraints = [
            models.UniqueConstraint(
                name="stage_tally_once", fields=["measure", "place", "urgency", "length", "first"]
            )
        ]


class ShareTally(models.Model):
    """
    A published aggregate of the measure events of one kind, of one period at one place.

    As Tally. counts: {label of an answer (pilots.measures.proportions): number}, rounded; a label
    that is missing means fewer than five. days: {proportion, or proportion-REASON: middle of the
    days}, of those about which enough events say any (pilots.disclosure_control.rounding).
    """

    measure = models.CharField(max_length=40)
    place = models.CharField(max_length=20)
    urgency = models.CharField(max_length=14)
    length = models.CharField(max_length=7)
    first = models.DateField()
    counts = models.JSONField()
    days = models.JSONField(default=dict, db_default={})

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                name="share_tally_once", fields=["measure", "place", "urgency", "length", "first"]
            )
        ]


class CountedCase(models.Model):
    """
    A case in published figures. It stays in them if it is restricted afterwards.

    Otherwise the figures would change on that day, and reveal it.
    """

    case = models.OneToOneField(
        "cases.Case", models.CASCADE, primary_key=True, related_name="+", db_index=False
    )

    class Meta:
        default_permissions = ()


class CountingSecret(models.Model):
    """The secret of the counting lot (pilots.disclosure_control.counting_weights). One row."""

    secret = models.BinaryField()

    class Meta:
        default_permissions = ()
        constraints = [
            models.CheckConstraint(name="one_counting_secret", condition=Q(pk=1)),
        ]


class Touched(models.Model):
    """
    Queue of suspects and cases whose facts have changed, filled by triggers.

    A suspect or case may be queued twice: with a unique row, an action on a case would wait for the
    worker that is counting it.
    """

    suspect = models.UUIDField(null=True)
    case = models.UUIDField(null=True)

    class Meta:
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                name="touched_is_a_suspect_or_a_case",
                condition=Q(suspect=None, case__isnull=False) | Q(suspect__isnull=False, case=None),
            )
        ]
