from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cases.models.case import Case
from cases.models.sealed_text import SealedTextField
from cases.statuses import ExtensionStatus
from people.models import AccessControlled, Side, User
from timeliness.models import Clock


class ExtensionAnswer(models.TextChoices):
    """How a side answers the date that the other side wants."""

    AGREE = "AGREE", _("Yes, and it becomes the due date")
    COUNTER = "COUNTER", _("No, and I offer another date")
    REFUSE = "REFUSE", _("No, the due date stays as it is")


class ExtensionStepKind(models.TextChoices):
    """What was said about an extension."""

    ASKED = "ASKED", _("Extension asked for")
    AGREED = "AGREED", _("Agreed")
    COUNTERED = "COUNTERED", _("Another date offered")
    REFUSED = "REFUSED", _("Not agreed")
    WITHDRAWN = "WITHDRAWN", _("Withdrawn")
    SENT_UP = "SENT_UP", _("Two people named to settle it")
    PROPOSED = "PROPOSED", _("Outcome proposed")
    NOT_SETTLED = "NOT_SETTLED", _("The proposed outcome is not agreed")
    SETTLED = "SETTLED", _("Settled by the two people named")


class Extension(AccessControlled):
    """
    A later due date that the side which owes something asks the other side for (ADR 69).

    clock: of the turns whose date it is; its suspects are those of these turns. One extension is
    open on a clock at a time. side: who owes, and asked. was_due_at: the due time when it was
    asked for. proposed_on: the date that is on the table, of the last side that named one.
    awaits: the sides that answer next. inspector, manager, outcome_on, outcome_by, agreed_by: of
    the two people who settle it; outcome_on is None if the due date stays. asked_to_settle: the
    accounts of those of the two who act next.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="extensions")
    clock = models.ForeignKey(Clock, models.PROTECT, related_name="extensions")
    side = models.CharField(max_length=9, choices=Side)
    was_due_at = models.DateTimeField()
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    status = models.CharField(max_length=9, choices=ExtensionStatus, default=ExtensionStatus.ASKED)
    proposed_on = models.DateField()
    awaits = ArrayField(models.CharField(max_length=9, choices=Side), default=list)
    step = models.PositiveSmallIntegerField(default=0)  # number of times two people were named
    inspector = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    manager = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    asked_to_settle = ArrayField(models.BigIntegerField(), default=list)
    outcome_on = models.DateField(null=True)
    outcome_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    agreed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta(AccessControlled.Meta):
        abstract = False
        constraints = [
            models.UniqueConstraint(
                name="one_extension_at_a_time", fields=["clock"], condition=Q(ended_at=None)
            ),
            models.CheckConstraint(
                name="an_extension_is_settled_by_two",
                condition=Q(agreed_by=None) | ~Q(agreed_by=F("outcome_by")),
            ),
            models.CheckConstraint(
                name="an_extension_goes_to_two_people",
                condition=Q(inspector=None, manager=None)
                | Q(inspector__isnull=False, manager__isnull=False) & ~Q(inspector=F("manager")),
            ),
        ]


class ExtensionStep(AccessControlled):
    """What one side said about an extension, with the date it named. Append-only."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="extension_steps")
    extension = models.ForeignKey(Extension, models.PROTECT, related_name="steps")
    kind = models.CharField(max_length=11, choices=ExtensionStepKind)
    date = models.DateField(null=True)
    text = SealedTextField(blank=True)
    side = models.CharField(max_length=9, choices=Side)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta(AccessControlled.Meta):
        abstract = False
