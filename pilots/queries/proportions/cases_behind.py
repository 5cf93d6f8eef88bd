"""The events behind a proportion that the reader may open."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from cases.models import (
    ActionItem,
    ActionPlan,
    Case,
    ClosingReport,
    Decision,
    EarlyAdvice,
    FileQuality,
    Proposal,
    Referral,
    Suspect,
    VictimRequest,
)
from people.access.scopes import Scope
from people.text.dates import format_day, format_days
from people.web.pagination import numbered_page
from pilots.disclosure_control.dimensions import periods_by_level
from pilots.measures.proportion_definitions import Proportion
from pilots.measures.proportions import days_of_event, label_of_answer
from pilots.models import Occasion
from pilots.queries.filters import FigureFilter, counted_at_place, with_urgency
from pilots.queries.proportions.figures import ProportionFigure
from timeliness.calendar import add_months
from victims.models import Contact, Duty, VictimRecord

# The model of the row that an event is about: a reader without access to it does not see the event.
MODEL_BY_EVENT_KIND = {
    "triage": Referral, "referrals": Referral, "files": FileQuality, "actions": ActionItem,
    "plans": ActionPlan, "suspects": Suspect, "cases": Case, "advice": EarlyAdvice,
    "decisions": Decision,
    "closings": ClosingReport, "police-duties": Duty, "cps-duties": Duty,
    "contacts": Contact, "victims": VictimRecord, "counselling-proposals": Proposal,
    "counselling-requests": VictimRequest,
}  # fmt: skip


@dataclass(frozen=True)
class MeasureEventRow:
    """One event that was counted: the case to open, the day, and the answer."""

    case_id: UUID
    text: str
    note: str


def events_behind_proportion(
    question: Proportion, chosen: FigureFilter, share: ProportionFigure, scope: Scope, *,
    answer: str, page: int,
) -> tuple[list[MeasureEventRow], list[UUID], int | None]:  # fmt: skip
    """
    ([MeasureEventRow], ids, number of the next page or None). Two queries.

    share: the figure whose period it is. answer: the code of the one to list, or "" for any.
    """
    end = share.first
    while periods_by_level(end)[chosen.period_length] == share.period:
        end = add_months(end, 1)
    visible = MODEL_BY_EVENT_KIND[question.subject.code].objects.for_scope(scope)
    within = Occasion.objects.filter(
        counted_at_place(chosen.place), with_urgency(chosen.urgency), measure=question.subject.code,
        month__gte=share.first, month__lt=end, about__in=visible.values("pk"),
    )  # fmt: skip
    wanted = [one for one in question.answers if answer in ("", one.code)]
    if answer:
        within = within.filter(answers__regex=rf"(^| ){label_of_answer(question, wanted[0])}( |$)")
    rows = within.order_by("counted_on", "pk").values_list(
        "about", "case", "case__urn", "counted_on", "answers"
    )
    shown, following = numbered_page(rows, page)
    lines = [_measure_event_row(question, *row[1:]) for row in shown]
    return lines, [row[0] for row in shown], following


def _measure_event_row(
    question: Proportion, case: UUID, urn: str, on: date, answers: str
) -> MeasureEventRow:
    labels = [
        str(one.label)
        for one in question.answers
        if label_of_answer(question, one) in answers.split()
    ]
    days = days_of_event(answers).get(question.code)
    labels += [] if days is None else [format_days(days)]
    return MeasureEventRow(case, urn, " · ".join([format_day(on), *labels]))
