"""
Two named people, one of each side, settle a due date on which the sides do not agree.

One of the two proposes a date, or that the due date stays; the other agrees, or says why not. Their
roles are those of the two who resolve a challenge of an action (ADR 11).
"""

from datetime import date, datetime
from itertools import product

from django.db import transaction

from cases import notices
from cases.action_plans.actions.challenge_resolution import (
    NOT_ONE_OF_THEM,
    OWN_OUTCOME,
    PROPOSED_DATE_PASSED,
    is_same_person,
    last_resolution_step,
)
from cases.actions.open_case_action import open_case_action
from cases.allocation.queries.allocations import inspectors_for, managers_for
from cases.deadlines import has_passed
from cases.extensions.actions.extension_steps import (
    add_extension_step,
    end_extension,
    move_due_date,
    notify_side,
    save_extension,
)
from cases.extensions.actions.extensions import check_later_date
from cases.models import Extension, ExtensionStep, ExtensionStepKind
from cases.queries.conflicts import free_of_conflict
from cases.statuses import ExtensionStatus
from people.access.scopes import Refused, Scope
from people.models import Side, User
from people.models.nullable import not_null

BOTH_SIDES = [Side.POLICE, Side.CPS]
# From these the step is raised; from the others, one of the two is replaced at the same step.
SENT_UP_FROM = {ExtensionStatus.REFUSED, ExtensionStatus.UNSETTLED}


@transaction.atomic
def send_extension_up(
    *, extension: Extension, by: Scope, at: datetime, inspector: User, manager: User, text: str,
    version: int | None = None,
) -> Extension:  # fmt: skip
    """
    Name an inspector and a legal manager to settle the due date, or replace the two.

    Raises Refused for a person with a conflict of interest, or who had a part in it so far.
    """
    extension = open_case_action("send_extension_up", extension, by=by, at=at, version=version)
    _check_two(extension, inspector, manager, at=at)
    names = f"{inspector.name}, {manager.name}"
    add_extension_step(extension, ExtensionStepKind.SENT_UP, f"{names}\n{text}", by=by, at=at)
    extension.step += extension.status in SENT_UP_FROM
    extension.inspector, extension.manager = inspector, manager
    extension.outcome_on, extension.outcome_by = None, None
    _await(extension, ExtensionStatus.UP, [inspector, manager])
    suspects = save_extension(extension, "send_extension_up", by=by, at=at)
    for person in (inspector, manager):
        notices.notify_person(person, extension.case, suspects, notice="named_to_settle", at=at)
    return extension


def _check_two(extension: Extension, inspector: User, manager: User, *, at: datetime) -> None:
    able = inspectors_for(extension.case, at=at), managers_for(extension.case, at=at)
    may = [free_of_conflict(people, extension.case_id) for people in able]
    took_part = ExtensionStep.objects.unscoped("who had a part in it").filter(extension=extension)
    settled_before = (ExtensionStepKind.PROPOSED, ExtensionStepKind.NOT_SETTLED)
    if extension.status != ExtensionStatus.UNSETTLED:  # one of the two may be named again
        took_part = took_part.exclude(kind__in=settled_before)
    people = [step.by for step in took_part.select_related("by")]
    others = [(inspector, manager), *product((inspector, manager), people)]
    is_able = inspector in may[0] and manager in may[1]
    if not is_able or any(is_same_person(*two) for two in others):
        raise Refused(NOT_ONE_OF_THEM, is_stage=True)


def _await(extension: Extension, status: ExtensionStatus, people: list[User | None]) -> None:
    """Set the status, and the accounts and sides that act next. Does not save."""
    extension.status = status
    extension.asked_to_settle = [person.pk for person in people if person]
    sides = zip(BOTH_SIDES, (extension.inspector, extension.manager), strict=True)
    extension.awaits = [side for side, person in sides if person in people]


@transaction.atomic
def propose_due_date(
    *, extension: Extension, by: Scope, at: datetime, is_moved: bool, text: str,
    new_date: date | None = None, version: int | None = None,
) -> Extension:  # fmt: skip
    """Propose as one of the two that the due date becomes `new_date`, or that it stays."""
    extension = open_case_action("propose_due_date", extension, by=by, at=at, version=version)
    on = new_date if is_moved else None
    if is_moved:
        check_later_date(extension.clock, not_null(on), at=at)
    add_extension_step(extension, ExtensionStepKind.PROPOSED, text, by=by, at=at, on=on)
    extension.outcome_on, extension.outcome_by_id = on, by.user_id
    two = extension.inspector, extension.manager
    [other] = [person for person in two if person and person.pk != by.user_id]
    _await(extension, ExtensionStatus.PROPOSED, [other])
    suspects = save_extension(extension, "propose_due_date", by=by, at=at, on=on)
    notices.notify_person(other, extension.case, suspects, notice="outcome_proposed", at=at)
    return extension


@transaction.atomic
def answer_due_date(
    *, extension: Extension, by: Scope, at: datetime, is_agreed: bool, text: str = "",
    version: int | None = None,
) -> Extension:  # fmt: skip
    """Agree to the proposed outcome, which then takes effect, or decline it with a reason."""
    extension = open_case_action("answer_due_date", extension, by=by, at=at, version=version)
    on = extension.outcome_on
    if is_agreed:
        _settle(extension, on, by=by, at=at)
        add_extension_step(extension, ExtensionStepKind.SETTLED, text, by=by, at=at, on=on)
    else:
        add_extension_step(extension, ExtensionStepKind.NOT_SETTLED, text, by=by, at=at)
        further = extension.step < last_resolution_step(not_null(extension.case.cps_unit).area)
        status = ExtensionStatus.UNSETTLED if further else ExtensionStatus.UP
        _await(extension, status, [extension.inspector, extension.manager])
    suspects = save_extension(
        extension, "answer_due_date", by=by, at=at, on=on if is_agreed else None
    )
    for side in BOTH_SIDES if is_agreed else ():
        notify_side(extension, side, suspects, "date_change_answered", at=at)
    return extension


def _settle(extension: Extension, on: date | None, *, by: Scope, at: datetime) -> None:
    if extension.outcome_by_id in by.accounts:
        raise Refused(OWN_OUTCOME)
    if on and has_passed(on, at=at):
        raise Refused(PROPOSED_DATE_PASSED, is_stage=True)
    extension.agreed_by_id = by.user_id
    if on:
        move_due_date(extension, on, at=at)
    end_extension(extension, ExtensionStatus.SETTLED, at=at)
