"""The duties to a victim, whether they were met in time, and how each due time was counted."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from people.access.scopes import Scope
from people.access.worklists import Worklist
from timeliness.announced_days import announced_closed_days
from timeliness.calendar import london_day
from timeliness.due_text import due_at_text
from timeliness.explanations import ClockExplanation
from timeliness.models import Mark
from timeliness.queries import STALLED_AFTER, is_late
from victims import duty_rules
from victims.duty_rules import (
    DUTIES_RECOMPUTED,
    DUTY_RULES,
    NEWS_OF_ENDS_AND_LEAVE,
    NewsOwed,
)
from victims.models import CodeBreach, Duty, VictimEvent, VictimRecord

# The worklist of open duties of the reader's own side, soonest due first: references, no names.
OWED_DUTIES_WORKLIST = Worklist(
    Duty,
    columns=("case__urn", "record", "record__number", "suspect__number", "what", "sent_at"),
    where="owed_by = %(side)s",
)  # fmt: skip


@dataclass(frozen=True)
class OwedDutyRow:
    """A duty in a worklist: which victim, which suspect, what, by when."""

    pk: UUID
    urn: str
    record: UUID
    number: int
    suspect: int
    what: str | Promise
    due_at: datetime
    words: str
    tone: str


def owed_duty_row(found: Sequence[Any], *, at: datetime) -> OwedDutyRow:
    """A row of a worklist as a page shows it."""
    pk, *_held, urn, record, number, suspect, what, sent_at, due_at = found
    words, tone = open_duty_text(due_at, sent_at, at=at)
    return OwedDutyRow(pk, urn, record, number, suspect, NewsOwed(what).label, due_at, words, tone)


@dataclass(frozen=True)
class DutyRow:
    """One duty as the page of a victim shows it."""

    pk: UUID
    suspect: int
    what: str
    owed_by: str
    due_at: datetime
    words: str
    tone: str
    note: str  # its result, where it is no longer open
    is_of_changed_charge: bool  # a meeting that explains it can be offered

    @property
    def label(self) -> str:
        """What is to be told, and about whom."""
        return _("%(what)s: suspect %(n)s") % {"what": self.what, "n": self.suspect}


# Of a charge that was stopped or altered: the victim is offered a meeting (domain note 5.1).
# Authority: Victim communication and liaison scheme of the CPS.
CHANGED_CHARGE_NEWS = tuple(each for each in NEWS_OF_ENDS_AND_LEAVE if each != NewsOwed.PROCEEDED)

# {news item: what is told with it}: a decision, and the right to have it reviewed.
WITH_REVIEW = dict.fromkeys(("NFA", "STOPPED", "NOT_INVESTIGATED"), ("REVIEW_RIGHT",))


@dataclass(frozen=True)
class DutiesOfVictim:
    """All duties to a victim, in the order in which a caller needs them."""

    open_duties: list[DutyRow]
    met_duties: list[DutyRow]
    ended_duties: list[DutyRow]


def duties_of_victim(record: VictimRecord, scope: Scope) -> DutiesOfVictim:
    """All duties to a victim, whom the guard has found. One query."""
    rows = Duty.objects.for_scope(scope).filter(record=record)
    rows = rows.select_related("suspect", "clock", "told__contact__by", "ended_by")
    found = DutiesOfVictim([], [], [])
    for duty in rows.order_by("listed_at", "pk"):
        group = (
            found.open_duties
            if duty.is_open
            else found.met_duties
            if duty.kept_at
            else found.ended_duties
        )
        group.append(duty_row(duty, at=scope.at))
    return found


def duty_row(duty: Duty, *, at: datetime) -> DutyRow:
    """A duty that was read with its suspect, clock and end."""
    words, tone = duty_state_text(duty, at=at)
    return DutyRow(
        pk=duty.pk, suspect=duty.suspect.number, what=duty.get_what_display(),
        owed_by=duty.get_owed_by_display(), due_at=duty.clock.due_at, words=words, tone=tone,
        note=_closed_duty_note(duty), is_of_changed_charge=duty.what in CHANGED_CHARGE_NEWS,
    )  # fmt: skip


def duty_state_text(duty: Duty, *, at: datetime) -> tuple[str, str]:
    """(words, tone) for a duty with its clock, open or not."""
    if duty.is_open:
        return open_duty_text(duty.clock.due_at, duty.sent_at, at=at)
    return closed_duty_text(duty)


def open_duty_text(due_at: datetime, sent_at: datetime | None, *, at: datetime) -> tuple[str, str]:
    """
    (words, tone) for an open duty.

    News that was sent does not meet a duty: the text says for how long its arrival has been
    unknown, and whether it was sent in time. Delays of the post do not make it late (ADR 42).
    """
    if sent_at is None:
        return due_at_text(due_at, at=at)
    days = (london_day(at) - london_day(sent_at)).days
    since = ngettext(
        "not known to have arrived after %(n)s day", "not known to have arrived after %(n)s days",
        days,
    ) % {"n": days}  # fmt: skip
    if sent_at <= due_at:
        return _("Sent in time, %(since)s") % {"since": since}, "soon"
    return _("Sent after the due day, %(since)s") % {"since": since}, "late"


def closed_duty_text(duty: Duty) -> tuple[str, str]:
    """(words, tone) for a duty that is met or ended. Late is stated without a person's name."""
    if duty.kept_at is None:
        return _("Not to be told"), "later"
    due_at = duty.clock.due_at
    if duty.kept_at <= due_at:
        return _("Told in time"), "later"
    late = (london_day(duty.kept_at) - london_day(due_at)).days
    if duty.sent_at and duty.sent_at <= due_at:
        text = ngettext(
            "Sent in time, and told %(n)s day after the due day",
            "Sent in time, and told %(n)s days after the due day", late,
        )  # fmt: skip
        return text % {"n": late}, "later"
    return _("Told after the due day: %(n)s") % {"n": late}, "soon"


