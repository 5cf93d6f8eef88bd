from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cases.models.case import Case, Victim
from cases.models.offence import Allegation
from cases.models.sealed_text import SealedTextField
from cases.models.suspect import Suspect
from cases.statuses import ClosingStatus
from people.models import AccessControlled, Side, User

SIGNED = (ClosingStatus.CLOSED, ClosingStatus.REOPENED)


class HowAsked(models.TextChoices):
    """How a victim was spoken with before an investigation was closed."""

    IN_PERSON = "IN_PERSON", _("Face to face")
    PHONE = "PHONE", _("By telephone")
    VIDEO = "VIDEO", _("By video call")
    WRITING = "WRITING", _("In writing")


class ToldBefore(models.TextChoices):
    """What a victim was told before they said whether they support the case."""

    SPECIAL_MEASURES = "SPECIAL_MEASURES", _("Special measures at court")
    REVIEW = "REVIEW", _("That they can ask for a review, and how")
    REOPENING = "REOPENING", _("That it can be reopened")
    ISVA = "ISVA", _("That an ISVA can support them")


class ReopeningGround(models.TextChoices):
    """Why a closed investigation is opened again."""

    NEW_EVIDENCE = "NEW_EVIDENCE", _("New evidence, or a new line of inquiry")
    VICTIM = "VICTIM", _("The victim supports the case again")
    REVIEW = "REVIEW", _("A review that the victim asked for overturned the decision")
    PANEL = "PANEL", _("A scrutiny panel referred the decision back")
    OTHER = "OTHER", _("Another reason")


