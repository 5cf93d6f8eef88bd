from datetime import datetime

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cases.models.case import Case
from cases.models.decision import Decision, SecondReaderAnswer
from cases.models.sealed_text import SealedTextField
from cases.statuses import ReversalStatus
from people.models import AccessControlled, Side, User


class ReversalGround(models.TextChoices):
    """Why a decision in force is set aside."""

    NEW_EVIDENCE = "NEW_EVIDENCE", _("New evidence, or a new line of inquiry")
    VICTIM = "VICTIM", _("The victim supports the case again")
    REVIEW = "REVIEW", _("A review that the victim asked for overturned the decision")
    PANEL = "PANEL", _("A scrutiny panel referred the decision back")
    MISTAKE = "MISTAKE", _("Something in the decision is wrong")
    OTHER = "OTHER", _("Another reason")


# Grounds of a review that somebody independent made: no second reader, and its reasons stay there.
REVIEWED_GROUNDS = (ReversalGround.REVIEW, ReversalGround.PANEL)
NFA_GROUNDS = (ReversalGround.NEW_EVIDENCE, ReversalGround.VICTIM, ReversalGround.OTHER)
CHARGE_GROUNDS = (ReversalGround.NEW_EVIDENCE, ReversalGround.MISTAKE, ReversalGround.OTHER)
DISPOSAL_GROUNDS = CHARGE_GROUNDS


class Reversal(AccessControlled):
    """
    A decision in force is set aside: on which ground, why, by whom and when.

    Proposed until a second reader, who neither proposed it nor wrote the decision, has
    countersigned it, where the decision itself had one. Where a review of the victim or a panel
    overturned the decision, it is in force at once: somebody independent has read the case, and
    their reasons are with that review. Private to the CPS (only_side) until it is in force.

    The database allows one per decision that is proposed or in force, none in force that lacks the
    countersignature which the decision had, and no reader who proposed it or wrote the decision,
    under any of their accounts. number: per decision.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="reversals")
    decision = models.ForeignKey(Decision, models.PROTECT, related_name="reversals")
    number = models.PositiveSmallIntegerField()
    ground = models.CharField(max_length=12, choices=ReversalGround)
    reasons = SealedTextField(blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    authors = ArrayField(models.BigIntegerField(), default=list)
    at = models.DateTimeField()
    status = models.CharField(
        max_length=9, choices=ReversalStatus, default=ReversalStatus.PROPOSED, editable=False
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
                name="one_reversal_proposed_or_in_force",
                fields=["decision"],
                condition=Q(status__in=[ReversalStatus.PROPOSED, ReversalStatus.IN_FORCE]),
            ),
            models.UniqueConstraint(name="reversal_number_once", fields=["decision", "number"]),
            models.CheckConstraint(
                name="reversal_says_why",
                condition=~Q(reasons="") | Q(ground__in=REVIEWED_GROUNDS),
            ),
            models.CheckConstraint(
                name="reversal_is_read_whole",
                condition=Q(reading="", read_by=None, read_at=None)
                | ~Q(reading="") & Q(read_by__isnull=False, read_at__isnull=False),
            ),
            models.CheckConstraint(
                name="nobody_reads_their_own_reversal",
                condition=Q(read_by=None) | ~Q(read_by=F("by")),
            ),
            models.CheckConstraint(
                name="reversal_not_in_force_is_the_cps_s_alone",
                condition=Q(status=ReversalStatus.IN_FORCE, only_side="")
                | ~Q(status=ReversalStatus.IN_FORCE) & Q(only_side=Side.CPS),
            ),
        ]

    @property
    def in_force_at(self) -> datetime:
        """When one that is in force took effect: once it was read, if it had a second reader."""
        return self.read_at or self.at
