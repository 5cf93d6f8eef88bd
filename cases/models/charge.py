from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cases.charge_diff import Charge
from cases.models.case import Case, Victim
from cases.models.decision import Decision
from cases.models.offence import Offence
from people.models import AccessControlled, User


class ChargeMethod(models.TextChoices):
    IN_CUSTODY = "IN_CUSTODY", _("Charged in custody")
    WRITTEN_CHARGE = "WRITTEN_CHARGE", _("Written charge and requisition")


class ReportedCharge(AccessControlled):
    """
    The police's report that they charged the suspect: how, when, and with what.

    Never edited: a correction is the next report on the same decision, and the last one counts.
    explanation: why the counts laid differ from those authorised. Whether they differ is not stored
    but compared (cases.charge_diff).
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="reported_charges")
    decision = models.ForeignKey(Decision, models.PROTECT, related_name="reports")
    number = models.PositiveSmallIntegerField(default=1)
    method = models.CharField(max_length=14, choices=ChargeMethod)
    charged_on = models.DateField()
    explanation = models.TextField(blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta(AccessControlled.Meta):
        abstract = False
        constraints = [
            models.UniqueConstraint(name="charge_report_once", fields=["decision", "number"])
        ]


class LaidCharge(models.Model):
    """One count of a report; it need not have been authorised, or even alleged."""

    report = models.ForeignKey(ReportedCharge, models.PROTECT, related_name="charges")
    victim = models.ForeignKey(Victim, models.PROTECT, related_name="+")
    offence = models.ForeignKey(Offence, models.PROTECT, related_name="+")

    class Meta:
        default_permissions = ()

    @property
    def as_charge(self) -> Charge:
        """The count in the form that is compared."""
        return Charge(self.victim.number, str(self.offence))


class ChargeAnswerKind(models.TextChoices):
    """A prosecutor's answer to a report that differs from what was authorised."""

    ACCEPTED = "ACCEPTED", _("Accepted as reported")
    QUERIED = "QUERIED", _("Correction asked for")


class ChargeAnswer(AccessControlled):
    """The prosecutor's one answer, with a reason, to one report that differs. Never edited."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="charge_answers")
    report = models.OneToOneField(ReportedCharge, models.PROTECT, related_name="answer")
    kind = models.CharField(max_length=8, choices=ChargeAnswerKind)
    text = models.TextField()
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta(AccessControlled.Meta):
        abstract = False
        constraints = [models.CheckConstraint(name="charge_answer_says_why", condition=~Q(text=""))]