class ClosingReport(AccessControlled):
    """
    The police's decision to close the investigation of one suspect, and why. Never reworded.

    It has no effect until a supervisor, who wrote none of it, has signed it. Another wording is
    another report. Private to the police (only_side) until it is signed, and afterwards for as long
    as the suspect is. The database allows one report per suspect that is proposed or in force, and
    no signature by an author under any of their accounts.

    outcome: a code of cases/data/police_outcomes.csv: of the first allegation that the CPS was
    sent, else of the first. Each has its own in ClosingOutcome, which is what counts; releases
    before ADR 122 read this one. authors: accounts that wrote this report and earlier ones that it
    starts from. interviewed_on: the day of an interview under caution; None if there was none.
    has_open_line: the supervisor says that a line of inquiry about the suspect
    could still be followed. number: per case.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="closing_reports")
    suspect = models.ForeignKey(Suspect, models.PROTECT, related_name="closing_reports")
    number = models.PositiveSmallIntegerField()
    outcome = models.PositiveSmallIntegerField()
    reasons = SealedTextField()
    no_advice_because = SealedTextField(blank=True)
    interviewed_on = models.DateField(null=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    authors = ArrayField(models.BigIntegerField(), default=list)
    at = models.DateTimeField()
    status = models.CharField(
        max_length=9, choices=ClosingStatus, default=ClosingStatus.PROPOSED, editable=False
    )
    only_side = models.CharField(
        max_length=9, choices=Side, blank=True, default=Side.POLICE, editable=False
    )
    answer = SealedTextField(blank=True)
    has_open_line = models.BooleanField(null=True)
    answered_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    reopened_on = models.CharField(max_length=12, choices=ReopeningGround, blank=True)
    reopened_because = SealedTextField(blank=True)
    reopened_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    reopened_at = models.DateTimeField(null=True)

    class Meta(AccessControlled.Meta):
        abstract = False
        constraints = [
            models.UniqueConstraint(
                name="one_closing_proposed_or_in_force",
                fields=["suspect"],
                condition=Q(status__in=[ClosingStatus.PROPOSED, ClosingStatus.CLOSED]),
            ),
            models.UniqueConstraint(name="closing_number_once", fields=["case", "number"]),
            models.CheckConstraint(name="closing_says_why", condition=~Q(reasons="")),
            models.CheckConstraint(
                name="closing_answered_whole",
                condition=Q(answer="", answered_by=None, answered_at=None)
                | ~Q(answer="") & Q(answered_by__isnull=False, answered_at__isnull=False),
            ),
            models.CheckConstraint(
                name="closing_in_force_is_signed",
                condition=~Q(status__in=SIGNED) | ~Q(answer="") & Q(has_open_line__isnull=False),
            ),
            models.CheckConstraint(
                name="nobody_signs_their_own_closing",
                condition=Q(answered_by=None) | ~Q(answered_by=F("by")),
            ),
            models.CheckConstraint(
                name="unsigned_closing_is_the_polices_alone",
                condition=Q(status__in=SIGNED) | Q(only_side=Side.POLICE),
            ),
            models.CheckConstraint(
                name="closing_reopened_whole",
                condition=Q(reopened_on="", reopened_because="", reopened_by=None, reopened_at=None)
                & ~Q(status=ClosingStatus.REOPENED)
                | ~Q(reopened_on="")
                & ~Q(reopened_because="")
                & Q(reopened_by__isnull=False, reopened_at__isnull=False)
                & Q(status=ClosingStatus.REOPENED),
            ),
        ]

    @property
    def outcome_codes(self) -> list[int]:
        """The outcomes of its allegations, each once, by number."""
        return sorted(set(self.outcomes.values_list("outcome", flat=True)))

    @property
    def answer_label(self) -> str:
        """What the supervisor did with it, whatever has happened since."""
        return str(_("Signed") if self.status in SIGNED else _("Sent back"))


class ClosingOutcome(models.Model):
    """
    The outcome of one allegation of a closing report: the only place that says it.

    allegation: as it was when the report was written. sent_as: its newest version that the CPS had
    been sent by then, if it had not been sent this one, and both are about one victim. A reader
    who may not see the allegation reads its outcome there.
    """

    report = models.ForeignKey(ClosingReport, models.PROTECT, related_name="outcomes")
    allegation = models.ForeignKey(Allegation, models.PROTECT, related_name="+")
    sent_as = models.ForeignKey(Allegation, models.PROTECT, null=True, related_name="+")
    outcome = models.PositiveSmallIntegerField()

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(name="closing_outcome_once", fields=["report", "allegation"])
        ]


class ClosingLine(models.Model):
    """One line of inquiry of a closing report: done, or not and why."""

    case_from = "report"
    row_named_by = ("report_id", "number")

    report = models.ForeignKey(ClosingReport, models.PROTECT, related_name="lines")
    number = models.PositiveSmallIntegerField()
    text = SealedTextField()
    is_done = models.BooleanField()
    why_not = SealedTextField(blank=True)

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(name="closing_line_once", fields=["report", "number"]),
            models.CheckConstraint(
                name="line_not_done_says_why", condition=Q(is_done=True) | ~Q(why_not="")
            ),
        ]


class VictimAsked(models.Model):
    """
    What one victim said before a closing report, in their own words; or why they were not asked.

    spoke: who spoke with them; None if it was their ISVA, with their consent. told: codes of
    ToldBefore.
    """

    case_from = "report"
    row_named_by = ("report_id", "victim_id")

    report = models.ForeignKey(ClosingReport, models.PROTECT, related_name="victims_asked")
    victim = models.ForeignKey(Victim, models.PROTECT, related_name="+")
    spoke = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    on = models.DateField(null=True)
    how = models.CharField(max_length=9, choices=HowAsked, blank=True)
    said = SealedTextField(blank=True)
    told = ArrayField(models.CharField(max_length=16, choices=ToldBefore), default=list)
    not_asked_because = SealedTextField(blank=True)

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(name="victim_asked_once", fields=["report", "victim"]),
            models.CheckConstraint(
                name="victim_said_it_or_was_not_asked",
                condition=Q(said="", on=None, how="", spoke=None) & ~Q(not_asked_because="")
                | ~Q(said="") & ~Q(how="") & Q(on__isnull=False, not_asked_because=""),
            ),
        ]
