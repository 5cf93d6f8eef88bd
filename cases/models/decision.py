from datetime import datetime
from typing import TYPE_CHECKING

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cases.models.action_plan import Review
from cases.models.case import Case, Victim
from cases.models.consultation import Consultation
from cases.models.offence import Allegation, Offence
from cases.models.sealed_text import SealedTextField
from cases.models.suspect import Suspect
from cases.statuses import VISIBLE_TO_BOTH, DecisionStatus
from people.models import AccessControlled, Side, User

if TYPE_CHECKING:
    from cases.models.suspect_focus import SuspectFocus


class DecisionKind(models.TextChoices):
    CHARGE = "CHARGE", _("Charge authorised")
    NFA_EVIDENTIAL = "NFA_EVIDENTIAL", _("No further action: evidential")
    NFA_PUBLIC_INTEREST = "NFA_PUBLIC_INTEREST", _("No further action: public interest")
    ADULT_CONDITIONAL = "ADULT_CONDITIONAL", _("Conditional caution")
    ADULT_CAUTION = "ADULT_CAUTION", _("Simple caution")
    YOUTH_CONDITIONAL = "YOUTH_CONDITIONAL", _("Youth conditional caution")
    YOUTH_CAUTION = "YOUTH_CAUTION", _("Youth caution")


NFA_KINDS = frozenset({DecisionKind.NFA_EVIDENTIAL, DecisionKind.NFA_PUBLIC_INTEREST})
# Out-of-court disposals (ADR 72).
CONDITIONAL_KINDS = frozenset({DecisionKind.ADULT_CONDITIONAL, DecisionKind.YOUTH_CONDITIONAL})
DISPOSAL_KINDS = CONDITIONAL_KINDS | {DecisionKind.ADULT_CAUTION, DecisionKind.YOUTH_CAUTION}
_NOT_NFA = sorted({DecisionKind.CHARGE, *DISPOSAL_KINDS})


class NfaReason(models.TextChoices):
    """
    Reason for no further action. A local setting, as the page says: the CPS's own reason letters
    are not public.
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


class SecondReaderAnswer(models.TextChoices):
    """What the second reader did with a decision."""

    COUNTERSIGNED = "COUNTERSIGNED", _("Countersigned")
    DECLINED = "DECLINED", _("Not countersigned")


class ProsecutionConsent(models.TextChoices):
    """Where the consent stands without which some offences are not prosecuted."""

    GIVEN = "GIVEN", _("It has been given")
    ASKED = "ASKED", _("It has been asked for and not given yet")
    NOT_NEEDED = "NOT_NEEDED", _("It is not needed in this case")


class Decision(AccessControlled):
    """
    One wording of a prosecutor's decision about one suspect. Another wording is another row.

    No further action and an out-of-court disposal are proposed until a second reader, who wrote
    none of their wordings, has countersigned them; a new wording needs a new countersignature. So
    is a charge where the CPS unit has a second reader of charges. Until then it is private to the
    CPS (only_side), and stays so if it never comes into force.

    The database allows one decision per suspect that is proposed or in force, none in force that
    lacks a required countersignature, and no reader who is an author under any of their accounts. A
    decision set aside by a review stays readable to both sides and has no effect.

    authors: accounts that wrote this wording and earlier ones. number: of the wording, per suspect.
    consent: of whoever must consent to the prosecution; empty where no one must.
    review: on which it is based, of the submission that it is about; a trigger refuses a decision
    without one (cases/sql/reviewed_decisions.sql). Empty in decisions made before reviews were
    linked. rationale, public_interest_rationale: the reasons on the evidential and on the public
    interest stage. The second is empty where the first stage fails, and in older decisions, whose
    rationale is about both.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="decisions")
    suspect = models.ForeignKey(Suspect, models.PROTECT, related_name="decisions")
    number = models.PositiveSmallIntegerField(default=1)
    kind = models.CharField(max_length=19, choices=DecisionKind)
    reason = models.CharField(max_length=21, choices=NfaReason, blank=True)
    review = models.ForeignKey(Review, models.PROTECT, null=True, related_name="decisions")
    rationale = SealedTextField()
    public_interest_rationale = SealedTextField(blank=True, default="", db_default="")
    consultation = models.ForeignKey(
        Consultation, models.PROTECT, null=True, related_name="decisions"
    )
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    authors = ArrayField(models.BigIntegerField(), default=list)
    at = models.DateTimeField()
    status = models.CharField(
        max_length=9, choices=DecisionStatus, default=DecisionStatus.LIVE, editable=False
    )
    only_side = models.CharField(max_length=9, choices=Side, blank=True, editable=False)
    reading = models.CharField(max_length=13, choices=SecondReaderAnswer, blank=True)
    reading_text = SealedTextField(blank=True)
    read_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    read_at = models.DateTimeField(null=True)
    consent = models.CharField(
        max_length=10, choices=ProsecutionConsent, blank=True, default="", db_default=""
    )

    class Meta(AccessControlled.Meta):
        abstract = False
        constraints = [
            models.UniqueConstraint(
                name="one_decision_proposed_or_live",
                fields=["suspect"],
                condition=Q(status__in=[DecisionStatus.PROPOSED, DecisionStatus.LIVE]),
            ),
            models.UniqueConstraint(name="decision_number_once", fields=["suspect", "number"]),
            models.CheckConstraint(
                name="nfa_has_a_reason_and_a_charge_none",
                condition=Q(kind__in=_NOT_NFA, reason="") | ~Q(kind__in=_NOT_NFA) & ~Q(reason=""),
            ),
            models.CheckConstraint(
                name="nfa_rests_on_a_consultation",
                condition=Q(kind__in=_NOT_NFA) | Q(consultation__isnull=False),
            ),
            models.CheckConstraint(
                name="nfa_in_force_is_countersigned",
                condition=Q(kind=DecisionKind.CHARGE)
                | ~Q(status=DecisionStatus.LIVE)
                | Q(reading=SecondReaderAnswer.COUNTERSIGNED),
            ),
            models.CheckConstraint(
                name="decision_read_whole",
                condition=Q(reading="", read_by=None, read_at=None)
                | ~Q(reading="") & Q(read_by__isnull=False, read_at__isnull=False),
            ),
            models.CheckConstraint(
                name="nobody_reads_their_own_decision",
                condition=Q(read_by=None) | ~Q(read_by=F("by")),
            ),
            models.CheckConstraint(
                name="decision_not_in_force_is_the_cps_s_alone",
                condition=Q(status__in=VISIBLE_TO_BOTH, only_side="")
                | ~Q(status__in=VISIBLE_TO_BOTH) & Q(only_side=Side.CPS),
            ),
        ]

    @property
    def focus_rows(self) -> list["SuspectFocus"]:
        """What it looked at, in the order of the questions; read with it where it was asked for."""
        model = self.focus.model
        told: list[dict[str, str]] | None = getattr(self, "told_focus", None)
        if told is None:
            return list(self.focus.order_by("pk"))
        return [model(decision=self, **each) for each in told]

    @property
    def focus_facts(self) -> list[tuple[str, str, str]]:
        """(question, answer, text) of what the decision looked at about the suspect."""
        return [(row.question_label, row.answer_label, row.text) for row in self.focus_rows]

    @property
    def in_force_at(self) -> datetime:
        """When a decision in force came into force: once it was read, if it had a second reader."""
        return self.read_at or self.at


