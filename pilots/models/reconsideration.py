from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cases.models import Case, ClosingReport, Decision, Suspect
from cases.models.sealed_text import SealedTextField
from people.models import AccessControlled, Side, User
from pilots.models.panel import PanelCase
from victims.models import VictimEvent


class SecondLookOutcome(models.TextChoices):
    """The outcome of a reconsideration."""

    STANDS = "STANDS", _("The decision is upheld")
    CHANGED = "CHANGED", _("The decision is overturned")


class SecondLook(AccessControlled):
    """
    The reconsideration of a decision that a panel refers back, by an independent person.

    It belongs to the case, so that every access block of the case applies, and panel members never
    read it. why: the panel's finding. deciders: accounts that decided, countersigned or signed the
    case off; judges: accounts that had a part in the panel. None of these people reconsiders it,
    under any account. reasons: of the person who reconsidered.
    """

    private_with = "suspect"
    notices_lead_to = "see-second-look"

    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    suspect = models.ForeignKey(Suspect, models.PROTECT, related_name="+")
    panel_case = models.OneToOneField(PanelCase, models.PROTECT, related_name="second_look")
    decision = models.ForeignKey(Decision, models.PROTECT, null=True, related_name="+")
    event = models.ForeignKey(VictimEvent, models.PROTECT, null=True, related_name="+")
    closing = models.ForeignKey(ClosingReport, models.PROTECT, null=True, related_name="+")
    side = models.CharField(max_length=9, choices=Side)
    why = SealedTextField()
    deciders = ArrayField(models.BigIntegerField())
    judges = ArrayField(models.BigIntegerField())
    at = models.DateTimeField()
    reviewer = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    named_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    named_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=7, choices=SecondLookOutcome, blank=True)
    reasons = SealedTextField(blank=True)
    looked_at = models.DateTimeField(null=True)

    class Meta(AccessControlled.Meta):
        abstract = False
        constraints = [
            models.CheckConstraint(
                name="second_look_is_at_one_decision",
                condition=Q(decision=None, event__isnull=False, closing=None, side=Side.POLICE)
                | Q(decision=None, event=None, closing__isnull=False, side=Side.POLICE)
                | Q(decision__isnull=False, event=None, closing=None, side=Side.CPS),
            ),
            models.CheckConstraint(
                name="second_look_named_whole",
                condition=Q(reviewer=None, named_by=None, named_at=None)
                | Q(reviewer__isnull=False, named_by__isnull=False, named_at__isnull=False),
            ),
            models.CheckConstraint(
                name="second_look_taken_whole",
                condition=Q(outcome="", reasons="", looked_at=None)
                | ~Q(outcome="")
                & ~Q(reasons="")
                & Q(looked_at__isnull=False, reviewer__isnull=False),
            ),
        ]
