from collections.abc import Callable

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from cases.deadlines import Urgency
from cases.models.case import Case
from cases.models.sealed_text import SealedJSONField, SealedTextField
from cases.models.suspect import Suspect
from cases.statuses import ReferralStatus
from people.models import AccessControlled, Side, User
from people.models.managers import ScopedHistoryManager


class CodeTest(models.TextChoices):
    """A test of the Code for Crown Prosecutors: asked for by the police, applied in a review."""

    FULL = "FULL", _("Full Code Test")
    THRESHOLD = "THRESHOLD", _("Threshold Test")


class AdviceFollowed(models.TextChoices):
    """Whether the police followed the early advice, as they say when they refer."""

    FOLLOWED = "FOLLOWED", _("Followed")
    PARTLY = "PARTLY", _("Followed in part")
    NOT = "NOT", _("Not followed")


class Referral(AccessControlled):
    """
    The police's request for a charging decision, with the content of an MG3.

    Fields follow the MG3 content of the Director's Guidance (6th edition), Annex 4, as far as
    public material describes it. number counts the case's submissions; it is empty, and the
    referral private to the police (only_side), until a supervisor signs the referral off.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="referrals")
    suspects = models.ManyToManyField(Suspect, related_name="referrals")
    status = models.CharField(
        max_length=20, choices=ReferralStatus, default=ReferralStatus.AWAITING_SIGN_OFF
    )
    number = models.PositiveSmallIntegerField(null=True)
    only_side = models.CharField(
        max_length=9, choices=Side, blank=True, default=Side.POLICE, editable=False
    )
    urgency = models.CharField(max_length=14, choices=Urgency)
    code_test = models.CharField(max_length=10, choices=CodeTest)
    summary = SealedTextField()
    suspect_account = SealedTextField(blank=True)  # of all of them, from before accounts
    accounts = SealedJSONField(default=dict, db_default={})  # {number of a suspect: their account}
    strengths = SealedTextField(blank=True)
    lines_done = SealedTextField()
    lines_open = SealedTextField(blank=True)  # one text, from before open_lines
    # [a cases.open_lines.OpenLine as JSON]; [] where none is open, None where it is not said.
    open_lines = SealedJSONField(are_rows=True, null=True, default=None)
    pleas = SealedJSONField(default=dict, db_default={})  # {number of a suspect: the one expected}
    victim_needs = SealedTextField(blank=True)
    orders_sought = SealedTextField(blank=True, default="", db_default="")
    disclosure = SealedTextField(blank=True)
    delay = SealedTextField(blank=True)
    no_advice_because = SealedTextField(blank=True)
    # Empty where none was given about its suspects, and in referrals from before it was asked.
    advice_followed = models.CharField(
        max_length=8, choices=AdviceFollowed, blank=True, default="", db_default=""
    )
    advice_followed_because = SealedTextField(blank=True, default="", db_default="")

    explained = SealedJSONField(default=dict)  # {code of a rule that warned: why it goes anyway}
    # [a cases.return_answers.ReturnAnswer as JSON] to the returns of its suspects.
    return_answers = SealedJSONField(are_rows=True, default=list, db_default=[])
    written_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    writers = ArrayField(models.BigIntegerField(), default=list)  # everyone who wrote any of it
    signed_off_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    signed_off_at = models.DateTimeField(null=True)
    supervisor_comments = SealedTextField(blank=True)
    triaged_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    triaged_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)
    withdrawal_reason = SealedTextField(blank=True)
    is_assessed = models.BooleanField(default=False, editable=False)  # for its file quality
    version = models.PositiveIntegerField(default=1)
    save_without_historical_record: Callable[..., None]  # of simple_history
    history = HistoricalRecords(
        history_manager=ScopedHistoryManager, excluded_fields=["is_assessed"]
    )

    class Meta(AccessControlled.Meta):
        abstract = False
        constraints = [
            models.UniqueConstraint(name="referral_number_once", fields=["case", "number"]),
            models.CheckConstraint(
                name="sent_only_by_sign_off",
                condition=Q(
                    number=None, signed_off_by=None, signed_off_at=None, only_side=Side.POLICE
                )
                | Q(
                    number__isnull=False,
                    signed_off_by__isnull=False,
                    signed_off_at__isnull=False,
                    only_side="",
                ),
            ),
            models.CheckConstraint(
                name="withdrawn_by_whom_and_why",
                condition=Q(withdrawn_by=None, withdrawn_at=None, withdrawal_reason="")
                | Q(withdrawn_by__isnull=False, withdrawn_at__isnull=False)
                & ~Q(withdrawal_reason=""),
            ),
        ]


class ReferralReturn(AccessControlled):
    """A return at triage: why, and by when the CPS asks for a reply."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="returns")
    referral = models.OneToOneField(Referral, models.PROTECT, related_name="returned")
    reply_by = models.DateField()
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta(AccessControlled.Meta):
        abstract = False


class ReturnReason(models.Model):
    """One coded reason of a return, with details."""

    case_from = "of"
    row_named_by = ("of_id", "code")

    of = models.ForeignKey(ReferralReturn, models.PROTECT, related_name="reasons")
    code = models.CharField(max_length=40)
    detail = SealedTextField(max_length=250, blank=True)

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(name="return_reason_once", fields=["of", "code"])]
