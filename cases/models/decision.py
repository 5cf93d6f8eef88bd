from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cases.models.case import Case
from cases.models.offence import Allegation
from cases.models.suspect import Suspect
from people.models import User, Walled


class DecisionKind(models.TextChoices):
    CHARGE = "CHARGE", _("Charge authorised")
    NFA_EVIDENTIAL = "NFA_EVIDENTIAL", _("No further action: evidential")
    NFA_PUBLIC_INTEREST = "NFA_PUBLIC_INTEREST", _("No further action: public interest")


class NfaReason(models.TextChoices):
    """
    Why no further action is taken. A product setting: the CPS's own reason letters are not
    public, so these words are ours to change, and the page says so.
    """

    IDENTIFICATION = "IDENTIFICATION", _("Identity of the suspect cannot be proved")
    ACT = "ACT", _("The sexual act cannot be proved")
    CONSENT = "CONSENT", _("Absence of consent cannot be proved")
    BELIEF = "BELIEF", _("Absence of a reasonable belief in consent cannot be proved")
    RELIABILITY = "RELIABILITY", _("Key evidence is not reliable enough")
    ADMISSIBILITY = "ADMISSIBILITY", _("Key evidence is not admissible")
    WITHDRAWAL = "WITHDRAWAL", _("The victim does not support, and other evidence is not enough")
    OTHER_EVIDENTIAL = "OTHER_EVIDENTIAL", _("Another evidential reason")
    SUSPECT_HEALTH = "SUSPECT_HEALTH", _("The suspect’s health")
    SUSPECT_AGE = "SUSPECT_AGE", _("The suspect’s age or maturity")
    VICTIM_INTEREST = "VICTIM_INTEREST", _("The effect of a prosecution on the victim")
    OTHER_OUTCOME = "OTHER_OUTCOME", _("Already dealt with in another way")
    OTHER_PUBLIC_INTEREST = "OTHER_PUBLIC_INTEREST", _("Another public-interest reason")


PUBLIC_INTEREST = frozenset(
    {
        NfaReason.SUSPECT_HEALTH,
        NfaReason.SUSPECT_AGE,
        NfaReason.VICTIM_INTEREST,
        NfaReason.OTHER_OUTCOME,
        NfaReason.OTHER_PUBLIC_INTEREST,
    }
)


class Decision(Walled):
    """A prosecutor's decision about one suspect. The database allows one live one each."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="decisions")
    suspect = models.ForeignKey(Suspect, models.PROTECT, related_name="decisions")
    kind = models.CharField(max_length=19, choices=DecisionKind)
    reason = models.CharField(max_length=21, choices=NfaReason, blank=True)
    rationale = models.TextField()
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    is_live = models.BooleanField(default=True)

    class Meta(Walled.Meta):
        abstract = False
        constraints = [
            models.UniqueConstraint(
                name="one_live_decision", fields=["suspect"], condition=Q(is_live=True)
            ),
            models.CheckConstraint(
                name="nfa_has_a_reason_and_a_charge_none",
                condition=Q(kind=DecisionKind.CHARGE, reason="")
                | ~Q(kind=DecisionKind.CHARGE) & ~Q(reason=""),
            ),
        ]


class AuthorisedCharge(models.Model):
    """One charge of a decision: the allegation it comes from carries the offence."""

    decision = models.ForeignKey(Decision, models.PROTECT, related_name="charges")
    allegation = models.ForeignKey(Allegation, models.PROTECT, related_name="+")

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(name="charge_once", fields=["decision", "allegation"])
        ]


class ChargeMethod(models.TextChoices):
    IN_CUSTODY = "IN_CUSTODY", _("Charged in custody")
    WRITTEN_CHARGE = "WRITTEN_CHARGE", _("Written charge and requisition")


class ReportedCharge(Walled):
    """The police report that they charged the suspect, how and when."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="reported_charges")
    decision = models.OneToOneField(Decision, models.PROTECT, related_name="reported")
    method = models.CharField(max_length=14, choices=ChargeMethod)
    charged_on = models.DateField()
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta(Walled.Meta):
        abstract = False
