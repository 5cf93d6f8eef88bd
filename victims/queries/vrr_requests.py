"""The VRR requests of a victim: facts, state, steps and time to ask."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Prefetch, QuerySet, Subquery, TextField
from django.db.models.functions import Cast
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.deadlines import REVIEW_BEFORE_STOP
from cases.models import StoppedCount
from cases.models.sealed_json import Opened
from cases.statuses import StopStatus
from people.access.scopes import Scope, Standing
from people.models import Side
from people.text.dates import format_day
from timeliness import periods
from timeliness.due_text import due_at_text, period_length_text
from timeliness.explained_clocks import ExplainedClock, explain_clock
from timeliness.models import Clock, Confidence
from victims.labels import REVIEW_STEP_LABELS
from victims.models import (
    Duty,
    DutyEndReason,
    ReviewersReasons,
    ReviewStep,
    RightToReview,
    VictimRecord,
)
from victims.permissions import RIGHT_TO_REVIEW
from victims.queries.reviewable_decisions import DecisionFactsProtocol, ReviewableSuspectProtocol
from victims.queries.vrr_time_to_ask import on_day_text, pilot_unverified_text, prompt_review_text
from victims.states import REVIEW_NEXT, ReviewState
from victims.vrr_rules import (
    CPS_VRR_SCHEME,
    ReviewableDecision,
    may_ask_again,
    reason_and_source,
)

NOT_READ_IN_SCHEME = gettext_lazy("Unverified: not read in the scheme itself.")


DecisionBySuspect = Mapping[
    tuple[UUID, ReviewableDecision], DecisionFactsProtocol
]  # by suspect and decision


@dataclass(frozen=True)
class ReviewRequestDetail:
    """One VRR request as the page shows it."""

    right: RightToReview
    facts: list[tuple[str, str | Promise, str]]  # (question, answer, grey second line)
    reasons: list[tuple[str, str]]  # why it is outside the scheme: (sentence, source)
    may_ask_again: bool  # refused only for reasons that no longer count
    is_owed: bool  # the victim is still to be told that there is no review
    is_overtaken: bool  # replaced by a later request about the same decision
    differing_days: str  # text where the stated told day and that of contacts differ
    steps: list[tuple[str | Promise, str, str]]  # (what, on which day, by whom)
    due: tuple[str, str] | tuple[()]  # (words, tone), or empty
    doubt: str  # why the period is uncertain, if it is
    clock: ExplainedClock | None  # how the due date came about, while it runs
    allowed: frozenset[str]  # the verbs that the reader may do


def review_requests_of_victim(
    record: VictimRecord, scope: Scope, capacities: frozenset[str], *,
    found: Iterable[ReviewableSuspectProtocol],
) -> list[ReviewRequestDetail]:  # fmt: skip
    """
    The VRR requests of a victim, whom the guard has found, newest first.

    found: the reviewable decisions now (actions.reviewable_decisions), with when the victim was
    told.
    """
    steps = ReviewStep.objects.for_scope(scope).select_related("by", "person").order_by("at")
    rows = RightToReview.objects.for_scope(scope).filter(record=record)
    rows = rows.select_related(
        "case__cps_unit", "suspect", "reviewer", "clock__recipient_unit__agency", "by"
    )
    reasons = ReviewersReasons.objects.for_scope(scope).filter(right=OuterRef("pk"))
    answers = Duty.objects.for_scope(scope).filter(
        record=OuterRef("record"), suspect=OuterRef("suspect"),
        source=Cast(OuterRef("pk"), TextField()),
    )  # fmt: skip
    rows = rows.annotate(
        went_on=Subquery(_leave_since().values("leave__on")[:1]),
        found_because=Subquery(reasons.values(said=Opened("text"))),
        is_owed=Exists(answers.filter(is_open=True)),
        is_overtaken=Exists(answers.filter(ended_because=DutyEndReason.CORRECTED)),
    )
    rows = rows.prefetch_related(Prefetch("steps", steps)).order_by("-at")
    who = scope.standing_with(capacities)
    told = {
        (each.suspect.pk, made): known
        for each in found for made, known in each.decisions.items()
    }  # fmt: skip
    return [_review_request_detail(right, who, scope.at, told) for right in rows]


def _leave_since() -> QuerySet[StoppedCount]:
    """
    Of an outer request: the charges about the victim that were stopped when it was asked and went
    on by leave of a court since; the last leave first.
    """
    again = StoppedCount.objects.filter(
        laid=OuterRef("laid"), stop__status=StopStatus.IN_FORCE,
        stop__number__gt=OuterRef("stop__number"),
        stop__number__lte=OuterRef(OuterRef("stop__number")),
    )  # fmt: skip
    return StoppedCount.objects.filter(
        ~Exists(again), stop__decision=OuterRef("decision"),
        stop__number__lte=OuterRef("stop__number"), laid__victim=OuterRef("record"),
        leave__isnull=False,
    ).order_by("-leave__on")  # fmt: skip


def _review_request_detail(
    right: Any, who: Standing, at: datetime, decisions: DecisionBySuspect
) -> ReviewRequestDetail:
    runs = right.clock if right.clock and right.clock.closed_at is None else None
    known = _known(right, decisions)
    facts = list(_review_request_facts(right, _counts(right, known)))
    return ReviewRequestDetail(
        right, facts, [reason_and_source(code) for code in right.reasons],
        may_ask_again(right.reasons), right.is_owed, right.is_overtaken,
        _differing_days_text(right, known),
        [_review_step_row(step) for step in right.steps.all()],
        due_at_text(runs.due_at, at=at) if runs else (), _period_doubt_text(runs) if runs else "",
        explain_clock(runs, at=at) if runs else None,
        RIGHT_TO_REVIEW.allowed_verbs(who, right),
    )  # fmt: skip


def _known(right: RightToReview, decisions: DecisionBySuspect) -> DecisionFactsProtocol | None:
    """The current facts of the decision that a request is about; None where it no longer exists."""
    known = decisions.get((right.suspect_id, ReviewableDecision(right.reviewed)))
    if known and known.stop and right.stop_id and known.stop.pk != right.stop_id:
        return None  # stopped again since
    return known if known and known.decided_on in (None, right.decided_on) else None


def _counts(right: RightToReview, case_facts: DecisionFactsProtocol | None) -> date:
    """The told day that counts, whichever record it is from."""
    if not (case_facts and case_facts.told_on) or case_facts.told_after(right.asked_on, right.at):
        return right.told_on
    return case_facts.told_on


def _review_request_facts(right: Any, told_on: date) -> Iterator[tuple[str, str | Promise, str]]:
    """told_on: the day that counts, which may come from a contact recorded after the request."""
    yield _("Decision"), ReviewableDecision(right.reviewed).label, on_day_text(right.decided_on)
    if right.went_on:
        yield _("The charges went on"), _("By leave of a court"), on_day_text(right.went_on)
    yield _("Whose decision"), Side(right.side).label, ""
    yield _("The victim was told"), format_day(told_on), ""
    yield _("Asked for"), format_day(right.asked_on), _when_asked_text(right, told_on)
    if right.asked_not_to_proceed and not right.reasons:
        yield (
            _("Had withdrawn, or asked for the case not to go on"),
            _("Yes"),
            _unverified_ground_text(),
        )
    if right.reviewed == ReviewableDecision.CPS_MEANS_TO_STOP and _is_pilot_unverified(right):
        yield _("Pilot area"), _("Unverified"), pilot_unverified_text()
    if next_step := REVIEW_NEXT[ReviewState(right.status)]:
        yield _("Next"), next_step, ""
    if right.reviewer:
        yield _("Reviewer"), right.reviewer.name, ""
    if right.outcome:
        yield _("Outcome"), right.get_outcome_display(), ""
    if right.found_because:
        yield _("Why"), right.found_because, _("Only people who can read the case can read this.")


def _is_pilot_unverified(right: RightToReview) -> bool:
    """Of a request to review before a stop: whether no sourced period of a pilot is behind it."""
    if (clock := right.clock) is None:
        return False
    return clock.rule != REVIEW_BEFORE_STOP or clock.confidence == Confidence.UNVERIFIED


def _when_asked_text(right: RightToReview, told_on: date) -> str:
    """
    The exceptional circumstances of a late request; else the last day to ask, and for prompt
    review.

    Where another told day counts now, the page states the last day elsewhere: there is only one.
    """
    if told_on != right.told_on:
        why = {"why": right.exceptional_because}
        return _("Asked later, in exceptional circumstances: %(why)s") % why if why["why"] else ""
    if right.ask_by is None:
        return _("No time to ask is established.")
    by = _("Ordinarily asked for by %(day)s.") % {"day": format_day(right.ask_by)}
    if period := periods.PERIODS_BY_VERSION.get(right.ask_rule):
        told = {"length": period_length_text(period), "authority": capfirst(period.authority)}
        by += " " + _("That is %(length)s from being told. %(authority)s.") % told
    if right.asked_on > right.ask_by:
        why = {"why": right.exceptional_because}
        return f"{by} " + _("Asked later, in exceptional circumstances: %(why)s") % why
    return f"{by} {prompt_review_text(right.prompt_by)}".strip()


def _unverified_ground_text() -> str:
    """A ground whose source was not read excludes no request; the reviewer weighs it."""
    text = _("%(scheme)s may leave this out. %(unread)s So it does not refuse the request.")
    return text % {"scheme": CPS_VRR_SCHEME, "unread": NOT_READ_IN_SCHEME}


def _differing_days_text(right: RightToReview, case_facts: DecisionFactsProtocol | None) -> str:
    """
    The text where two records give different told days; "" where they agree.

    It asks nobody to tell the victim again: a victim who asks for a review knows of the decision.
    """
    now = case_facts.told_on if case_facts else right.told_on
    contact: date | None
    if case_facts and (after := case_facts.told_after(right.asked_on, right.at)):
        return _asked_before_told_text(right, after)
    if right.told_on_said:
        said, contact = right.told_on_said, right.told_on
    elif now != right.told_on:
        said, contact = right.told_on, now
    else:
        return ""
    if contact is None:
        sentence = _(
            "This request says that the victim was told on %(said)s; no contact says so now."
        )
        return sentence % {"said": format_day(said)}
    days = {"said": format_day(said), "contact": format_day(contact)}
    return (
        _(
            "Two records differ: this request says that the victim was told on "
            "%(said)s, a contact says %(contact)s. The contact counts. Ask the people "
            "who recorded them which is right; the victim is not told again because of "
            "it."
        )
        % days
    )


def _asked_before_told_text(right: RightToReview, contact: date) -> str:
    """
    The text where the request is earlier than the told day of a contact: the victim knew by then.
    """
    sentence = _(
        "Two records differ: this request says that the victim was told on %(said)s, a "
        "contact says %(contact)s. They asked before that, so the day that they say "
        "counts. Ask the person who recorded the contact which is right; the victim is "
        "not told again because of it."
    )
    return sentence % {"said": format_day(right.told_on), "contact": format_day(contact)}


def _review_step_row(step: ReviewStep) -> tuple[str | Promise, str, str]:
    who = step.by.name
    what = REVIEW_STEP_LABELS[step.verb]
    return (f"{what}: {step.person.name}" if step.person else what), format_day(step.on), who


def _period_doubt_text(clock: Clock) -> str:
    """Why the due date is uncertain, and who set the period."""
    if clock.confidence == Confidence.SOURCED:
        return ""
    period = periods.PERIODS_BY_VERSION[clock.rule_version]
    return f"{clock.get_confidence_display()}: {period.authority}."
