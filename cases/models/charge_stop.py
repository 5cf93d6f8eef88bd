from datetime import date, datetime

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cases.models.action_plan import Review
from cases.models.case import Case, Victim
from cases.models.charge import LaidCharge
from cases.models.decision import Decision, ProsecutionConsent, SecondReaderAnswer
from cases.models.offence import Allegation, Offence
from cases.models.sealed_text import SealedTextField
from cases.statuses import StopStatus
from people.models import AccessControlled, Side, User
from timeliness.calendar import london_day


class StopKind(models.TextChoices):
    """
    How the CPS stops charges that were laid, that another takes the place of one, or that one more
    is charged.

    Discontinuing: Prosecution of Offences Act 1985 ss.23 and 23A; new proceedings can be brought
    for the same offence (ss.23(9), 23A(5)). No evidence: the court orders that a verdict of not
    guilty is recorded, with the effect of an acquittal (Criminal Justice Act 1967 s.17). Withdrawn:
    in a magistrates' court, with its leave; where no plea was entered, the offence can be charged
    again (answer of 25 February 1997 in the House of Commons). On the file: the Crown Court orders
    it; there is no verdict, and no further proceedings without the leave of that court or of the
    Court of Appeal (CPS legal guidance on terminating proceedings). Further: a count more on the
    decision to charge that is in force (ADR 140).
    """

    DISCONTINUED = "DISCONTINUED", _("Discontinued")
    WITHDRAWN = "WITHDRAWN", _("Withdrawn in the magistrates’ court")
    NO_EVIDENCE = "NO_EVIDENCE", _("No evidence offered")
    ON_FILE = "ON_FILE", _("Left to lie on the file")
    ALTERED = "ALTERED", _("Replaced by another charge")
    FURTHER = "FURTHER", _("Further charge")


# Of these the same offence can be charged again, and of those it cannot, or by leave of a court.
STOPS_FOR_NOW = (StopKind.DISCONTINUED, StopKind.WITHDRAWN)
STOPS_FOR_GOOD = (StopKind.NO_EVIDENCE, StopKind.ON_FILE)
# These put a charge on the record; by the first the one that it replaces ends.
STOPS_THAT_LAY = (StopKind.ALTERED, StopKind.FURTHER)


