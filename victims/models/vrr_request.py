from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cases.models import Decision, Suspect
from people.models import Side, User, Walled
from timeliness.models import Clock
from victims.models.record import VictimRecord
from victims.states import REVIEW_COUNTS, REVIEW_OPEN, ReviewState
from victims.vrr_rules import IneligibleReason, ReviewableDecision


class ReviewOutcome(models.TextChoices):
    """What a review made of the decision."""

    STANDS = "STANDS", _("The decision is upheld")
    OVERTURNED = "OVERTURNED", _("The decision is overturned")
    APOLOGY = "APOLOGY", _("The decision was wrong and cannot be undone: an apology")


class RightToReview(Walled):
    """
    A victim asks for a decision about one suspect to be reviewed, as the schemes give the right.

    No cases.Review, which is what a prosecutor writes. What was said when it was asked is never
    edited; status, reviewer, outcome and clock move on, and each step is a row of ReviewStep.
    side: whose decision it is. deciders: the accounts that made the decision; none of them, under
    any account, reviews it. ask_by and ask_rule: until when it is ordinarily asked, by which
    version of which rule; empty where no time is established. prompt_by: by when asking helps a
    prompt review. told_on is the day of the contact by which the victim is known to know;
    told_on_said the day that was said when it was asked, where that is another. reasons: why it is
    not within the scheme. only_side repeats the suspect's, by trigger: what the police keep to
    themselves about a suspect, they keep here too.
    """

    read_in = VictimRecord.read_in
    kept_with = "record"

    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="rights_to_review")
    record = models.ForeignKey(VictimRecord, models.PROTECT, related_name="rights_to_review")
    suspect = models.ForeignKey(Suspect, models.PROTECT, related_name="+")
    only_side = models.CharField(
        max_length=9, choices=Side, blank=True, db_default="", editable=False
    )
    reviewed = models.CharField(max_length=20, choices=ReviewableDecision)
    side = models.CharField(max_length=9, choices=Side)
    decision = models.ForeignKey(Decision, models.PROTECT, null=True, related_name="+")
    deciders = ArrayField(models.BigIntegerField(), default=list)
    decided_on = models.DateField()
    told_on = models.DateField()
    asked_on = models.DateField()
    told_on_said = models.DateField(null=True)
    ask_by = models.DateField(null=True)
    prompt_by = models.DateField(null=True)
    ask_rule = models.CharField(max_length=120, blank=True)
    exceptional_because = models.TextField(blank=True)
    is_interviewed = models.BooleanField(null=True)
    is_charged_in_part = models.BooleanField()
    asked_not_to_proceed = models.BooleanField()
    reasons = ArrayField(models.CharField(max_length=15, choices=IneligibleReason), default=list)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    status = models.CharField(max_length=13, choices=ReviewState, editable=False)
    reviewer = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    outcome = models.CharField(max_length=10, choices=ReviewOutcome, blank=True)
    clock = models.ForeignKey(Clock, models.PROTECT, null=True, related_name="+")
    version = models.PositiveIntegerField(default=1)

    class Meta(Walled.Meta):
        abstract = False
        indexes = [models.Index(name="right_by_record", fields=["record", "-at"])]
        constraints = [
            models.UniqueConstraint(
                name="one_review_asked_about_a_suspect",
                fields=["record", "suspect"],
                condition=Q(status__in=REVIEW_OPEN),
            ),
            models.UniqueConstraint(
                name="a_decision_is_reviewed_once_for_a_victim",
                fields=["record", "decision"],
                condition=Q(status__in=REVIEW_COUNTS),
            ),
            models.CheckConstraint(
                name="review_asked_in_order",
                condition=Q(told_on__gte=F("decided_on"), asked_on__gte=F("told_on")),
            ),
            models.CheckConstraint(
                name="not_within_the_scheme_for_a_reason",
                condition=Q(status=ReviewState.NOT_ELIGIBLE) & ~Q(reasons=[])
                | ~Q(status=ReviewState.NOT_ELIGIBLE) & Q(reasons=[]),
            ),
            models.CheckConstraint(
                name="review_has_a_reviewer",
                condition=Q(reviewer__isnull=False)
                | ~Q(status__in=[ReviewState.WITH_REVIEWER, ReviewState.DECIDED, ReviewState.TOLD]),
            ),
            models.CheckConstraint(
                name="review_has_an_outcome",
                condition=Q(status__in=[ReviewState.DECIDED, ReviewState.TOLD]) & ~Q(outcome="")
                | ~Q(status__in=[ReviewState.DECIDED, ReviewState.TOLD]) & Q(outcome=""),
            ),
            models.CheckConstraint(
                name="a_verdict_is_never_overturned",
                condition=~Q(
                    reviewed=ReviewableDecision.CPS_NO_EVIDENCE, outcome=ReviewOutcome.OVERTURNED
                ),
            ),
        ]


class ReviewStep(Walled):
    """
    One thing that was done about a request for review. Only ever added.

    on: the day on which it happened, where that may be before it was written down. person: the
    reviewer who was named.
    """

    read_in = VictimRecord.read_in
    kept_with = "right"

    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="review_steps")
    right = models.ForeignKey(RightToReview, models.PROTECT, related_name="steps")
    verb = models.CharField(max_length=40)
    on = models.DateField()
    person = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta(Walled.Meta):
        abstract = False
        indexes = [models.Index(name="step_by_right", fields=["right", "at"])]


class ReviewersReasons(Walled):
    """
    Why a reviewer found as she did. It is about the evidence, so whoever works with victims and
    does not read the case does not read it. Only ever added.
    """

    kept_with = "right"

    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="reviewers_reasons")
    right = models.OneToOneField(RightToReview, models.PROTECT, related_name="reviewers_reasons")
    text = models.TextField()
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta(Walled.Meta):
        abstract = False
        constraints = [models.CheckConstraint(name="a_review_says_why", condition=~Q(text=""))]
