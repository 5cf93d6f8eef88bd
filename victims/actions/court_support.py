"""Special measures and personal statements of a victim: append-only steps."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cases.actions.open_case_action import check_past_dates
from people.access.scopes import Refused, Scope
from victims.actions.open_victim_action import open_victim_action
from victims.models import (
    SpecialMeasure,
    StatementEntry,
    StatementReader,
    StatementStep,
    VictimRecord,
)
from victims.special_measures import NEXT_MEASURE_STEPS, SpecialMeasureStep

STEP_OUT_OF_ORDER = _("%(step)s cannot come next. The last entry recorded is: %(last)s.")
NO_EARLIER_STEP = _("nothing")
BEFORE_LAST_STEP = _("The date is before that of the step before it. Enter a later one.")
DECLINED_STATEMENT_NOT_READ = _("A statement that was declined is not read out.")


@transaction.atomic
def record_special_measure(
    *, record: VictimRecord, by: Scope, at: datetime, measure: str, step: str, on: date
) -> SpecialMeasure:
    """Add a step of a special measure, which must be allowed after the current one."""
    record = open_victim_action(
        "record_special_measure", record, by=by, at=at, operation="collection"
    )
    check_past_dates(on, at=at)
    rows = SpecialMeasure.objects.unscoped("the steps of a special measure")
    last = rows.filter(record=record, measure=measure).order_by("at", "on").last()
    if step not in NEXT_MEASURE_STEPS[last.step if last else None]:
        last_step = SpecialMeasureStep(last.step).label if last else NO_EARLIER_STEP
        message = STEP_OUT_OF_ORDER % {"step": SpecialMeasureStep(step).label, "last": last_step}
        raise Refused(STEP_OUT_OF_ORDER, is_stage=True, message=message)
    if last and on < last.on:
        raise Refused(BEFORE_LAST_STEP, is_stage=True)
    return rows.create(
        case_id=record.case_id, record=record, measure=measure, step=step, on=on,
        by_id=by.actor.id, at=at,
    )  # fmt: skip


@transaction.atomic
def record_personal_statement(
    *,
    record: VictimRecord,
    by: Scope,
    at: datetime,
    step: str,
    on: date,
    reading: str = StatementReader.NOT_ASKED,
) -> StatementEntry:
    """
    Add a step of the offer of a victim personal statement; the statement itself is not stored.
    """
    record = open_victim_action(
        "record_personal_statement", record, by=by, at=at, operation="collection"
    )
    check_past_dates(on, at=at)
    if step == StatementStep.DECLINED and reading != StatementReader.NOT_ASKED:
        raise Refused(DECLINED_STATEMENT_NOT_READ, is_stage=True)
    rows = StatementEntry.objects.unscoped("what became of a statement")
    last = rows.filter(record=record).order_by("-at", "-on").first()
    if last and on < last.on:
        raise Refused(BEFORE_LAST_STEP, is_stage=True)
    return rows.create(
        case_id=record.case_id, record=record, step=step, reading=reading, on=on,
        by_id=by.actor.id, at=at,
    )  # fmt: skip
