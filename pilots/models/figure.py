from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cases.deadlines import Urgency
from cases.models import Suspect
from people.models import Unit


class StageOutcome(models.TextChoices):
    """How far a suspect has come in a stage."""

    OPEN = "OPEN", _("Still open")
    ENDED = "ENDED", _("Completed")
    STOPPED = "STOPPED", _("Stopped without completing")
    UNCLEAR = "UNCLEAR", _("Recorded dates that contradict each other")


class Counted(models.Model):
    """What a suspect in a stage is counted under. A case that has moved counts where it is now."""

    measure = models.CharField(max_length=40)
    month = models.DateField()  # the first day of the London month in which the stage began
    police_unit = models.ForeignKey(Unit, models.PROTECT, db_index=False, related_name="+")
    cps_unit = models.ForeignKey(Unit, models.PROTECT, null=True, db_index=False, related_name="+")
    urgency = models.CharField(max_length=14, choices=Urgency, blank=True)

    class Meta:
        abstract = True
        default_permissions = ()


class Stretch(Counted):
    """
    One stage of one suspect's road, worked out from turns and recorded facts, never from the log.

    Written by pilots.actions.measure_refresh alone, anew whenever one of those facts changes. Days
    are
    London days. cps_unit: none where the CPS has not been sent the suspect. urgency: of the
    referral last signed off. Those of a stage that has ended say how many of its days were the
    police's turn, the CPS's, and nobody's. Cases restricted before they were ever published have
    none.
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
    What is published of the suspects whose stage began in one period at one place: a figure, ready.

    Written by pilots.actions.publish alone, all of them together. place, urgency: in the words
    of pilots.disclosure_control.dimensions. first: the first day of the period, of this length.
    Numbers of people are rounded, 0 for nought to four. Numbers of days are None where too few
    people are behind them
    (pilots.disclosure_control.rounding), or where it is not known yet. A figure that would say
    "fewer than five" of everything has no row.
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
    What is published of the occasions of one period at one place, of a subject of shares.

    As Tally. counts: {label of an answer (pilots.measures.proportions): how many}, rounded; of a
    label that is not there it is said that there are fewer than five.
    """

    measure = models.CharField(max_length=40)
    place = models.CharField(max_length=20)
    urgency = models.CharField(max_length=14)
    length = models.CharField(max_length=7)
    first = models.DateField()
    counts = models.JSONField()

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                name="share_tally_once", fields=["measure", "place", "urgency", "length", "first"]
            )
        ]


class CountedCase(models.Model):
    """
    A case that published figures have counted. It stays in them when it is restricted afterwards.

    Otherwise the figures would move on that day, and tell of it.
    """

    case = models.OneToOneField(
        "cases.Case", models.CASCADE, primary_key=True, related_name="+", db_index=False
    )

    class Meta:
        default_permissions = ()


class CountingSecret(models.Model):
    """
    The secret by which it is drawn how often a case is counted
    (pilots.disclosure_control.counting_weights). One row.
    """

    secret = models.BinaryField()

    class Meta:
        default_permissions = ()
        constraints = [
            models.CheckConstraint(name="one_counting_secret", condition=Q(pk=1)),
        ]


class Touched(models.Model):
    """
    A suspect, or a case, of which a fact has changed that figures rest on: a queue, filled by
    triggers.

    One may stand in it twice. Were each there once, an act about a case would have to wait for the
    worker that is counting that case.
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
