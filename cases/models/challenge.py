from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cases.models.action_plan import ActionItem
from cases.models.case import Case
from cases.models.sealed_text import SealedTextField
from cases.statuses import ChallengeStatus
from people.models import AccessControlled, User
from timeliness.models import Clock


class ChallengeKind(models.TextChoices):
    """Whether the police want an item changed (a variation) or dispute that it is asked."""

    VARIATION = "VARIATION", _("Variation proposed")
    CHALLENGE = "CHALLENGE", _("Challenged")


class ChallengeReason(models.TextChoices):
    """
    Why the police challenge an item. A local setting: no national list was found.

    The first two are the two halves of the test that an action has to meet.
    """

    NOT_REASONABLE = "NOT_REASONABLE", _("It is not a reasonable line of inquiry")
    DISPROPORTIONATE = "DISPROPORTIONATE", _("It is not proportionate")
    DONE_ALREADY = "DONE_ALREADY", _("It has been done already")
    NOT_POSSIBLE = "NOT_POSSIBLE", _("It is not possible")
    OTHER = "OTHER", _("Another reason")


class ChallengeAnswer(models.TextChoices):
    """The prosecutor's answer to a challenge."""

    AGREE = "AGREE", _("Agreed")
    CANCEL = "CANCEL", _("Upheld: the action is cancelled")
    AMEND = "AMEND", _("Upheld: the action is amended")
    HOLD = "HOLD", _("The action is unchanged")


class ChallengeOutcome(models.TextChoices):
    """The outcome of a challenge that two named people agree."""

    UPHELD = "UPHELD", _("The police are right")
    PART = "PART", _("The police are right in part")
    NOT_UPHELD = "NOT_UPHELD", _("The action is unchanged")


class Challenge(AccessControlled):
    """
    A challenge or variation of an item by the police, and its result. One is open at a time.

    What the police asked is never edited. The item repeats the status, so that permissions and
    pages need no join. clock: due time of the CPS's answer, against its unit.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="challenges")
    item = models.ForeignKey(ActionItem, models.PROTECT, related_name="challenges")
    kind = models.CharField(max_length=9, choices=ChallengeKind)
    reason = models.CharField(max_length=16, choices=ChallengeReason, blank=True)
    text = SealedTextField()
    proposed_text = SealedTextField(blank=True)
    proposed_on = models.DateField(null=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    clock = models.OneToOneField(Clock, models.PROTECT, related_name="challenge")
    status = models.CharField(max_length=9, choices=ChallengeStatus, default=ChallengeStatus.ASKED)
    answer = models.CharField(max_length=6, choices=ChallengeAnswer, blank=True)
    answered_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    step = models.PositiveSmallIntegerField(default=0)  # number of resolution steps so far
    inspector = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    manager = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    outcome = models.CharField(
        max_length=10, choices=ChallengeOutcome, blank=True
    )  # proposed, then agreed
    outcome_text = SealedTextField(blank=True)
    outcome_asks = SealedTextField(blank=True)  # text of the item afterwards
    outcome_on = models.DateField(null=True)  # its due date afterwards, if that changes
    outcome_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    agreed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)

    class Meta(AccessControlled.Meta):
        abstract = False
        constraints = [
            models.UniqueConstraint(
                name="one_challenge_at_a_time", fields=["item"], condition=Q(ended_at=None)
            ),
            models.CheckConstraint(
                name="only_a_challenge_has_a_coded_reason",
                condition=Q(kind="VARIATION", reason="") | Q(kind="CHALLENGE") & ~Q(reason=""),
            ),
            models.CheckConstraint(
                name="a_variation_proposes_something",
                condition=Q(kind="CHALLENGE", proposed_text="", proposed_on=None)
                | Q(kind="VARIATION") & (~Q(proposed_text="") | Q(proposed_on__isnull=False)),
            ),
            models.CheckConstraint(
                name="an_outcome_is_agreed_by_another",
                condition=Q(agreed_by=None) | ~Q(agreed_by=models.F("outcome_by")),
            ),
            models.CheckConstraint(
                name="sent_up_to_two_people",
                condition=Q(inspector=None, manager=None)
                | Q(inspector__isnull=False, manager__isnull=False)
                & ~Q(inspector=models.F("manager")),
            ),
            models.CheckConstraint(
                name="challenge_answered_whole",
                condition=Q(answer="", answered_by=None, answered_at=None)
                | ~Q(answer="") & Q(answered_by__isnull=False, answered_at__isnull=False),
            ),
        ]
