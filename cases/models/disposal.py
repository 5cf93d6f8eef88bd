from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cases.models.case import Case
from cases.models.decision import Decision
from cases.models.offence import Allegation
from cases.models.sealed_text import SealedTextField
from people.models import AccessControlled, User


class Disposal(models.Model):
    """
    What a decision on an out-of-court disposal rests on besides its reasons. One for each decision.

    admitted_on: the day on which the suspect admitted the offences to the police. exceptional: why
    it is not charged although the Full Code Test is met. are_asked: the victims were asked what
    they think of it; views: what they said; not_asked_because: why they were not asked.

    A trigger refuses a kind that a suspect of that age cannot be given, and a disposal in force
    that is not whole (cases/sql/disposals.sql).
    """

    case_from = "decision"
    row_named_by = ("decision_id",)

    decision = models.OneToOneField(Decision, models.PROTECT, related_name="disposal")
    admitted_on = models.DateField()
    exceptional = SealedTextField()
    are_asked = models.BooleanField()
    views = SealedTextField(blank=True)
    not_asked_because = SealedTextField(blank=True)

    class Meta:
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                name="disposal_says_why_not_charged", condition=~Q(exceptional="")
            ),
            models.CheckConstraint(
                name="victims_views_or_why_not_asked",
                condition=Q(are_asked=True, not_asked_because="") & ~Q(views="")
                | Q(are_asked=False, views="") & ~Q(not_asked_because=""),
            ),
        ]


class AllegationDisposal(models.Model):
    """An allegation that a decision deals with out of court. The others are UnchargedAllegation."""

    decision = models.ForeignKey(Decision, models.PROTECT, related_name="disposed")
    allegation = models.ForeignKey(Allegation, models.PROTECT, related_name="+")

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(name="disposed_once", fields=["decision", "allegation"])
        ]


class ConditionAim(models.TextChoices):
    """
    What a condition is for. Source: Criminal Justice Act 2003 s.22(3) as amended, read as it stood
    in 2018; Crime and Disorder Act 1998 s.66A(3), of which the beginning was read.
    """

    REHABILITATION = "REHABILITATION", _("Rehabilitation")
    REPARATION = "REPARATION", _("Reparation")
    PUNISHMENT = "PUNISHMENT", _("Punishment")


