from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateTimeRangeField, RangeOperators
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from cases.deadlines import Urgency
from cases.models.case import Case
from cases.states import LOW_COUNT_STATES, State
from people.models import HeldByUnits, Side, Unit, Walled
from people.models.managers import ScopedHistoryManager
from timeliness.models import Clock

# What a worklist asks of a row before it shows it, and then prints: a page is read from the index.
LISTED = [
    "case", "state", "holder_side", "also_waits_for", "due_at", "turn_began_at", "only_side",
    "number", "surname", "given_names", "urgency",
]  # fmt: skip
UNDATED = datetime(9999, 1, 1, tzinfo=UTC)  # sorts after every date
# From any day on which somebody began to wait to one after every date that can be due, and before
# UNDATED: a technical distance, nothing else.
PAST_EVERY_DATE = timedelta(days=2_000_000)


def by_age(waits_since: datetime | None) -> datetime:
    """Where a row without a date is listed: after every dated one, the longest waiting first."""
    return waits_since + PAST_EVERY_DATE if waits_since else UNDATED


class Custody(models.TextChoices):
    """Where the suspect is. The dates are the police's own; we record and compute nothing."""

    NOT_ARRESTED = "NOT_ARRESTED", _("Not arrested")
    IN_CUSTODY = "IN_CUSTODY", _("In police custody")
    ON_BAIL = "ON_BAIL", _("On bail")
    UNDER_INVESTIGATION = "UNDER_INVESTIGATION", _("Released under investigation")
    REMANDED = "REMANDED", _("Charged and remanded in custody")


# What says when it ends; suspects whose end no clock tells of are found by an index of each.
ENDS = {Custody.ON_BAIL: "bail_ends_on", Custody.IN_CUSTODY: "detained_until"}


class Suspect(HeldByUnits):
    """
    One person on one case, one row of a worklist, one road to a decision.

    Until a supervisor signs off a referral of it, a suspect is the police's alone (only_side), even
    on a case that the CPS already has.

    The case's units and wall are copied here by trigger, so that (unit, listed_at, id) is an
    index and no worklist joins to sort. holder_side and turn_began_at repeat the open turn.
    also_waits_for is the sides that owe an answer about an action beside what the turn asks, and
    is_open that anybody owes anything. due_at is the earliest date that anybody owes: of the turn's
    clock and of every open action. Only cases.actions.turns writes them. urgency repeats the
    referral on its way, from when it is written. is_consulted: police and prosecutor have met about
    her or him. is_reviewed: a prosecutor has reviewed what was submitted last, as triage accepted
    it. proposed_by: who wrote the decision that waits for a second reader. counted_overdue: whether
    the sums of the board have her or him as overdue; only cases.actions.board_counts sets it, and a
    trigger takes it back when the date moves. custody_limit_ends_on: when the custody time limit of
    somebody who is REMANDED ends (Prosecution of Offences Act 1985 s.22), as the police recorded
    it. custody_clock: what reminds of the end of bail, detention or that limit that is recorded;
    cases.actions.custody_ends keeps it, and it is no turn's.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="suspects")
    number = models.PositiveSmallIntegerField()
    surname = models.CharField(max_length=80)
    given_names = models.CharField(max_length=80, blank=True)
    born_on = models.DateField(null=True)
    custody = models.CharField(max_length=20, choices=Custody)
    arrested_on = models.DateField(null=True)
    detained_until = models.DateTimeField(null=True)
    bailed_on = models.DateField(null=True)
    bail_ends_on = models.DateField(null=True)
    released_on = models.DateField(null=True)
    custody_limit_ends_on = models.DateField(null=True)

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
    proposed_by = ArrayField(models.BigIntegerField(), default=list, editable=False)
    counted_overdue = models.BooleanField(default=False, db_default=False, editable=False)
    custody_clock = models.ForeignKey(
        Clock, models.PROTECT, null=True, editable=False, db_index=False, related_name="+"
    )
    version = models.PositiveIntegerField(default=1)
    save_without_historical_record: Callable[..., None]  # of simple_history
    history = HistoricalRecords(
        history_manager=ScopedHistoryManager,
        excluded_fields=[
            "police_unit", "cps_unit", "is_restricted",
            "urgency", "is_open", "holder_side", "also_waits_for", "turn_began_at", "due_at",
            "listed_at", "is_consulted", "is_reviewed", "proposed_by", "counted_overdue",
            "custody_clock",
        ],
    )  # fmt: skip

    class Meta(HeldByUnits.Meta):
        abstract = False
        constraints = [
            models.UniqueConstraint(name="suspect_number_once", fields=["case", "number"]),
            models.CheckConstraint(
                name="bail_ends_after_it_began",
                condition=Q(bail_ends_on=None)
                | Q(bailed_on=None)
                | Q(bail_ends_on__gte=F("bailed_on")),
            ),
        ]
        indexes = [
            GinIndex(name="suspect_by_name", fields=["surname"], opclasses=["gin_trgm_ops"]),
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
                        custody_limit_ends_on__isnull=False,
                        is_restricted=False,
                    ),
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
        return f"{self.given_names} {self.surname}".strip()


class Turn(Walled):
    """
    A stretch of time in which one unit holds a suspect: the ledger every "days" figure reads.

    Turns of a suspect follow one another with no gap (each begins as the last one ends, unless the
    road had ended meanwhile) and no overlap (the database refuses one).
    """

    kept_with = "suspect"

    case = models.ForeignKey(Case, models.PROTECT, related_name="turns")
    suspect = models.ForeignKey(Suspect, models.PROTECT, related_name="turns")
    state = models.CharField(max_length=20, choices=State)
    side = models.CharField(max_length=9, choices=Side)
    holder = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    verb = models.CharField(max_length=40)  # what began it
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    clock = models.ForeignKey(Clock, models.PROTECT, null=True, related_name="turns")

    class Meta(Walled.Meta):
        abstract = False
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
