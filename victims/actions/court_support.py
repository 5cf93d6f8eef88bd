"""What a victim wants in court, and what the court says: steps added one after another."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cases.actions.base import must_have_happened
from people.access import Refused, Scope
from victims.actions.base import begin
from victims.measures import FOLLOWS, Step
from victims.models import Reading, SpecialMeasure, StatementEntry, StatementStep, VictimRecord

OUT_OF_TURN = _("%(step)s cannot come next. The last entry recorded is: %(last)s.")
NOTHING = _("nothing")
BEFORE_THE_LAST = _("The date is before that of the step before it. Enter a later one.")
NOT_READ = _("A statement that was declined is not read out.")


@transaction.atomic
def record_special_measure(
    *, record: VictimRecord, by: Scope, at: datetime, measure: str, step: str, on: date
) -> SpecialMeasure:
    """Add a step of a special measure, which must follow from the one before it."""
    record = begin("record_special_measure", record, by=by, at=at, operation="collection")
    must_have_happened(on, at=at)
    rows = SpecialMeasure.objects.system("the steps of a special measure")
    last = rows.filter(record=record, measure=measure).order_by("at", "on").last()
    if step not in FOLLOWS[last.step if last else None]:
        said = Step(last.step).label if last else NOTHING
        told = OUT_OF_TURN % {"step": Step(step).label, "last": said}
        raise Refused(OUT_OF_TURN, is_stage=True, told=told)
    if last and on < last.on:
        raise Refused(BEFORE_THE_LAST, is_stage=True)
    return rows.create(
        case_id=record.case_id, record=record, measure=measure, step=step, on=on,
        by_id=by.user_id, at=at,
    )  # fmt: skip


@transaction.atomic
def record_personal_statement(
    *,
    record: VictimRecord,
    by: Scope,
    at: datetime,
    step: str,
    on: date,
    reading: str = Reading.NOT_ASKED,
) -> StatementEntry:
    """Say what became of the offer of a victim personal statement; never what it says."""
    record = begin("record_personal_statement", record, by=by, at=at, operation="collection")
    must_have_happened(on, at=at)
    if step == StatementStep.DECLINED and reading != Reading.NOT_ASKED:
        raise Refused(NOT_READ, is_stage=True)
    return StatementEntry.objects.system("what became of a statement").create(
        case_id=record.case_id, record=record, step=step, reading=reading, on=on,
        by_id=by.user_id, at=at,
    )  # fmt: skip