class ConditionVariation(AccessControlled):
    """
    The prosecutor varies the conditions of a conditional caution, with the suspect's consent: some
    are changed, left out or added.

    agreed_on: the day on which the suspect consented. is_adult_there: whether an appropriate adult
    was present then; None of a suspect of 18 or over, and where it was not asked. reasons: why.
    are_asked, views, not_asked_because: of the victims, as in Disposal. number: per decision. Never
    edited; the conditions that it replaces are kept. A trigger refuses one of a decision that is no
    conditional caution in force.

    Sources: Criminal Justice Act 2003 s.23B, of which the heading was read, and that it provides
    for varying the conditions (note to S.I. 2009/1678); of Crime and Disorder Act 1998 s.66D, that
    any relevant prosecutor or authorised person may vary them (explanatory notes to the Legal Aid,
    Sentencing and Punishment of Offenders Act 2012, para. 756). The text of neither was read: that
    the offender consents, and a child with an appropriate adult, is taken from how a caution is
    given (s.66B(5)), and is unverified.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="condition_variations")
    decision = models.ForeignKey(Decision, models.PROTECT, related_name="variations")
    number = models.PositiveSmallIntegerField()
    agreed_on = models.DateField()
    is_adult_there = models.BooleanField(null=True)
    reasons = SealedTextField()
    are_asked = models.BooleanField()
    views = SealedTextField(blank=True)
    not_asked_because = SealedTextField(blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta(AccessControlled.Meta):
        abstract = False
        constraints = [
            models.UniqueConstraint(
                name="condition_variation_number_once", fields=["decision", "number"]
            ),
            models.CheckConstraint(name="condition_variation_says_why", condition=~Q(reasons="")),
            models.CheckConstraint(
                name="views_on_variation_or_why_not_asked",
                condition=Q(are_asked=True, not_asked_because="") & ~Q(views="")
                | Q(are_asked=False, views="") & ~Q(not_asked_because=""),
            ),
        ]


class DisposalCondition(models.Model):
    """
    A condition of a conditional caution, and the day by which it is to be met.

    variation: by which it came about; None of one that the decision stated. is_current: not, once
    a later variation has replaced it.
    """

    case_from = "decision"
    row_named_by = ("decision_id", "variation_id", "number")

    decision = models.ForeignKey(Decision, models.PROTECT, related_name="conditions")
    variation = models.ForeignKey(
        ConditionVariation, models.PROTECT, null=True, related_name="conditions"
    )
    is_current = models.BooleanField(default=True, db_default=True, editable=False)
    number = models.PositiveSmallIntegerField()
    aim = models.CharField(max_length=14, choices=ConditionAim)
    text = SealedTextField()
    meet_by = models.DateField()

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                name="condition_number_once_each_time",
                fields=["decision", "variation", "number"],
                nulls_distinct=False,
            ),
            models.CheckConstraint(name="disposal_condition_says_what", condition=~Q(text="")),
        ]


class DisposalStep(models.TextChoices):
    """What the police report of a disposal that was authorised, each at most once."""

    GIVEN = "GIVEN", _("Given")
    NOT_GIVEN = "NOT_GIVEN", _("Not given")
    MET = "MET", _("Conditions met")
    NOT_MET = "NOT_MET", _("Conditions not met")


class GivingStep(models.TextChoices):
    """
    What is done when a caution is given.

    Sources: Criminal Justice Act 2003 s.23(4) and (5); Crime and Disorder Act 1998 ss.66B(4) to (6)
    and 66ZA(2) and (3); the headings of the guidance on simple cautions for adults (2015).
    """

    EXPLAINED = "EXPLAINED", _("Its effect was explained to the suspect")
    AGREED = "AGREED", _("The suspect agreed to be given it")
    WARNED = "WARNED", _("The suspect was warned that they may be prosecuted if they do not comply")
    SIGNED = (
        "SIGNED",
        _("The suspect signed the offence, the admission, the consent and the conditions"),
    )
    ADULT_THERE = "ADULT_THERE", _("An appropriate adult was present")


class DisposalReport(AccessControlled):
    """
    The police report what became of a disposal: given or not, then its conditions met or not.

    on: the day. confirmed: what was done when it was given (GivingStep). text: why it was not
    given, or which condition was not met and why. Never edited. One that was not given, or whose
    conditions were not met, sets the decision aside: the prosecutor decides again.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="disposal_reports")
    decision = models.ForeignKey(Decision, models.PROTECT, related_name="disposal_reports")
    step = models.CharField(max_length=9, choices=DisposalStep)
    on = models.DateField()
    confirmed = ArrayField(models.CharField(max_length=11, choices=GivingStep), default=list)
    text = SealedTextField(blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta(AccessControlled.Meta):
        abstract = False
        constraints = [
            models.UniqueConstraint(
                name="disposal_given_or_not_once",
                fields=["decision"],
                condition=Q(step__in=[DisposalStep.GIVEN, DisposalStep.NOT_GIVEN]),
            ),
            models.UniqueConstraint(
                name="conditions_met_or_not_once",
                fields=["decision"],
                condition=Q(step__in=[DisposalStep.MET, DisposalStep.NOT_MET]),
            ),
            models.CheckConstraint(
                name="disposal_that_fell_says_why",
                condition=Q(step__in=[DisposalStep.GIVEN, DisposalStep.MET]) | ~Q(text=""),
            ),
            models.CheckConstraint(
                name="disposal_given_was_explained",
                condition=~Q(step=DisposalStep.GIVEN)
                | Q(confirmed__contains=[GivingStep.EXPLAINED]),
            ),
        ]
