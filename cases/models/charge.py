from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cases.models.case import Case, Victim
from cases.models.decision import AuthorisedCharge, Decision
from cases.models.offence import Offence
from cases.models.sealed_text import SealedTextField
from people.models import AccessControlled, User


class ChargeMethod(models.TextChoices):
    IN_CUSTODY = "IN_CUSTODY", _("Charged in custody")
    WRITTEN_CHARGE = "WRITTEN_CHARGE", _("Written charge and requisition")


class ReportedCharge(AccessControlled):
    """
    The police's report that they charged the suspect: how, when, and with what.

    Never edited: a correction is the next report on the same decision, and the last one counts.
    explanation: why the counts laid differ from those authorised, where the counts do not say it
    one by one. Whether they differ is not stored but compared (cases.charge_diff).
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="reported_charges")
    decision = models.ForeignKey(Decision, models.PROTECT, related_name="reports")
    number = models.PositiveSmallIntegerField(default=1)
    method = models.CharField(max_length=14, choices=ChargeMethod)
    charged_on = models.DateField()
    explanation = SealedTextField(blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta(AccessControlled.Meta):
        abstract = False
        constraints = [
            models.UniqueConstraint(name="charge_report_once", fields=["decision", "number"])
        ]


class LaidCharge(models.Model):
    """
    One count of a report; it need not have been authorised, or even alleged.

    count: the authorised count that it is the charge of, as stated or differently; None of one that
    was not authorised, and in a report made before they were reconciled count by count. reason: why
    it is not as stated, where the report does not explain all its differences at once. from_on:
    None in a report made before days were asked for. altered_by: by which the CPS put it in the
    place of another of the report, or laid a further one, which has its count; None of what the
    police laid. A second one by the same is in the alternative to the first. What is in the place
    of another is compared with no count.
    """

    case_from = "report"
    row_named_by = ("report_id", "victim_id", "offence_id", "from_on", "to_on", "count_id")

    report = models.ForeignKey(ReportedCharge, models.PROTECT, related_name="charges")
    victim = models.ForeignKey(Victim, models.PROTECT, related_name="+")
    offence = models.ForeignKey(Offence, models.PROTECT, related_name="+")
    from_on = models.DateField(null=True)
    to_on = models.DateField(null=True)
    count = models.ForeignKey(AuthorisedCharge, models.PROTECT, null=True, related_name="laid")
    reason = SealedTextField(blank=True, default="", db_default="")
    altered_by = models.ForeignKey(
        "cases.ChargeStop", models.PROTECT, null=True, related_name="replacements"
    )

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(name="count_laid_once", fields=["report", "count"]),
            models.UniqueConstraint(name="charge_in_place_once", fields=["altered_by", "offence"]),
            models.CheckConstraint(
                name="laid_charge_ends_after_it_began",
                condition=Q(to_on=None) | Q(to_on__gte=F("from_on")),
            ),
        ]


class CountNotCharged(models.Model):
    """
    An authorised count that a report says was not charged, and why.

    reason: empty where the report explains all its differences at once.
    """

    case_from = "report"
    row_named_by = ("report_id", "count_id")

    report = models.ForeignKey(ReportedCharge, models.PROTECT, related_name="not_charged")
    count = models.ForeignKey(AuthorisedCharge, models.PROTECT, related_name="+")
    reason = SealedTextField(blank=True)

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(name="count_not_charged_once", fields=["report", "count"])
        ]


class ChargeAnswerKind(models.TextChoices):
    """A prosecutor's answer to a report that differs from what was authorised."""

    ACCEPTED = "ACCEPTED", _("Accepted as reported")
    QUERIED = "QUERIED", _("Correction asked for")


class ChargeAnswer(AccessControlled):
    """The prosecutor's one answer, with a reason, to one report that differs. Never edited."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="charge_answers")
    report = models.OneToOneField(ReportedCharge, models.PROTECT, related_name="answer")
    kind = models.CharField(max_length=8, choices=ChargeAnswerKind)
    text = SealedTextField()
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta(AccessControlled.Meta):
        abstract = False
        constraints = [models.CheckConstraint(name="charge_answer_says_why", condition=~Q(text=""))]
