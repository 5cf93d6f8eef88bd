"""
Derive duties to victims from the facts of the cases. Idempotent.

A duty opens and ends by a fact of the case, and is met by a recorded contact or letter that told
the victim; nobody ticks it off. Each run recomputes under the row lock of the case, so that
concurrent or interrupted runs give the result of one complete run.
"""

import logging
from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from cases.models import Case
from people.access.row_security import for_purpose
from people.access.scopes import Refused, Scope
from people.models import Side
from people.models.nullable import not_null
from timeliness.actions import clocks, heartbeats
from victims import notices
from victims.actions.duty_facts_sql import DutyKey, cases_with_unsettled_duties, duties_owed_on_case
from victims.actions.named_contacts import end_named_contacts
from victims.actions.news_of_duties import key_of_duty, news_that_meets_duty
from victims.actions.open_victim_action import open_victim_action
from victims.duty_rules import DUTIES_RECOMPUTED, DUTY_RULES, NewsOwed
from victims.models import Duty, DutyEndReason, Told, VictimRecord
from victims.queries.news_told import first_news_sent_at, first_news_that_reached_victim

log = logging.getLogger(__name__)
NO_OPEN_DUTY_CHOSEN = _(
    "Select what is not to be told. What you saw here may have ended meanwhile."
)


def recompute_all_duties(*, at: datetime) -> int:
    """
    Recompute duties of every case where they differ from the facts; the number of such cases.

    Runs as a task, with no user. The heartbeat (rasso.health) is left only if every case succeeded.
    """
    found, left = cases_with_unsettled_duties(at=at), 0
    for case_id in found:
        try:
            recompute_case_duties(case_id=case_id, at=at)
        except Exception:  # go on with the other cases
            left += 1
            log.exception("The duties of case %s could not be worked out", case_id)
    if not left:
        heartbeats.leave_heartbeat(DUTIES_RECOMPUTED, at=at)
    return len(found)


@for_purpose("what victims are owed")
@transaction.atomic
def recompute_case_duties(*, case_id: UUID, at: datetime) -> None:
    """
    Recompute the duties of one case from its facts and from the news told to its victims.

    Called after every action on a case, and most cases have no duty: existing duties are read once.
    at: the moment of the action. If it waited for another's lock, what has come about meanwhile
    ends no earlier than it arose.
    """
    clocks.lock_calendar_shared()
    rows = Case.objects.unscoped("the duties that a case gives rise to")
    case = rows.select_for_update(of=("self",), no_key=True).get(pk=case_id)
    owed, known = duties_owed_on_case(case_id), _existing_duties(case)
    at = max(at, *_moments_of_duties(known.values())) if known else at
    records = {each.pk: each for each in _records_of_case(case)}
    for duty in known.values():
        _reopen_untold_duty(duty, at=at)
    created: list[Duty | None] = []
    for key, happened_at in owed.items():
        if key not in known:
            created.append(_create_duty(case, records[key[0]], key, happened_at, at=at))
        elif known[key].ended_because == DutyEndReason.CORRECTED:
            created.append(_reopen_corrected_duty(known[key], at=at))
    arisen = [duty for duty in created if duty]
    for key, duty in known.items():
        if duty.is_open and key not in owed:
            _end_duty(duty, DutyEndReason.CORRECTED, at=at)
    _update_duties(case, dict.fromkeys([*known.values(), *arisen]), owed, at=at)
    if any(each.contact_officer_id or each.liaison_officer_id for each in records.values()):
        end_named_contacts(case_id=case_id, at=at)
    _notify_new_duties(arisen, at=at)


def _notify_new_duties(duties: list[Duty], *, at: datetime) -> None:
    """
    Notify the people who are chased for new duties, once for each victim and agency.

    Duties that ended before the case was opened here, or are met already, are left out.
    """
    if not duties:
        return
    rows = Duty.objects.unscoped("what a victim is owed as of now").select_related("record__case")
    rows = rows.filter(pk__in=[each.pk for each in duties], is_open=True)
    to_tell = {(each.record_id, each.owed_by): each for each in rows.order_by("listed_at")}
    for duty in to_tell.values():
        notices.notify_chased_for_duty(duty, notice="duty_opened", at=at)


