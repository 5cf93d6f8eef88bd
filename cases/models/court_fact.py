from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cases.models.case import Case
from cases.models.charge import LaidCharge
from cases.models.decision import Decision
from cases.models.offence import Offence
from cases.models.sealed_text import SealedTextField
from cases.models.suspect import Suspect
from people.models import AccessControlled, User
from timeliness.calendar import london_day


class CourtFactKind(models.TextChoices):
    FIRST_HEARING = "FIRST_HEARING", _("First hearing")
    HEARING = "HEARING", _("Another hearing")
    PLEA = "PLEA", _("Plea")
    TRIAL = "TRIAL", _("Trial")
    NO_VERDICT = "NO_VERDICT", _("Jury could not agree")
    OUTCOME = "OUTCOME", _("Outcome")
    SENTENCE = "SENTENCE", _("Sentence")
    LEAVE = "LEAVE", _("Leave to proceed with charges on the file")
    CUSTODY_LIMIT = "CUSTODY_LIMIT", _("Custody time limit ends")


class Plea(models.TextChoices):
    GUILTY = "GUILTY", _("Guilty")
    NOT_GUILTY = "NOT_GUILTY", _("Not guilty")


class Verdict(models.TextChoices):
    """
    Result of a trial. Source: the public case model of the CPS's design notes (domain note 2.8).
    """

    CONVICTED = "CONVICTED", _("Convicted")
    ACQUITTED = "ACQUITTED", _("Acquitted")
    STOPPED = "STOPPED", _("Stopped")


class LeaveCourt(models.TextChoices):
    """
    Which court gave leave to proceed with charges that lie on the file: one of the two that the
    order names, as R v H [2006] NICC 5 has it (Northern Ireland: persuasive, not binding) and, read
    second-hand, CPS legal guidance on terminating proceedings.
    """

    CROWN = "CROWN", _("Crown Court")
    APPEAL = "APPEAL", _("Court of Appeal")


class LimitEnd(models.TextChoices):
    """What became of a custody time limit, other than that it is to be kept."""

    ENDED = "ENDED", _("No longer applies")


# Kinds that somebody attends, and may lie ahead.
HEARING_KINDS = (CourtFactKind.FIRST_HEARING, CourtFactKind.HEARING, CourtFactKind.TRIAL)
# Kinds that may lie ahead: those, and the day on which the limit of a charge ends, which no figure
# counts as something in court.
KINDS_AHEAD = (*HEARING_KINDS, CourtFactKind.CUSTODY_LIMIT)
# Kinds that say more in words: what the hearing is for, or the sentence.
DETAILED_KINDS = (CourtFactKind.HEARING, CourtFactKind.SENTENCE)
# Kinds besides those ahead that have no result of a list.
KINDS_WITHOUT_RESULT = (CourtFactKind.SENTENCE, CourtFactKind.NO_VERDICT)
RESULTS: dict[str, type[models.TextChoices]] = {
    CourtFactKind.PLEA: Plea,
    CourtFactKind.OUTCOME: Verdict,
    CourtFactKind.LEAVE: LeaveCourt,
}


RESULT_CHOICES = [
    *Plea.choices, *Verdict.choices, *LimitEnd.choices, *LeaveCourt.choices,
]  # fmt: skip


