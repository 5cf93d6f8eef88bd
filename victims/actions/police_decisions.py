"""The decisions of the police in force about suspects: investigations that they have closed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from cases.models import ClosingReport, Suspect
from cases.states import State
from cases.statuses import ClosingStatus
from people.models.nullable import not_null
from victims.duty_rules import NewsOwed
from victims.models import VictimEvent


@dataclass(frozen=True)
class PoliceDecision:
    """
    An investigation that the police have closed.

    deciders: who wrote the report, earlier ones that it starts from, and who signed it.
    is_interviewed: the report or a recorded event says that the suspect was interviewed under
    caution.
    """

    decided_at: datetime
    deciders: tuple[int, ...]
    is_interviewed: bool


def police_decisions_in_force(suspects: Iterable[Suspect]) -> dict[UUID, PoliceDecision]:
    """
    {suspect: the decision of the police} of the suspects whose investigation is closed.

    Asks the database only about suspects who are in that state: once, or not at all.
    """
    closed = [suspect.pk for suspect in suspects if suspect.state == State.CLOSED]
    interviews = VictimEvent.objects.unscoped("who was interviewed").filter(
        suspect=OuterRef("suspect"), what=NewsOwed.INTERVIEW, withdrawn_at=None
    )
    reports = ClosingReport.objects.unscoped("what the police have closed").filter(
        suspect__in=closed, status=ClosingStatus.CLOSED
    )
    return {
        report.suspect_id: PoliceDecision(
            not_null(report.answered_at),
            tuple(sorted({*report.authors, report.by_id, not_null(report.answered_by_id)})),
            report.interviewed_on is not None or report.is_interview_recorded,
        )
        for report in reports.annotate(is_interview_recorded=Exists(interviews))
    }


def reopened_investigations(suspect: OuterRef) -> QuerySet[ClosingReport]:
    """The reports about a suspect of an outer query that were in force, and were reopened."""
    rows = ClosingReport.objects.unscoped("what the police have reopened")
    return rows.filter(suspect=suspect, status=ClosingStatus.REOPENED)