def _existing_duties(case: Case) -> dict[DutyKey, Duty]:
    rows = Duty.objects.unscoped("the duties there are").filter(case=case)
    rows = rows.select_related("clock", "told")
    return {key_of_duty(row): row for row in rows}


def _moments_of_duties(duties: Collection[Duty]) -> list[datetime]:
    """When the duties arose and ended."""
    return [at for each in duties for at in (each.arose_at, each.ended_at) if at]


def _records_of_case(case: Case) -> QuerySet[VictimRecord]:
    return VictimRecord.objects.unscoped("whom a case owes something").filter(case=case)


def _create_duty(
    case: Case, record: VictimRecord, key: DutyKey, happened_at: datetime, *, at: datetime
) -> Duty | None:
    """Create a duty and its clock; None where the case has no unit yet that would owe it."""
    _record, suspect_id, what, source = key
    owed = DUTY_RULES[NewsOwed(what)]
    unit = case.police_unit if owed.by == Side.POLICE else case.cps_unit
    if unit is None:
        return None
    clock = clocks.start_clock(
        rule=owed.rule, about=record.pk, subject=f"{case.urn}, victim {record.number}", unit=unit,
        at=happened_at, confidence=owed.confidence or None,
    )  # fmt: skip
    duty = Duty.objects.unscoped("a victim is to be told").create(
        case=case, record=record, suspect_id=suspect_id, what=what, source=source,
        happened_at=happened_at, owed_by=owed.by, clock=clock, arose_at=at, listed_at=clock.due_at,
        police_unit=case.police_unit,
    )  # fmt: skip
    if clock.due_at < case.opened_at:
        _end_duty(duty, DutyEndReason.OVER_BEFORE, at=at)
    return duty


def _reopen_corrected_duty(duty: Duty, *, at: datetime) -> Duty:
    """Reopen a duty that had ended by a correction: the same row, with its former due time."""
    duty.is_open, duty.ended_because, duty.ended_at, duty.sent_at = True, "", None, None
    duty.save(update_fields=["is_open", "ended_because", "ended_at", "sent_at"])
    clocks.resume_clock(duty.clock, at=at)
    return duty


def _end_duty(
    duty: Duty, because: str, *, at: datetime, by: Scope | None = None, text: str = ""
) -> None:
    duty.is_open, duty.ended_because, duty.ended_at = False, because, at
    duty.ended_by_id, duty.ended_text = by.user_id if by else None, text
    duty.save(update_fields=["is_open", "ended_because", "ended_at", "ended_by_id", "ended_text"])
    clocks.stop_clock(duty.clock, at=max(at, duty.clock.started_at))


def _update_duties(
    case: Case, duties: Collection[Duty], owed: Collection[DutyKey], *, at: datetime
) -> None:
    """Update unit, met and sent times of the duties of a case: those of later news first."""
    for duty in sorted(duties, key=lambda each: each.happened_at, reverse=True):
        if duty.is_open:
            _move_duty_to_current_unit(duty, case)
            _meet_duty_if_told(duty, owed, at=at)
    if kept := [duty for duty in duties if duty.told_id]:
        _date_duties_from_first_telling(case, owed)
        for duty in kept:
            _recheck_sent_at(duty, owed)


def _move_duty_to_current_unit(duty: Duty, case: Case) -> None:
    """Move an open duty's clock to the unit that has the case now."""
    unit = case.police_unit_id if duty.owed_by == Side.POLICE else case.cps_unit_id
    if duty.clock.recipient_unit_id != unit:
        assert unit is not None
        duty.clock.recipient_unit_id = unit
        duty.clock.save(update_fields=["recipient_unit"])