class ChargeStop(AccessControlled):
    """
    The CPS stops charges after the police reported them: how, which (StoppedCount), why, by whom.

    Proposed until a second reader, who did not propose it, has countersigned it, where the decision
    to charge had one; else in force at once. Private to the CPS (only_side) until it is in force,
    and never undone then: of charges that were discontinued, a review of the victim may lead to a
    new decision, and what lies on the file goes on with the leave of a court. A suspect whose every
    charge was stopped is no longer prosecuted.

    are_told: the victims concerned were told before it took effect that the CPS means to stop the
    charges; not_told_because: why not. number: per decision. new_offence, new_from_on, new_to_on:
    of the charge that takes the place of one that is ALTERED, about the same victim; once that is
    in force it is laid (LaidCharge.altered_by), and the prosecution goes on with it.
    new_alternative: the offence of a second one, of the same days, in the alternative.
    other_act_because: of days across 1 May 2004, why no offence of like conduct under the other Act
    is charged.

    One that is FURTHER stops nothing, and nobody is told before: what it charges is about
    new_victim, and comes from new_allegation, if from any. new_particulars, other_particulars: of
    it, and of its alternative. review: on which it is based, later than the decision and than what
    stopped charges since. Once it is in force, it is a count of the decision
    (AuthorisedCharge.added_by), and laid.

    consent: of whoever must consent to the prosecution of that charge; empty where no one must. on:
    the day on which the proceedings ended, of the notice or in court, or on which a further charge
    was laid, where it was given; never later than when it was recorded. The second reader may give
    it or correct it (day_because: why): proposed_on is then the day that was proposed, None if none
    was.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="charge_stops")
    decision = models.ForeignKey(Decision, models.PROTECT, related_name="stops")
    number = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=12, choices=StopKind)
    reasons = SealedTextField()
    on = models.DateField(null=True)
    proposed_on = models.DateField(null=True, editable=False)
    day_because = SealedTextField(blank=True, default="", db_default="")
    new_offence = models.ForeignKey(Offence, models.PROTECT, null=True, related_name="+")
    new_alternative = models.ForeignKey(Offence, models.PROTECT, null=True, related_name="+")
    new_from_on = models.DateField(null=True)
    new_to_on = models.DateField(null=True)
    new_victim = models.ForeignKey(Victim, models.PROTECT, null=True, related_name="+")
    new_allegation = models.ForeignKey(Allegation, models.PROTECT, null=True, related_name="+")
    new_particulars = SealedTextField(blank=True, default="", db_default="")
    other_particulars = SealedTextField(blank=True, default="", db_default="")
    other_act_because = SealedTextField(blank=True, default="", db_default="")
    review = models.ForeignKey(Review, models.PROTECT, null=True, related_name="+")
    consent = models.CharField(
        max_length=10, choices=ProsecutionConsent, blank=True, default="", db_default=""
    )
    are_told = models.BooleanField()
    not_told_because = SealedTextField(blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    authors = ArrayField(models.BigIntegerField(), default=list)
    at = models.DateTimeField()
    status = models.CharField(
        max_length=9, choices=StopStatus, default=StopStatus.PROPOSED, editable=False
    )
    only_side = models.CharField(
        max_length=9, choices=Side, blank=True, default=Side.CPS, editable=False
    )
    reading = models.CharField(max_length=13, choices=SecondReaderAnswer, blank=True)
    reading_text = SealedTextField(blank=True)
    read_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    read_at = models.DateTimeField(null=True)

    class Meta(AccessControlled.Meta):
        abstract = False
        constraints = [
            models.UniqueConstraint(
                name="one_stop_proposed",
                fields=["decision"],
                condition=Q(status=StopStatus.PROPOSED),
            ),
            models.UniqueConstraint(name="charge_stop_number_once", fields=["decision", "number"]),
            models.CheckConstraint(name="charge_stop_says_why", condition=~Q(reasons="")),
            models.CheckConstraint(
                name="charge_altered_to_another",
                condition=Q(kind__in=STOPS_THAT_LAY, new_offence__isnull=False)
                & Q(new_from_on__isnull=False)
                | ~Q(kind__in=STOPS_THAT_LAY)
                & Q(new_offence=None, new_from_on=None, new_to_on=None),
            ),
            models.CheckConstraint(
                name="further_charge_is_whole",
                condition=Q(kind=StopKind.FURTHER, new_victim__isnull=False, review__isnull=False)
                & ~Q(new_particulars="")
                & (Q(new_alternative=None) | ~Q(other_particulars=""))
                | ~Q(kind=StopKind.FURTHER)
                & Q(
                    new_victim=None,
                    new_allegation=None,
                    new_particulars="",
                    other_particulars="",
                    review=None,
                ),
            ),
            models.CheckConstraint(
                name="charge_altered_in_the_alternative",
                condition=Q(new_alternative=None)
                | Q(kind__in=STOPS_THAT_LAY) & ~Q(new_alternative=F("new_offence")),
            ),
            models.CheckConstraint(
                name="charge_stop_consent_is_to_another",
                condition=Q(kind__in=STOPS_THAT_LAY) | Q(consent="", other_act_because=""),
            ),
            models.CheckConstraint(
                name="victims_told_before_or_why_not",
                condition=Q(are_told=True, not_told_because="")
                | Q(are_told=False) & ~Q(not_told_because="")
                | Q(are_told=False, not_told_because="", kind=StopKind.FURTHER),
            ),
            models.CheckConstraint(
                name="charge_stop_is_read_whole",
                condition=Q(reading="", read_by=None, read_at=None)
                | ~Q(reading="") & Q(read_by__isnull=False, read_at__isnull=False),
            ),
            models.CheckConstraint(
                name="charge_stop_day_is_read_earlier_or_given",
                condition=Q(day_because="", proposed_on=None)
                | ~Q(day_because="")
                & Q(reading=SecondReaderAnswer.COUNTERSIGNED, on__isnull=False)
                & (Q(proposed_on=None) | Q(on__lt=F("proposed_on"))),
            ),
            models.CheckConstraint(
                name="nobody_reads_their_own_charge_stop",
                condition=Q(read_by=None) | ~Q(read_by=F("by")),
            ),
            models.CheckConstraint(
                name="charge_stop_not_in_force_is_the_cps_s_alone",
                condition=Q(status=StopStatus.IN_FORCE, only_side="")
                | ~Q(status=StopStatus.IN_FORCE) & Q(only_side=Side.CPS),
            ),
        ]

    @property
    def in_force_at(self) -> datetime:
        """When one that is in force took effect: once it was read, if it had a second reader."""
        return self.read_at or self.at

    @property
    def ended_on(self) -> date:
        """
        The day on which the proceedings ended, or a further charge was laid, of one in force.
        """
        return self.on or london_day(self.in_force_at)


class StoppedCount(models.Model):
    """
    A charge that was laid and is stopped. A charge is stopped once at a time.

    is_current: the stop is proposed or in force; not, once it was declined or withdrawn, or once a
    court gave leave to proceed with what lies on the file. leave: by which it did.
    """

    stop = models.ForeignKey(ChargeStop, models.PROTECT, related_name="counts")
    laid = models.ForeignKey(LaidCharge, models.PROTECT, related_name="stopped")
    is_current = models.BooleanField(default=True, editable=False)
    leave = models.ForeignKey(
        "cases.CourtFact", models.PROTECT, null=True, related_name="+", editable=False
    )

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                name="charge_stopped_once", fields=["laid"], condition=Q(is_current=True)
            ),
            models.UniqueConstraint(name="charge_in_stop_once", fields=["stop", "laid"]),
            models.CheckConstraint(
                name="charge_goes_on_by_leave", condition=Q(leave=None) | Q(is_current=False)
            ),
        ]
