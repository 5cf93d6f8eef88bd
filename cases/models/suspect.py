from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from cases.deadlines import Urgency
from cases.models.case import Case
from cases.models.explained_history import ExplainedHistory
from cases.states import LOW_COUNT_STATES, State
from people.models import AccessControlled, Side, Unit, UnitAccessRoot
from people.models.managers import ScopedHistoryManager
from timeliness.models import Clock

# Columns that a worklist filters by and prints, so that a page is an index-only scan.
LISTED = [
    "case", "state", "holder_side", "also_waits_for", "due_at", "turn_began_at", "only_side",
    "number", "surname", "given_names", "urgency",
]  # fmt: skip
UNDATED = datetime(9999, 1, 1, tzinfo=UTC)  # sorts after every date
# Added to the start of a wait, gives a time after every possible due date and before UNDATED: a
# technical offset without other meaning.
PAST_EVERY_DATE = timedelta(days=2_000_000)


def by_age(waits_since: datetime | None) -> datetime:
    """Worklist position of a row without a due date: after all dated rows, the oldest first."""
    return waits_since + PAST_EVERY_DATE if waits_since else UNDATED


NOT_IDENTIFIED = _("Not identified")


def person_name(given_names: str, surname: str) -> str:
    """A suspect's name as it is read, or that nobody has been identified yet."""
    return f"{given_names} {surname}".strip() or str(NOT_IDENTIFIED)


class Custody(models.TextChoices):
    """Custody status. The dates are recorded by the police; none is computed."""

    NOT_ARRESTED = "NOT_ARRESTED", _("Not arrested")
    IN_CUSTODY = "IN_CUSTODY", _("In police custody")
    ON_BAIL = "ON_BAIL", _("On bail")
    UNDER_INVESTIGATION = "UNDER_INVESTIGATION", _("Released under investigation")
    REMANDED = "REMANDED", _("Charged and remanded in custody")


# Field with the end of each kind of custody; a partial index of each finds ends without a clock.
ENDS = {Custody.ON_BAIL: "bail_ends_on", Custody.IN_CUSTODY: "detained_until"}