def _reopen_untold_duty(duty: Duty, *, at: datetime) -> None:
    """Reopen a duty that was met by news which did not reach the victim; the due time stays."""
    if duty.told and duty.told.reached_at is None:
        duty.is_open, duty.told, duty.kept_at = True, None, None
        duty.save(update_fields=["is_open", "told", "kept_at"])
        clocks.resume_clock(duty.clock, at=at)


def _meet_duty_if_told(duty: Duty, owed: Collection[DutyKey], *, at: datetime) -> None:
    """
    Meet a duty at the first time the victim is known to have been told, after it began.

    While a letter is out and not known to have come back, the duty stays open and is not chased;
    once it has come back, it is chased again with its former due time (ADR 42).
    """
    since, rows = news_that_meets_duty(duty, owed)
    _set_sent_at(duty, first_news_sent_at(rows, since=since), at=at)
    if news := first_news_that_reached_victim(rows, since=since):
        duty.is_open, duty.told, duty.kept_at = False, news, news.reached_at
        assert duty.kept_at is not None
        duty.save(update_fields=["is_open", "told", "kept_at"])
        clocks.stop_clock(duty.clock, at=max(duty.kept_at, duty.clock.started_at))


def _date_duties_from_first_telling(case: Case, owed: Collection[DutyKey]) -> None:
    """
    Date met duties from the earliest contact that told the victim.

    A colleague's call, or a letter that had arrived, may be recorded later than another contact but
    have happened before it. The time to ask for a review is counted from the same contact.
    """
    earlier = Told.objects.unscoped("what told a victim before").filter(
        contact__record=OuterRef("record"), suspect=OuterRef("suspect"),
        reached_at__lt=OuterRef("kept_at"),
    )  # fmt: skip
    duties = Duty.objects.unscoped("how duties were kept").filter(case=case, told__isnull=False)
    for duty in duties.filter(Exists(earlier)).order_by("-happened_at"):
        since, rows = news_that_meets_duty(duty, owed)
        told = not_null(first_news_that_reached_victim(rows, since=since))
        duty.told, duty.kept_at = told, told.reached_at
        duty.save(update_fields=["told", "kept_at"])


def _recheck_sent_at(duty: Duty, owed: Collection[DutyKey]) -> None:
    """Recompute the sent time of a met duty: news that has come back since does not count."""
    if duty.sent_at is None:
        return
    since, rows = news_that_meets_duty(duty, owed)
    if (sent_at := first_news_sent_at(rows, since=since)) != duty.sent_at:
        duty.sent_at = sent_at
        duty.save(update_fields=["sent_at"])


def _set_sent_at(duty: Duty, sent_at: datetime | None, *, at: datetime) -> None:
    """Set when news was sent: stop the clock while it is on its way, resume it if it came back."""
    if duty.sent_at == sent_at:
        return
    duty.sent_at = sent_at
    duty.save(update_fields=["sent_at"])
    if sent_at:
        clocks.stop_clock(duty.clock, at=max(sent_at, duty.clock.started_at))
    else:
        clocks.resume_clock(duty.clock, at=at)


@transaction.atomic
def end_duties(
    *, record: VictimRecord, by: Scope, at: datetime, duties: Collection[str], why: str
) -> VictimRecord:
    """
    End open duties because the victim does not want to be told; the reason is stored with each.
    """
    record = open_victim_action("end_duties", record, by=by, at=at)
    rows = Duty.objects.for_scope(by).filter(record=record, is_open=True, owed_by=by.side)
    chosen = list(rows.filter(pk__in=duties).select_related("clock"))
    if not chosen or len(chosen) != len(set(duties)):
        raise Refused(NO_OPEN_DUTY_CHOSEN, is_stage=True)
    for duty in chosen:
        _end_duty(duty, DutyEndReason.OPTED_OUT, at=at, by=by, text=why)
    return record
