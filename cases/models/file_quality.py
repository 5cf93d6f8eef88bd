from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cases.file_quality import MAX_CODE_CHARS, FailureStatus
from cases.models.case import Case
from cases.models.referral import Referral
from cases.models.sealed_text import SealedTextField
from people.models import AccessControlled, Side, Unit, User


class FileQuality(AccessControlled):
    """
    A prosecutor's assessment of the file of a submission (DG assessment). Never edited.

    Counts for the police unit of the file and the month of the assessment. The police may dispute
    it until closes_at; `rule` is the version of the period that set it.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="file_qualities")
    referral = models.OneToOneField(Referral, models.PROTECT, related_name="file_quality")
    police_unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    is_compliant = models.BooleanField()
    closes_at = models.DateTimeField()
    rule = models.CharField(max_length=80)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta(AccessControlled.Meta):
        abstract = False
        indexes = [models.Index(name="file_quality_by_month", fields=["police_unit", "at"])]


class FileFailure(AccessControlled):
    """One failure of a file, and its status."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="file_failures")
    quality = models.ForeignKey(FileQuality, models.PROTECT, related_name="failures")
    code = models.CharField(max_length=MAX_CODE_CHARS)  # of cases.file_quality.FAILURES
    comment = SealedTextField()
    status = models.CharField(max_length=12, choices=FailureStatus, default=FailureStatus.REPORTED)
    assessed_by = models.ForeignKey(User, models.PROTECT, related_name="+")  # as the assessment's
    closes_at = models.DateTimeField()  # as the assessment's

    class Meta(AccessControlled.Meta):
        abstract = False
        constraints = [
            models.UniqueConstraint(name="failure_once_a_file", fields=["quality", "code"]),
        ]


class Method(models.TextChoices):
    """How a dispute was discussed. Source: the CPS's public DG assessment prototype."""

    EMAIL = "EMAIL", _("By email")
    MEETING = "MEETING", _("In a meeting")
    PHONE = "PHONE", _("By phone")


class FailureEntry(AccessControlled):
    """One answer about a failure, by the police or the manager. Never edited."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="failure_entries")
    failure = models.ForeignKey(FileFailure, models.PROTECT, related_name="entries")
    status = models.CharField(max_length=12, choices=FailureStatus)  # what it led to
    text = SealedTextField(blank=True)
    method = models.CharField(max_length=7, choices=Method, blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta(AccessControlled.Meta):
        abstract = False
        constraints = [
            models.UniqueConstraint(name="failure_answered_once", fields=["failure", "status"]),
            models.CheckConstraint(
                name="dispute_says_why_and_outcome_says_how",
                condition=Q(status=FailureStatus.NOT_DISPUTED, method="")
                | Q(status=FailureStatus.DISPUTED, method="") & ~Q(text="")
                | Q(status__in=["SUCCESSFUL", "UNSUCCESSFUL"]) & ~Q(method=""),
            ),
        ]


class FailureReason(AccessControlled):
    """
    A manager's reason for deciding a dispute. Private to the CPS, never exported, never edited.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="failure_reasons")
    failure = models.OneToOneField(FileFailure, models.PROTECT, related_name="outcome_reason")
    text = SealedTextField(max_length=200)
    only_side = models.CharField(max_length=9, choices=Side, default=Side.CPS, editable=False)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta(AccessControlled.Meta):
        abstract = False
        constraints = [
            models.CheckConstraint(
                name="outcome_reason_is_the_cps_s", condition=Q(only_side=Side.CPS)
            )
        ]
