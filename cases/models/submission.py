from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q

from cases.models.case import Case
from cases.models.early_advice import EarlyAdvice
from cases.models.referral import Referral
from cases.models.sealed_text import SealedJSONField
from people.models import AccessControlled, User


class Submission(AccessControlled):
    """
    A referral as it was sent, frozen at sign-off. The database forbids changes.

    as_sent: a cases.referral_snapshot.ReferralSnapshot: the answers, the suspects' custody, the
    allegations, the documents and the supervisor's comments, without anything private to one side.
    checks: {check code: cases.referral_checks.CheckOutcome} at that moment.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="submissions")
    referral = models.OneToOneField(Referral, models.PROTECT, related_name="submission")
    number = models.PositiveSmallIntegerField()
    as_sent = SealedJSONField(encoder=DjangoJSONEncoder)
    checks = models.JSONField(default=dict)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta(AccessControlled.Meta):
        abstract = False
        constraints = [
            models.UniqueConstraint(name="submission_number_once", fields=["case", "number"])
        ]


class RuleScore(AccessControlled):
    """
    How one check did on a submission or early-advice request, once triage had answered.

    triage_agreed: it was returned for what the check is about, whether the check warned or not.
    Append-only.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="rule_scores")
    submission = models.ForeignKey(Submission, models.PROTECT, null=True, related_name="scores")
    advice = models.ForeignKey(EarlyAdvice, models.PROTECT, null=True, related_name="scores")
    code = models.CharField(max_length=40)
    was_checked = models.BooleanField()
    has_warned = models.BooleanField()
    was_explained = models.BooleanField()
    triage_agreed = models.BooleanField()
    at = models.DateTimeField()

    class Meta(AccessControlled.Meta):
        abstract = False
        constraints = [
            models.UniqueConstraint(name="rule_scored_once", fields=["submission", "code"]),
            models.UniqueConstraint(name="advice_rule_scored_once", fields=["advice", "code"]),
            models.CheckConstraint(
                name="one_thing_is_scored",
                condition=Q(submission=None, advice__isnull=False)
                | Q(submission__isnull=False, advice=None),
            ),
            models.CheckConstraint(
                name="only_what_is_checked_warns",
                condition=Q(was_checked=True) | Q(has_warned=False),
            ),
            models.CheckConstraint(
                name="only_a_warning_is_explained",
                condition=Q(has_warned=True) | Q(was_explained=False),
            ),
        ]
