from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from people.models import AccessControlled, User
from victims.models.contact import SpokeTo
from victims.models.record import VictimRecord


class WithdrawalReason(models.TextChoices):
    """Why a victim withdraws support. Source: research; there is no national list."""

    WELLBEING = "WELLBEING", _("Stress, or the victim’s wellbeing")
    MOVE_ON = "MOVE_ON", _("Wants to move on")
    DELAY = "DELAY", _("The time it takes")
    FEAR = "FEAR", _("Fear of the suspect, or of what would follow")
    COURT = "COURT", _("Fear of court")
    PRIVACY = "PRIVACY", _("Requests for a phone or for records held by others")
    POLICE = "POLICE", _("Treatment by the police")
    RECORD_ONLY = "RECORD_ONLY", _("Only wanted it recorded")
    FAMILY = "FAMILY", _("Family or relationship")
    OTHER = "OTHER", _("Another reason")
    NOT_SAID = "NOT_SAID", _("Did not say")


class WithdrawalStage(models.TextChoices):
    """Where the case was at the withdrawal."""

    INVESTIGATION = "INVESTIGATION", _("During the investigation")
    DECISION = "DECISION", _("While the CPS was deciding")
    CHARGED = "CHARGED", _("After charge, before the trial")
    TRIAL = "TRIAL", _("At the trial")


class WithdrawalSource(models.TextChoices):
    """From whom the withdrawal was heard."""

    VICTIM = "VICTIM", _("The victim")
    REPRESENTATIVE = "REPRESENTATIVE", _("Someone who represents the victim")
    ISVA = "ISVA", _("The ISVA")
    OTHER = "OTHER", _("Someone else")


class VictimFacingBody(models.TextChoices):
    """The body that heard of it first."""

    POLICE = "POLICE", _("The police")
    CPS = "CPS", _("The CPS")
    WITNESS_CARE = "WITNESS_CARE", _("Witness care")


class Withdrawal(AccessControlled):
    """
    A victim's withdrawal of support for the prosecution: why, at which stage, and who asked.

    Until the victim or their representative confirms it, it is hearsay and blocks nothing. It can
    be taken back. The facts do not change; confirmed_by and taken_back_* are set once.
    """

    read_in = VictimRecord.read_in
    private_with = "record"

    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="victim_withdrawals")
    record = models.ForeignKey(VictimRecord, models.PROTECT, related_name="withdrawals")
    on = models.DateField()
    reasons = ArrayField(models.CharField(max_length=11))
    stage = models.CharField(max_length=13, choices=WithdrawalStage)
    told_by = models.CharField(max_length=14, choices=WithdrawalSource)
    told_to = models.CharField(max_length=12, choices=VictimFacingBody)
    is_isva_offered = models.BooleanField()
    is_statement_taken = models.BooleanField()
    is_evidence_led_considered = models.BooleanField()
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    confirmed_by = models.CharField(max_length=14, choices=SpokeTo, blank=True)
    confirmed_on = models.DateField(null=True)
    taken_back_on = models.DateField(null=True)
    taken_back_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    taken_back_at = models.DateTimeField(null=True)

    class Meta(AccessControlled.Meta):
        abstract = False
        constraints = [
            models.UniqueConstraint(
                name="one_withdrawal_at_a_time", fields=["record"],
                condition=Q(taken_back_at=None),
            ),
            models.CheckConstraint(
                name="withdrawal_is_confirmed_whole",
                condition=Q(confirmed_by="", confirmed_on=None)
                | ~Q(confirmed_by="") & Q(confirmed_on__isnull=False),
            ),
            models.CheckConstraint(
                name="withdrawal_is_taken_back_whole",
                condition=Q(taken_back_on=None, taken_back_by=None, taken_back_at=None)
                | Q(taken_back_on__isnull=False, taken_back_by__isnull=False,
                    taken_back_at__isnull=False),
            ),
            models.CheckConstraint(name="withdrawal_has_a_reason", condition=~Q(reasons=[])),
        ]  # fmt: skip