class AuthorisedCharge(models.Model):
    """
    One count of a decision; its number is its place among them, in the order of their keys.

    allegation: of the police, that it comes from; None of one that the prosecutor added. A count
    stated before counts had facts of their own has no victim, offence or days: they are those of
    its allegation. alternative_to: the count to which it is the alternative. other_act_because: of
    days across 1 May 2004, why no offence of like conduct under the other Act is charged; empty
    where one is. added_by: by which it was charged after the others (ADR 140); None of a count of
    the decision as it was made.
    """

    case_from = "decision"
    row_named_by = ("decision_id", "victim_id", "offence_id", "from_on", "to_on")

    decision = models.ForeignKey(Decision, models.PROTECT, related_name="charges")
    allegation = models.ForeignKey(Allegation, models.PROTECT, null=True, related_name="+")
    victim = models.ForeignKey(Victim, models.PROTECT, null=True, related_name="+")
    offence = models.ForeignKey(Offence, models.PROTECT, null=True, related_name="+")
    from_on = models.DateField(null=True)
    to_on = models.DateField(null=True)
    particulars = SealedTextField(blank=True, default="", db_default="")
    alternative_to = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    other_act_because = SealedTextField(blank=True, default="", db_default="")
    added_by = models.ForeignKey(
        "cases.ChargeStop", models.PROTECT, null=True, related_name="counts_added"
    )

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                name="charge_once", fields=["decision", "allegation"], condition=Q(added_by=None)
            ),
            models.UniqueConstraint(name="count_added_once", fields=["added_by", "offence"]),
            models.CheckConstraint(
                name="count_is_whole",
                condition=Q(victim__isnull=False, offence__isnull=False, from_on__isnull=False)
                & ~Q(particulars="")
                | Q(
                    victim=None,
                    offence=None,
                    from_on=None,
                    to_on=None,
                    particulars="",
                    alternative_to=None,
                    allegation__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="count_ends_after_it_began",
                condition=Q(to_on=None) | Q(to_on__gte=F("from_on")),
            ),
            models.CheckConstraint(
                name="count_is_no_alternative_to_itself",
                condition=Q(alternative_to=None) | ~Q(alternative_to=F("pk")),
            ),
        ]
