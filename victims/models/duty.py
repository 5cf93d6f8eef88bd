from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cases.models import Case, Decision, Suspect
from cases.models.sealed_text import SealedTextField
from people.identity.capacities import READING_OF_VICTIMS
from people.models import AccessControlled, Side, UnitAccessRoot, User
from timeliness.models import Clock
from victims.duty_rules import EVENT_KINDS, NewsOwed
from victims.models.contact import Told
from victims.models.record import VictimRecord


class DutyEndReason(models.TextChoices):
    """Why a duty ended without the victim being told."""

    CORRECTED = "CORRECTED", _("The record it depends on was corrected, replaced or withdrawn")
    OVER_BEFORE = "OVER_BEFORE", _("Its time had run out before the case was opened here")
    OPTED_OUT = "OPTED_OUT", _("The victim does not want to be told")


class VictimEvent(AccessControlled):
    """
    An event about a suspect that no fact of the case records.

    An interview, a decision not to investigate, or that witness care has the outcome from the
    court. It is about every victim with an allegation against the suspect. Never edited; a wrong
    one is withdrawn with a reason. record: of the page it was recorded on. decision: to charge, of
    the prosecution whose outcome it is; None of other events.
    """

    read_in = VictimRecord.read_in
    private_with = "suspect"

    case = models.ForeignKey(Case, models.PROTECT, related_name="victim_events")
    record = models.ForeignKey(VictimRecord, models.PROTECT, related_name="events")
    suspect = models.ForeignKey(Suspect, models.PROTECT, related_name="victim_events")
    decision = models.ForeignKey(Decision, models.PROTECT, null=True, related_name="+")
    what = models.CharField(max_length=17, choices=NewsOwed)
    on = models.DateField()
    side = models.CharField(max_length=9, choices=Side)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    withdrawn_because = SealedTextField(max_length=300, blank=True)
    withdrawn_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)

    class Meta(AccessControlled.Meta):
        abstract = False
        constraints = [
            models.CheckConstraint(
                name="victim_event_is_recorded_by_hand",
                condition=Q(what__in=[what.value for what in EVENT_KINDS]),
            ),
            models.UniqueConstraint(
                name="victim_event_once",
                fields=["suspect", "what", "on"],
                condition=Q(withdrawn_at=None),
            ),
            models.CheckConstraint(
                name="victim_event_withdrawn_whole",
                condition=Q(withdrawn_because="", withdrawn_by=None, withdrawn_at=None)
                | ~Q(withdrawn_because="")
                & Q(withdrawn_by__isnull=False, withdrawn_at__isnull=False),
            ),
        ]


class Duty(UnitAccessRoot):
    """
    A duty to tell one victim news about one suspect: by when, by which agency, and its state.

    victims.actions.duties creates it from a fact of the case, whose key is `source`, and ends it
    when the fact no longer holds. It is met by a row of Told, never ticked off. Triggers copy the
    case's units and restriction, only_side, and the clock's due_at to listed_at. happened_at: when
    its period began. sent_at: when news of it was first sent that is not known to have come back;
    kept_at: when the victim is known to have been told (ADR 42).
    """

    access_path = "case"
    read_in = READING_OF_VICTIMS

    case = models.ForeignKey(Case, models.PROTECT, related_name="duties")
    record = models.ForeignKey(VictimRecord, models.PROTECT, related_name="duties")
    suspect = models.ForeignKey(Suspect, models.PROTECT, related_name="duties")
    what = models.CharField(max_length=17, choices=NewsOwed)
    source = models.CharField(max_length=60)
    happened_at = models.DateTimeField()
    owed_by = models.CharField(max_length=9, choices=Side)
    clock = models.OneToOneField(Clock, models.PROTECT, related_name="duty")
    arose_at = models.DateTimeField()
    told = models.ForeignKey(Told, models.PROTECT, null=True, related_name="kept")
    kept_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    ended_because = models.CharField(max_length=11, choices=DutyEndReason, blank=True)
    ended_text = SealedTextField(max_length=500, blank=True)
    ended_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)
    only_side = models.CharField(
        max_length=9, choices=Side, blank=True, db_default="", editable=False
    )
    is_open = models.BooleanField(default=True, editable=False)
    listed_at = models.DateTimeField(editable=False)

    class Meta(UnitAccessRoot.Meta):
        abstract = False
        constraints = [
            models.UniqueConstraint(
                name="duty_once", fields=["record", "suspect", "what", "source"]
            ),
            models.CheckConstraint(
                name="duty_is_open_or_kept_or_ended",
                condition=Q(is_open=True, told=None, kept_at=None, ended_because="", ended_at=None)
                | Q(is_open=False, told__isnull=False, kept_at__isnull=False, ended_because="")
                & Q(ended_at=None)
                | Q(is_open=False, told=None, kept_at=None, ended_at__isnull=False)
                & ~Q(ended_because=""),
            ),
        ]
        indexes = [
            models.Index(
                name=f"duty_of_{unit}",
                fields=[unit, "listed_at", "id"],
                condition=Q(is_open=True, is_restricted=False),
            )
            for unit in ("police_unit", "cps_unit")
        ]


class CodeBreach(AccessControlled):
    """
    Why a duty of the Victims' Code was not met in time, as those who owed it say. Never edited.

    A provider of services acts in accordance with the Code unless there is good reason not to
    (Victims and Prisoners Act 2024 s.5). Another word is another row.
    """

    read_in = VictimRecord.read_in
    private_with = "duty"

    case = models.ForeignKey(Case, models.PROTECT, related_name="code_breaches")
    duty = models.ForeignKey(Duty, models.PROTECT, related_name="breaches")
    reason = SealedTextField()
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta(AccessControlled.Meta):
        abstract = False
        constraints = [models.CheckConstraint(name="code_breach_says_why", condition=~Q(reason=""))]