def _closed_duty_note(duty: Duty) -> str:
    if duty.ended_because:
        parts = [duty.get_ended_because_display(), duty.ended_text]
        return ". ".join(filter(None, parts))
    return duty.told.contact.by.name if duty.told else ""


def news_owed_now(record: VictimRecord, scope: Scope) -> list[str]:
    """
    The news items (NewsTold) by which the reader's side meets what it owes a victim, soonest due
    first. The right to a review goes with the decisions that can be reviewed, unless the victim is
    owed the news that one cannot. One query.
    """
    rows = Duty.objects.for_scope(scope).filter(record=record, is_open=True, owed_by=scope.side)
    found: dict[str, None] = {}
    for what in rows.order_by("listed_at", "pk").values_list("what", flat=True):
        told_by = DUTY_RULES[NewsOwed(what)].told_by[0]
        found |= dict.fromkeys([told_by, *WITH_REVIEW.get(told_by, ())])
    if "NO_REVIEW" in found:
        found.pop("REVIEW_RIGHT", None)
    return list(found)


def duties_side_may_end(record: VictimRecord, scope: Scope) -> list[DutyRow]:
    """The open duties of the reader's side that the reader may end."""
    rows = Duty.objects.for_scope(scope).filter(record=record, is_open=True, owed_by=scope.side)
    rows = rows.select_related("suspect", "clock").order_by("listed_at", "pk")
    return [duty_row(duty, at=scope.at) for duty in rows]


def events_of_victim(record: VictimRecord, scope: Scope) -> list[VictimEvent]:
    """The recorded events about the suspects of a victim, newest first. One query."""
    tied = Duty.objects.for_scope(scope).filter(record=record)
    rows = VictimEvent.objects.for_scope(scope).filter(suspect__in=tied.values("suspect"))
    return list(rows.select_related("suspect", "by", "withdrawn_by").order_by("-on", "-at"))


def are_duties_stalled(*, at: datetime) -> bool:
    """Whether duties have not been recomputed for minutes: read by monitoring."""
    reckoned_at = Mark.objects.filter(name=DUTIES_RECOMPUTED).values_list("at", flat=True).first()
    return is_late(reckoned_at, at=at, after=STALLED_AFTER)


def breaches_of_duty(duty: Duty, scope: Scope) -> list[CodeBreach]:
    """Why a duty was not met in time, the newest word first."""
    rows = CodeBreach.objects.for_scope(scope).filter(duty=duty)
    return list(rows.select_related("by").order_by("-at", "pk"))


# Explaining one due time


@dataclass(frozen=True)
class DutyExplanation:
    """How the due time of a duty was counted: the event, the period, the days, the result."""

    duty: Duty
    counted: ClockExplanation
    at: datetime

    @property
    def owed(self) -> duty_rules.DutyRule:
        return DUTY_RULES[NewsOwed(self.duty.what)]

    @property
    def whose(self) -> str | Promise:
        return self.owed.whose.label

    @property
    def due(self) -> tuple[str, str]:
        return duty_state_text(self.duty, at=self.at)


def explain_duty(duty: Duty, scope: Scope) -> DutyExplanation:
    """How the due time of a duty, which the guard has found, was counted. Two queries."""
    rows = Duty.objects.for_scope(scope).select_related(
        "case",
        "record",
        "suspect",
        "clock__recipient_unit__agency",
        "told__contact__by",
        "ended_by",
    )
    duty = rows.get(pk=duty.pk)
    return DutyExplanation(duty, ClockExplanation(duty.clock, announced_closed_days()), scope.at)