class Suspect(UnitAccessRoot):
    """
    One person under investigation on one case: one row of a worklist, with one state.

    Without a surname, nobody has been identified yet: what is alleged has a row of its own, which
    is investigated and can be closed, but not referred.

    Private to the police (only_side) until a supervisor signs off a referral of the suspect, even
    on a case that the CPS already has.

    Copied by trigger, so that (unit, listed_at, id) is one index and no worklist joins to sort:
        the case's units and is_restricted.
    Written by cases.actions.turns only:
        holder_side, turn_began_at: of the open turn.
        also_waits_for: sides that owe an answer about an action item, or about an extension of
            the due date, besides the turn.
        is_open: a side owes something.
        due_at: earliest due time of the turn's clock and all open action items.
    urgency: of the current referral, from when it is written.
    is_consulted: police and prosecutor have consulted about the suspect.
    is_reviewed: a prosecutor has reviewed the last submission that triage accepted, since a
        decision about it was last set aside.
    is_to_be_reviewed_again: that review, the newest one, was under the Threshold Test.
    has_stopped_charges: charges of the report in force were stopped, replaced or added to. The
    report stays as it is.
    proposed_by: authors of the decision that waits for a second reader, of a reversal that does and
        of the decision that it sets aside, of a stop that does, or of the closing report that
        waits for a supervisor.
    counted_overdue: the board counts the suspect as overdue. Set by cases.actions.board_counts
        only, cleared by a trigger when the due time moves.
    custody_limit_ends_on: end of the custody time limit of a suspect who is REMANDED (Prosecution
        of Offences Act 1985 s.22), as the police recorded it.
    first_limit_ends_on: the first custody time limit to end, of that and of those of the charges,
        which is to be kept. Set by cases.actions.custody_limits.
    consent_asked_on: since when the consent to prosecute a charge is waited for, which the CPS
    knows. Set by cases.decisions.actions.consents.
    hearings_until: the last day in court that is recorded, past or to come. Set by
        cases.decisions.actions.court_facts.
    custody_clock: reminds of the recorded end of bail, detention or the first limit; belongs to no
        turn. Set by cases.actions.custody_ends.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="suspects")
    number = models.PositiveSmallIntegerField()
    surname = models.CharField(max_length=80, blank=True)
    given_names = models.CharField(max_length=80, blank=True)
    born_on = models.DateField(null=True)
    custody = models.CharField(max_length=20, choices=Custody)
    arrested_on = models.DateField(null=True)
    detained_until = models.DateTimeField(null=True)
    bailed_on = models.DateField(null=True)
    bail_ends_on = models.DateField(null=True)
    released_on = models.DateField(null=True)
    custody_limit_ends_on = models.DateField(null=True)
    first_limit_ends_on = models.DateField(null=True, editable=False)
    hearings_until = models.DateField(null=True, editable=False)
    consent_asked_on = models.DateField(null=True, editable=False)

    state = models.CharField(max_length=20, choices=State, default=State.INVESTIGATING)
    urgency = models.CharField(max_length=14, choices=Urgency, blank=True)
    only_side = models.CharField(
        max_length=9, choices=Side, blank=True, default=Side.POLICE, editable=False
    )
    is_open = models.BooleanField(default=True)
    holder_side = models.CharField(max_length=9, choices=Side, blank=True)
    also_waits_for = ArrayField(models.CharField(max_length=9, choices=Side), default=list)
    turn_began_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    listed_at = models.DateTimeField(default=UNDATED)
    is_consulted = models.BooleanField(default=False, editable=False)
    is_reviewed = models.BooleanField(default=False, db_default=False, editable=False)
    is_to_be_reviewed_again = models.BooleanField(default=False, db_default=False, editable=False)
    has_stopped_charges = models.BooleanField(default=False, db_default=False, editable=False)
    proposed_by = ArrayField(models.BigIntegerField(), default=list, editable=False)
    counted_overdue = models.BooleanField(default=False, db_default=False, editable=False)
    custody_clock = models.ForeignKey(
        Clock, models.PROTECT, null=True, editable=False, db_index=False, related_name="+"
    )
    version = models.PositiveIntegerField(default=1)
    save_without_historical_record: Callable[..., None]  # of simple_history
    history = HistoricalRecords(
        history_manager=ScopedHistoryManager,
        bases=[ExplainedHistory],
        excluded_fields=[
            "police_unit", "cps_unit", "is_restricted",
            "urgency", "is_open", "holder_side", "also_waits_for", "turn_began_at", "due_at",
            "listed_at", "is_consulted", "is_reviewed", "is_to_be_reviewed_again",
            "has_stopped_charges", "proposed_by", "counted_overdue", "custody_clock",
            "hearings_until",
            "consent_asked_on",
        ],
    )  # fmt: skip

    class Meta(UnitAccessRoot.Meta):
        abstract = False
        constraints = [
            models.UniqueConstraint(name="suspect_number_once", fields=["case", "number"]),
            models.CheckConstraint(
                name="bail_ends_after_it_began",
                condition=Q(bail_ends_on=None)
                | Q(bailed_on=None)
                | Q(bail_ends_on__gte=F("bailed_on")),
            ),
            models.CheckConstraint(
                name="nobody_is_known_of_an_unidentified_suspect",
                condition=~Q(surname="")
                | Q(given_names="", born_on=None, custody=Custody.NOT_ARRESTED),
            ),
        ]
        indexes = [
            *(
                models.Index(
                    name=f"suspect_{side}_due",
                    fields=[f"{side}_unit", "listed_at", "id"],
                    include=[*LISTED, f"{other}_unit"],
                    condition=Q(is_open=True, is_restricted=False),
                )
                for side, other in (("police", "cps"), ("cps", "police"))
            ),
            *(
                models.Index(
                    name=f"suspect_{side}_brief",
                    fields=[f"{side}_unit", "state"],
                    condition=Q(is_open=True, is_restricted=False, state__in=LOW_COUNT_STATES),
                )
                for side in ("police", "cps")
            ),
            *(
                models.Index(
                    name=f"suspect_{custody.lower()}_left",
                    fields=[ends],
                    condition=Q(custody=custody, custody_clock=None) & ~Q(holder_side=""),
                )
                for custody, ends in ENDS.items()
            ),
            *(
                models.Index(
                    name=f"suspect_{side}_limit",
                    fields=[f"{side}_unit"],
                    condition=Q(
                        custody=Custody.REMANDED,
                        first_limit_ends_on__isnull=False,
                        is_restricted=False,
                    ),
                )
                for side in ("police", "cps")
            ),
            models.Index(
                name="suspect_cps_consent",
                fields=["cps_unit"],
                condition=Q(consent_asked_on__isnull=False, is_restricted=False),
            ),
            *(
                models.Index(
                    name=f"suspect_{side}_hearing",
                    fields=[f"{side}_unit", "hearings_until"],
                    condition=Q(hearings_until__isnull=False, is_restricted=False),
                )
                for side in ("police", "cps")
            ),
            *(
                models.Index(
                    name=f"suspect_{side}_overdue",
                    fields=[f"{side}_unit", "counted_overdue", "due_at"],
                    condition=Q(is_open=True, is_restricted=False),
                )
                for side in ("police", "cps")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} suspect {self.number}"

    @property
    def name(self) -> str:
        return person_name(self.given_names, self.surname)

    @property
    def is_identified(self) -> bool:
        return self.surname != ""


class TurnHolder(models.TextChoices):
    """Whose days a turn's are: a side's, or those of others whom the police have asked."""

    POLICE = "POLICE", _("Police")
    CPS = "CPS", _("CPS")
    OTHERS = "OTHERS", _("Others")


class Turn(AccessControlled):
    """
    A time span in which one unit holds a suspect; every figure in days is computed from turns.

    side: whose days they are. holder: the unit that sees to it, of the police while others have it.

    Turns of a suspect have no gap, except after a closed state, and no overlap (a constraint).
    """

    private_with = "suspect"

    case = models.ForeignKey(Case, models.PROTECT, related_name="turns")
    suspect = models.ForeignKey(Suspect, models.PROTECT, related_name="turns")
    state = models.CharField(max_length=20, choices=State)
    side = models.CharField(max_length=9, choices=TurnHolder)
    holder = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    verb = models.CharField(max_length=40)  # verb that started it
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    clock = models.ForeignKey(Clock, models.PROTECT, null=True, related_name="turns")

    class Meta(AccessControlled.Meta):
        abstract = False
        indexes = [models.Index(name="open_turns", fields=["case"], condition=Q(ended_at=None))]
        constraints = [
            models.UniqueConstraint(
                name="one_open_turn", fields=["suspect"], condition=Q(ended_at=None)
            ),
            ExclusionConstraint(
                name="turns_never_overlap",
                expressions=[
                    ("suspect", RangeOperators.EQUAL),
                    (
                        Func(
                            F("began_at"),
                            F("ended_at"),
                            Value("[)"),
                            function="tstzrange",
                            output_field=DateTimeRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
            models.CheckConstraint(
                name="turn_ends_after_it_began",
                condition=Q(ended_at=None) | Q(ended_at__gte=F("began_at")),
            ),
        ]
