from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cases.models.action_plan import ActionPlan, Review
from cases.models.case import Case
from cases.models.sealed_text import SealedJSONField, SealedTextField
from people.models import AccessControlled, Side, User


class ProposedPlanStatus(models.TextChoices):
    """Status of one wording of a second plan, before the plan exists."""

    WAITING = "WAITING", _("Waiting for approval")
    APPROVED = "APPROVED", _("Approved, not sent yet")
    DECLINED = "DECLINED", _("Not approved")
    REPLACED = "REPLACED", _("Replaced by a later wording")
    WITHDRAWN = "WITHDRAWN", _("Withdrawn by its author")
    SENT = "SENT", _("Sent to the police")


JUDGED = [ProposedPlanStatus.APPROVED, ProposedPlanStatus.DECLINED, ProposedPlanStatus.SENT]
# Statuses in which the CPS still has to act on a wording.
STILL_PROPOSED = frozenset({ProposedPlanStatus.WAITING, ProposedPlanStatus.APPROVED})


class ProposedPlan(AccessControlled):
    """
    One wording of a second action plan, which a manager approves before the police hear of it.

    Another wording is another row, so an approval covers exactly what was read and an edit needs a
    new one. The database forbids edits, and forbids an approver who is one of the authors under any
    account. Source: since March 2021 a District Crown Prosecutor reviews a second action plan after
    a Full Code Test submission in a rape case.

    items: see cases/action_plans/proposed_plan_codec.py. authors: who wrote this wording and
    earlier ones.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="proposed_plans")
    review = models.ForeignKey(Review, models.PROTECT, related_name="proposed_plans")
    number = models.PositiveSmallIntegerField()
    items = SealedJSONField(are_rows=True)
    why = SealedTextField()
    only_side = models.CharField(
        max_length=9, choices=Side, default=Side.CPS, editable=False
    )  # for good
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    authors = ArrayField(models.BigIntegerField())
    at = models.DateTimeField()
    status = models.CharField(
        max_length=9, choices=ProposedPlanStatus, default=ProposedPlanStatus.WAITING
    )
    judgement = SealedTextField(blank=True)
    judged_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    judged_at = models.DateTimeField(null=True)
    withdrawal_reason = SealedTextField(blank=True)
    withdrawn_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)
    plan = models.OneToOneField(ActionPlan, models.PROTECT, null=True, related_name="proposed")

    class Meta(AccessControlled.Meta):
        abstract = False
        constraints = [
            models.UniqueConstraint(name="wording_of_a_plan_once", fields=["review", "number"]),
            models.UniqueConstraint(
                name="one_wording_of_a_plan_at_a_time",
                fields=["review"],
                condition=Q(status__in=sorted(STILL_PROPOSED)),
            ),
            models.CheckConstraint(
                name="proposed_plan_is_of_the_cps", condition=Q(only_side=Side.CPS)
            ),
            models.CheckConstraint(
                name="proposed_plan_judged_whole",
                condition=Q(judgement="", judged_by=None, judged_at=None) & ~Q(status__in=JUDGED)
                | Q(~Q(judgement=""), judged_by__isnull=False, judged_at__isnull=False)
                & ~Q(status=ProposedPlanStatus.WAITING),
            ),
            models.CheckConstraint(
                name="proposed_plan_withdrawn_whole",
                condition=Q(withdrawal_reason="", withdrawn_by=None, withdrawn_at=None)
                & ~Q(status=ProposedPlanStatus.WITHDRAWN)
                | ~Q(withdrawal_reason="")
                & Q(withdrawn_by__isnull=False, withdrawn_at__isnull=False)
                & Q(status=ProposedPlanStatus.WITHDRAWN),
            ),
            models.CheckConstraint(
                name="a_sent_plan_was_approved",
                condition=Q(plan=None) & ~Q(status=ProposedPlanStatus.SENT)
                | Q(plan__isnull=False, status=ProposedPlanStatus.SENT),
            ),
        ]
