"""What is behind a share, of which the reader sees what they may open."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.formats import date_format

from cases.models import ActionItem, ActionPlan, FileQuality, Referral
from people.access import Scope
from pilots.lattice import periods_of
from pilots.models import Occasion
from pilots.queries.figures import Asked, held_at, of_urgency
from pilots.queries.shares import Share
from pilots.questions import Question
from pilots.shares import label_of
from timeliness.calendar import add_months
from victims.models import Contact, Duty, VictimRecord

PAGE_SIZE = 50
# What an occasion of a subject is about: whoever may not see that row does not see the occasion.
MODELS = {
    "triage": Referral, "files": FileQuality, "actions": ActionItem, "plans": ActionPlan,
    "police-duties": Duty, "cps-duties": Duty, "contacts": Contact, "victims": VictimRecord,
}  # fmt: skip


@dataclass(frozen=True)
class Line:
    """One thing that was counted: the case to open, the day, and what was answered."""

    case_id: UUID
    text: str
    note: str


def listed(
    question: Question, asked: Asked, share: Share, scope: Scope, *, answer: str, page: int
) -> tuple[list[Line], list[UUID], int | None]:
    """
    ([Line], ids, number of the next page or None). share: whose period it is. Two queries.

    answer: the code of the one that is asked for, or "" for any.
    """
    end = share.first
    while periods_of(end)[asked.by] == share.period:
        end = add_months(end, 1)
    seen = MODELS[question.subject.code].objects.for_scope(scope)
    within = Occasion.objects.filter(
        held_at(asked.place), of_urgency(asked.urgency), measure=question.subject.code,
        month__gte=share.first, month__lt=end, about__in=seen.values("pk"),
    )  # fmt: skip
    wanted = [one for one in question.answers if answer in ("", one.code)]
    if answer:
        within = within.filter(answers__regex=rf"(^| ){label_of(question, wanted[0])}( |$)")
    start = PAGE_SIZE * (page - 1)
    found = list(
        within.order_by("counted_on", "pk").values_list(
            "about", "case", "case__urn", "counted_on", "answers"
        )[start : start + PAGE_SIZE + 1]
    )
    lines = [_line(question, *row[1:]) for row in found[:PAGE_SIZE]]
    following = page + 1 if len(found) > PAGE_SIZE else None
    return lines, [row[0] for row in found[:PAGE_SIZE]], following


def _line(question: Question, case: UUID, urn: str, on: date, answers: str) -> Line:
    said = [
        str(one.label) for one in question.answers if label_of(question, one) in answers.split()
    ]
    return Line(case, urn, " · ".join([date_format(on, "j F Y"), *said]))
