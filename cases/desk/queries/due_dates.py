"""How the due dates of a case came about: of its suspects, its actions, and recorded ends."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.deadlines import DISPOSAL_CONDITIONS_DATE, INFERRED_READINGS, REPLY_BY, RUNS_AGAIN
from cases.desk.queries.recorded_dates import RecordedDate, recorded_dates
from cases.models import (
    ActionItem,
    Case,
    Challenge,
    ConsentStep,
    Decision,
    Extension,
    ItemVersion,
    Review,
    Suspect,
    Turn,
)
from cases.next_steps import next_step_text
from cases.states import UNDER_PLAN_STATES
from cases.statuses import ChallengeStatus, ItemStatus
from people.access.scopes import Scope
from people.models.nullable import not_null
from people.text.dates import format_day
from timeliness.announced_days import announced_closed_days
from timeliness.calendar import ClosedDays, london_day
from timeliness.due_text import due_at_text
from timeliness.explained_clocks import ExplainedClock, explain_clock
from timeliness.explanations import ClockExplanation
from timeliness.models import Clock

# Of a date that people set: who set it.
AGREED_NOTES: dict[str, str | Promise] = {
    REPLY_BY: gettext_lazy("The CPS asked for a reply by this date."),
    DISPOSAL_CONDITIONS_DATE: gettext_lazy(
        "The last day by which a condition of the caution is to be met, as the decision has it."
    ),
}


@dataclass(frozen=True)
class SuspectDate:
    """What a suspect waits for. clock: None where the step has no date; why_none says why."""

    suspect: Suspect
    waits_for: str | Promise
    clock: ExplainedClock | None
    why_none: str | Promise
    extensions: list[Extension]  # that were asked for, the oldest first


@dataclass(frozen=True)
class ActionDate:
    """
    An open action, and each date that it has had, oldest first.

    challenge: when the CPS is to answer what the police asked about it; None if they asked nothing.
    """

    item: ActionItem
    due: tuple[str, str]
    dates: list[ItemVersion]
    challenge: ExplainedClock | None

    @property
    def paused(self) -> str:
        """Since when its date stands still, and why; "" while it runs."""
        since = self.item.clock.closed_at
        if since is None:
            return ""
        values = {"day": format_day(london_day(since))}
        if self.item.waits_for_cps:
            return _("Paused since %(day)s. The days until the CPS answers are added.") % values
        return _("Paused since %(day)s, because nobody waits for it now.") % values


@dataclass(frozen=True)
class ConsentDate:
    """A consent to prosecute that is waited for. clock: None where no period is set."""

    suspect: Suspect
    of: str
    since: date
    clock: ExplainedClock | None


@dataclass(frozen=True)
class DueDates:
    """
    Every due date of a case that its reader may know.

    next_reviews: by when suspects are to be reviewed again who were reviewed on the Threshold Test.
    consents: the consents to prosecute that are waited for. recorded: those that belong to no turn.
    """

    suspects: list[SuspectDate]
    actions: list[ActionDate]
    next_reviews: list[ExplainedClock]
    consents: list[ConsentDate]
    recorded: list[RecordedDate]


def due_dates_of_case(case: Case, scope: Scope) -> DueDates:
    """The due dates of a case, explained to the reader. Twelve queries."""
    closed = announced_closed_days()
    turns = Turn.objects.for_scope(scope).filter(case=case, ended_at=None)
    turns = turns.select_related("suspect", "clock__recipient_unit__agency")
    challenges = Challenge.objects.for_scope(scope).filter(
        case=case, status=ChallengeStatus.ASKED, item__status=ItemStatus.OPEN
    )
    asked = {
        each.item_id: _explained(each.clock, closed, at=scope.at)
        for each in challenges.select_related("clock__recipient_unit__agency")
    }
    extensions = _extensions_by_clock(case, scope)
    return DueDates(
        [
            _suspect_date(each, extensions[each.clock_id], closed, scope)
            for each in turns.order_by("suspect__number")
        ],
        list(_action_dates(case, asked, scope)),
        list(_next_reviews(case, closed, scope)),
        list(_consent_dates(case, closed, scope)),
        recorded_dates(case, closed, scope),
    )


def _action_dates(
    case: Case, asked: Mapping[UUID, ExplainedClock], scope: Scope
) -> Iterator[ActionDate]:
    """The open actions. asked: the CPS's answers, by the id of the action. Two queries."""
    rows = ActionItem.objects.for_scope(scope).filter(case=case, status=ItemStatus.OPEN)
    items = list(rows.select_related("plan", "clock").order_by("plan__number", "number"))
    versions = ItemVersion.objects.for_scope(scope).filter(item__in=items).select_related("by")
    found: defaultdict[UUID, list[ItemVersion]] = defaultdict(list)
    for version in versions.order_by("number"):
        dates = found[version.item_id]
        if not dates or dates[-1].due_on != version.due_on:
            dates.append(version)
    for item in items:
        due = due_at_text(item.clock.due_at, at=scope.at)
        yield ActionDate(item, due, found[item.pk], asked.get(item.pk))


