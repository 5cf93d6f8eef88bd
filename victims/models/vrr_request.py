from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cases.models import ChargeStop, Decision, Suspect
from cases.models.sealed_text import SealedTextField
from people.models import AccessControlled, Side, User
from timeliness.models import Clock
from victims.models.record import VictimRecord
from victims.states import REVIEW_COUNTS, REVIEW_UNDECIDED, ReviewState
from victims.vrr_rules import IneligibleReason, ReviewableDecision


class ReviewOutcome(models.TextChoices):
    """The outcome of a review of the decision."""

    STANDS = "STANDS", _("The decision is upheld")
    OVERTURNED = "OVERTURNED", _("The decision is overturned")
    APOLOGY = "APOLOGY", _("The decision was wrong and cannot be undone: an apology")


class RightToReview(AccessControlled):
    """
    A VRR request: a victim asks for a review of a decision about one suspect.

    Not cases.Review, which a prosecutor writes. The request's facts are never edited; status,
    reviewer, outcome and clock change, and each step is a row of ReviewStep. side: that decided.
    deciders: the accounts that decided; none of these people reviews it under any account. ask_by,
    ask_rule: the ordinary last day to ask, and the version of the rule; empty where no time is
    established. prompt_by: by when a request allows a prompt review. told_on: the day of the
    contact by which the victim is known to know; told_on_said: the day stated with the request,
    where it differs. stop: the last by which charges about the victim had ended in the way that is
    reviewed, where the CPS stopped them; each stop is a decision of its own, also of charges that
    had gone on by leave of a court. reasons: why it is outside the scheme. only_side: copied from
    the suspect by trigger, so that the request is private with the suspect.
    """

    read_in = VictimRecord.read_in
    private_with = "record"

    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="rights_to_review")
    record = models.ForeignKey(VictimRecord, models.PROTECT, related_name="rights_to_review")
    suspect = models.ForeignKey(Suspect, models.PROTECT, related_name="+")
    only_side = models.CharField(
        max_length=9, choices=Side, blank=True, db_default="", editable=False
    )
    reviewed = models.CharField(max_length=20, choices=ReviewableDecision)
    side = models.CharField(max_length=9, choices=Side)
    decision = models.ForeignKey(Decision, models.PROTECT, null=True, related_name="+")
    stop = models.ForeignKey(ChargeStop, models.PROTECT, null=True, related_name="+")
    deciders = ArrayField(models.BigIntegerField(), default=list)
    decided_on = models.DateField()
    told_on = models.DateField()
    asked_on = models.DateField()
    told_on_said = models.DateField(null=True)
    ask_by = models.DateField(null=True)
    prompt_by = models.DateField(null=True)
    ask_rule = models.CharField(max_length=120, blank=True)
    exceptional_because = SealedTextField(blank=True)
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

    class Meta(AccessControlled.Meta):
        abstract = False
        indexes = [models.Index(name="right_by_record", fields=["record", "-at"])]
        constraints = [
            models.UniqueConstraint(
                name="one_review_asked_about_a_suspect",
                fields=["record", "suspect"],
                condition=Q(status__in=REVIEW_UNDECIDED),
            ),
            models.UniqueConstraint(
                name="a_decision_is_reviewed_once_for_a_victim",
                fields=["record", "decision", "reviewed"],
                condition=Q(status__in=REVIEW_COUNTS, stop=None),
            ),
            models.UniqueConstraint(
                name="a_stop_is_reviewed_once_for_a_victim",
                fields=["record", "stop"],
                condition=Q(status__in=REVIEW_COUNTS),
            ),
            models.CheckConstraint(
                name="review_of_a_stop_names_its_decision",
                condition=Q(stop=None) | Q(decision__isnull=False),
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


class ReviewStep(AccessControlled):
    """
    One step of a VRR request. Append-only.

    on: the day of the step, which may be before it was recorded. person: the reviewer named.
    """

    read_in = VictimRecord.read_in
    private_with = "right"

    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="review_steps")
    right = models.ForeignKey(RightToReview, models.PROTECT, related_name="steps")
    verb = models.CharField(max_length=40)
    on = models.DateField()
    person = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta(AccessControlled.Meta):
        abstract = False
        indexes = [models.Index(name="step_by_right", fields=["right", "at"])]


class ReviewersReasons(AccessControlled):
    """
    A reviewer's reasons. Append-only.

    They are about the evidence: people who work with victims and do not read the case do not read
    them.
    """

    private_with = "right"

    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="reviewers_reasons")
    right = models.OneToOneField(RightToReview, models.PROTECT, related_name="reviewers_reasons")
    text = SealedTextField()
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta(AccessControlled.Meta):
        abstract = False
        constraints = [models.CheckConstraint(name="a_review_says_why", condition=~Q(text=""))]