class CourtFact(AccessControlled):
    """
    A dated fact about a charged suspect in court. Never edited.

    A correction is a further fact that replaces it, with a reason; only the last of such a chain
    is_current. is_void: the event did not take place, or the limit or leave was recorded in error.
    result: of a plea, an outcome, or a limit that no longer applies; of leave, which court gave it.
    detail: what a hearing is for, or the sentence; of the other kinds empty. court: where, of a
    hearing or trial; may be empty. convicted_of: the offence of a conviction that is of another
    than the one charged. Which charges it is about: CourtFactCharge; of leave always named.
    decision: to charge, whose prosecution it belongs to; the one in force when it was recorded, and
    of a correction that of what it replaces. Once that decision is set aside, nothing of it is of
    the prosecution that may follow.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="court_facts")
    suspect = models.ForeignKey(Suspect, models.PROTECT, related_name="court_facts")
    decision = models.ForeignKey(Decision, models.PROTECT, related_name="court_facts")
    kind = models.CharField(max_length=13, choices=CourtFactKind)
    on = models.DateField()
    result = models.CharField(max_length=10, choices=RESULT_CHOICES, blank=True)
    convicted_of = models.ForeignKey(Offence, models.PROTECT, null=True, related_name="+")
    detail = SealedTextField(max_length=500, blank=True, default="", db_default="")
    court = SealedTextField(max_length=120, blank=True, default="", db_default="")
    is_void = models.BooleanField(default=False)
    replaces = models.OneToOneField("self", models.PROTECT, null=True, related_name="replaced_by")
    reason = SealedTextField(blank=True)
    is_current = models.BooleanField(default=True, editable=False)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta(AccessControlled.Meta):
        abstract = False
        constraints = [
            models.CheckConstraint(
                name="court_fact_has_the_result_of_its_kind",
                condition=Q(kind=CourtFactKind.PLEA, result__in=Plea.values)
                | Q(kind=CourtFactKind.OUTCOME, result__in=Verdict.values)
                | Q(kind=CourtFactKind.LEAVE, result__in=LeaveCourt.values)
                | Q(kind__in=[*KINDS_AHEAD, *KINDS_WITHOUT_RESULT], result="")
                | Q(kind=CourtFactKind.CUSTODY_LIMIT, result=LimitEnd.ENDED),
            ),
            models.CheckConstraint(
                name="court_fact_of_another_offence_is_a_conviction",
                condition=Q(convicted_of=None)
                | Q(kind=CourtFactKind.OUTCOME, result=Verdict.CONVICTED),
            ),
            models.CheckConstraint(
                name="court_fact_says_more_where_its_kind_does",
                condition=Q(kind__in=DETAILED_KINDS) & ~Q(detail="")
                | ~Q(kind__in=DETAILED_KINDS) & Q(detail=""),
            ),
            models.CheckConstraint(
                name="court_fact_has_a_court_where_somebody_attends",
                condition=Q(court="") | Q(kind__in=HEARING_KINDS),
            ),
            models.CheckConstraint(
                name="court_fact_replaced_for_a_reason",
                condition=Q(replaces=None, reason="", is_void=False)
                | Q(replaces__isnull=False) & ~Q(reason=""),
            ),
            models.UniqueConstraint(
                name="one_first_hearing",
                fields=["decision"],
                condition=Q(kind=CourtFactKind.FIRST_HEARING, is_current=True, is_void=False),
            ),
        ]

    @property
    def is_limit(self) -> bool:
        """Whether it is the end of a custody time limit, at which nobody is in court."""
        return self.kind == CourtFactKind.CUSTODY_LIMIT

    @property
    def is_leave(self) -> bool:
        """Whether it is leave of a court to proceed with charges that lie on the file."""
        return self.kind == CourtFactKind.LEAVE

    @property
    def took_place(self) -> bool:
        """
        Whether it was recorded on its day or later. That the day of what was listed has come does
        not say that it took place.
        """
        return self.on <= london_day(self.at)

    @property
    def void_text(self) -> str:
        """What is said of it once it is void."""
        is_error = self.is_limit or self.is_leave
        return str(_("Recorded in error") if is_error else _("Did not take place"))

    @property
    def result_text(self) -> str:
        """Its content except the date and the court."""
        result = self.detail or court_result_text(self, self.convicted_of)
        return f"{self.get_kind_display()}: {result}" if result else self.get_kind_display()


def court_result_text(fact: CourtFact, offence: Offence | str | None) -> str:
    """
    The result of a court fact as its list has it; "" if it has none. offence: of a conviction of
    another than the one charged.
    """
    if not offence:
        return str(fact.get_result_display())
    return gettext("Convicted of another offence: %(offence)s") % {"offence": offence}


class CourtFactCharge(models.Model):
    """
    A charge, as the police laid it, that a court fact is about.

    A fact without any is about every charge that was laid on its decision.
    """

    fact = models.ForeignKey(CourtFact, models.PROTECT, related_name="about")
    charge = models.ForeignKey(LaidCharge, models.PROTECT, related_name="+")

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(name="court_fact_about_once", fields=["fact", "charge"])
        ]
