"""The sampling frame of a panel: the decisions it looks back at, read from the cases."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any, TypeVar

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.crypto import salted_hmac

from cases.models import (
    PUBLIC_INTEREST,
    Case,
    ClosingOutcome,
    ClosingReport,
    Decision,
    DecisionKind,
)
from cases.models.decision import DISPOSAL_KINDS
from cases.states import DISPOSAL_REPORT_STATES, State
from cases.statuses import ClosingStatus, DecisionStatus
from people.access.row_security import for_purpose
from pilots.models import DecidedBy, Panel, PilotArea
from timeliness.calendar import end_of_day, london_day, london_moment
from victims.duty_rules import NewsOwed
from victims.models import RightToReview, VictimEvent
from victims.states import REVIEW_OPEN

FRAME_PURPOSE = "the frame of a scrutiny panel"
POLICE_STRATUM, EVIDENTIAL_STRATUM, PUBLIC_INTEREST_STRATUM, DISPOSAL_STRATUM = (
    "POLICE",
    "EVIDENTIAL",
    "PUBLIC_INTEREST",
    "DISPOSAL",
)  # the kinds of decision
# Of suspects whom the CPS decided on; not while a second reader has to read why it should end.
FRAME_STATES = (State.NO_FURTHER_ACTION, *DISPOSAL_REPORT_STATES, State.OUT_OF_COURT)

AnyDecision = Decision | ClosingReport | VictimEvent
DecisionRow = TypeVar("DecisionRow", Decision, ClosingReport, VictimEvent)


FRAME_FIELDS = {Decision: "decision", ClosingReport: "closing", VictimEvent: "event"}


@dataclass(frozen=True)
class FrameDecision:
    """One decision of a frame: the prosecutor's, or the police's (closing, event)."""

    reference: str
    stratum: str
    row: AnyDecision

    @property
    def names(self) -> str:
        """The field of FrameEntry that refers to it."""
        return FRAME_FIELDS[type(self.row)]


@for_purpose("the decisions from which a panel draws")
def frame_decisions(panel: Panel, *, at: datetime, reason: str = "") -> list[FrameDecision]:
    """
    The decisions in a panel's frame at a moment.

    reason: only those with this coded reason: a NfaReason of the CPS, the kind of an out-of-court
    disposal, or the code of an outcome of the police, that an allegation has.

    These are in force, of a CPS Area and forces of the panel's pilot area, made in its period and
    long enough ago; not of a restricted case, and not under review.
    """
    rows: list[AnyDecision] = []
    is_outcome = reason.isdecimal()
    if panel.decided_by != DecidedBy.POLICE and not is_outcome:
        rows += _prosecutor_decisions(panel, at, reason)
    if panel.decided_by != DecidedBy.CPS and (is_outcome or not reason):
        rows += _closing_reports(panel, at, reason)
        # An event has no coded reason.
        rows += [] if reason else _police_decisions(panel, at)
    return [_frame_decision(panel, row) for row in rows]


def lock_frame_decisions(panel: Panel, *, at: datetime, reason: str = "") -> list[FrameDecision]:
    """
    The same frame, with its cases locked until the transaction ends.

    Any action that takes a decision out of the frame locks the case first: it has either finished
    before this query, or waits for it.
    """
    found = {each.row.case_id for each in frame_decisions(panel, at=at, reason=reason)}
    rows = Case.objects.unscoped(FRAME_PURPOSE).select_for_update(of=("self",), no_key=True)
    ours = {row.pk for row in rows.filter(pk__in=found).order_by("pk").only("pk")}
    return [
        each for each in frame_decisions(panel, at=at, reason=reason) if each.row.case_id in ours
    ]


def frame_description(panel: Panel, *, at: datetime) -> dict[str, Any]:
    """The frame in words, as stored with a draw."""
    return {
        "pilot_area": panel.area_id,
        "decided_by": panel.decided_by,
        "from_on": panel.from_on.isoformat(),
        "until_on": panel.until_on.isoformat(),
        "waited_days": panel.waited_days,
        "at": at.isoformat(),
        "leaves_out": ["restricted", "under review", "not in force"],
        "areas": sorted(area.area.name for area in participating_areas(panel)),
        "forces": sorted(
            {force.name for area in participating_areas(panel) for force in area.forces.all()}
        ),
    }


def _prosecutor_decisions(panel: Panel, at: datetime, reason: str) -> list[Decision]:
    begins, ends, latest = _frame_period(panel, at)
    rows = Decision.objects.unscoped(FRAME_PURPOSE).exclude(kind=DecisionKind.CHARGE)
    rows = rows.filter(
        status=DecisionStatus.LIVE, suspect__state__in=FRAME_STATES,
        read_at__gte=begins, read_at__lte=min(ends, latest),
    )  # fmt: skip
    if reason:
        rows = rows.filter(Q(reason=reason) | Q(kind=reason))
    return _in_participating_areas(rows, panel)


def _closing_reports(panel: Panel, at: datetime, outcome: str) -> list[ClosingReport]:
    begins, ends, latest = _frame_period(panel, at)
    rows = ClosingReport.objects.unscoped(FRAME_PURPOSE).filter(
        status=ClosingStatus.CLOSED, suspect__state=State.CLOSED,
        answered_at__gte=begins, answered_at__lte=min(ends, latest),
    )  # fmt: skip
    if outcome:
        said = ClosingOutcome.objects.filter(report=OuterRef("pk"), outcome=outcome)
        rows = rows.filter(Exists(said))
    return _in_participating_areas(rows, panel)


def _police_decisions(panel: Panel, at: datetime) -> list[VictimEvent]:
    _begins, _ends, latest = _frame_period(panel, at)
    rows = VictimEvent.objects.unscoped(FRAME_PURPOSE).filter(
        what=NewsOwed.NOT_INVESTIGATED, withdrawn_at=None, suspect__state=State.INVESTIGATING,
        on__gte=panel.from_on, on__lte=min(panel.until_on, london_day(latest)),
    )  # fmt: skip
    rows = rows.order_by("suspect", "-on", "pk").distinct("suspect")
    return _in_participating_areas(rows, panel)


def _in_participating_areas(rows: QuerySet[DecisionRow], panel: Panel) -> list[DecisionRow]:
    theirs = Q(pk__in=[])
    for part in participating_areas(panel):
        sent = Q(case__cps_unit=None) | Q(case__cps_unit__agency=part.area_id)
        theirs |= sent & Q(case__police_unit__agency__in=[each.pk for each in part.forces.all()])
    reviewed = RightToReview.objects.unscoped(FRAME_PURPOSE).filter(
        suspect=OuterRef("suspect"), status__in=REVIEW_OPEN
    )
    rows = rows.filter(theirs, ~Exists(reviewed), case__is_restricted=False)
    return list(rows.select_related("case", "suspect"))


def participating_areas(panel: Panel) -> QuerySet[PilotArea]:
    """The CPS Areas of the panel's pilot area, each with its forces."""
    rows = PilotArea.objects.filter(unit=panel.area_id, starts_on__isnull=False)
    return rows.select_related("area").prefetch_related("forces")


def _frame_period(panel: Panel, at: datetime) -> tuple[datetime, datetime, datetime]:
    """Start and end of the period, and the last moment that is long enough ago."""
    begins, ends = london_moment(panel.from_on, time()), end_of_day(panel.until_on)
    return begins, ends, at - timedelta(days=panel.waited_days)


def _frame_decision(panel: Panel, row: AnyDecision) -> FrameDecision:
    said = f"{panel.pk}:{row.pk}"
    reference = salted_hmac("pilots.frame", said, algorithm="sha256").hexdigest()[:32]
    return FrameDecision(reference, _stratum_of_decision(row), row)


def _stratum_of_decision(row: AnyDecision) -> str:
    if not isinstance(row, Decision):
        return POLICE_STRATUM
    if row.kind in DISPOSAL_KINDS:
        return DISPOSAL_STRATUM
    return PUBLIC_INTEREST_STRATUM if row.reason in PUBLIC_INTEREST else EVIDENTIAL_STRATUM