def _next_reviews(case: Case, closed: ClosedDays, scope: Scope) -> Iterator[ExplainedClock]:
    """The running clocks of reviews on the Threshold Test. One query."""
    rows = Review.objects.for_scope(scope).filter(case=case, clock__in=Clock.objects.running())
    for review in rows.select_related("by", "clock__recipient_unit__agency").order_by("at", "pk"):
        note = _("%(by)s set this day with the review of %(day)s.") % {
            "by": review.by.name, "day": format_day(london_day(review.at)),
        }  # fmt: skip
        yield explain_clock(not_null(review.clock), at=scope.at, note=note, closed=closed)


def _consent_dates(case: Case, closed: ClosedDays, scope: Scope) -> Iterator[ConsentDate]:
    """The consents to prosecute that are waited for, as far as the reader may know. One query."""
    decisions = Decision.objects.for_scope(scope).filter(case=case)
    rows = ConsentStep.objects.filter(decision__in=decisions, is_waiting=True)
    rows = rows.select_related("decision__suspect", "clock__recipient_unit__agency")
    for step in rows.order_by("decision__suspect__number"):
        clock = _explained(step.clock, closed, at=scope.at) if step.clock else None
        since = step.on or london_day(step.at)
        yield ConsentDate(step.decision.suspect, step.of, since, clock)


def _extensions_by_clock(case: Case, scope: Scope) -> Mapping[UUID | None, list[Extension]]:
    """{clock: extensions that were asked for, the oldest first}. One query."""
    found: defaultdict[UUID | None, list[Extension]] = defaultdict(list)
    rows = Extension.objects.for_scope(scope).filter(case=case)
    for extension in rows.select_related("by").order_by("at", "pk"):
        found[extension.clock_id].append(extension)
    return found


def _suspect_date(
    turn: Turn, extensions: list[Extension], closed: ClosedDays, scope: Scope
) -> SuspectDate:
    clock = _explained(turn.clock, closed, at=scope.at) if turn.clock else None
    return SuspectDate(
        suspect=turn.suspect,
        waits_for=next_step_text(turn.suspect.state, scope.side),
        clock=clock,
        why_none="" if clock else _why_none(turn.suspect.state),
        extensions=extensions,
    )


def _why_none(state: str) -> str:
    if state in UNDER_PLAN_STATES:
        return _("No date of its own: each action has one, below.")
    return _("No date: no source gives a period for this step, and none has been set locally.")


def _explained(clock: Clock, closed: ClosedDays, *, at: datetime) -> ExplainedClock:
    return explain_clock(clock, at=at, note=_note(ClockExplanation(clock, closed)), closed=closed)


def _note(counted: ClockExplanation) -> str | Promise:
    clock, period = counted.clock, counted.period
    if period is None:
        return AGREED_NOTES.get(clock.rule, "")
    if (clock.first_confidence or clock.confidence) != period.confidence:
        return INFERRED_READINGS.get(period.key, RUNS_AGAIN)
    return ""
