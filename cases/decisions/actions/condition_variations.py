"""The prosecutor varies the conditions of a conditional caution."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cases import notices
from cases.actions import turns
from cases.actions.open_case_action import (
    add_timeline_event,
    check_future_dates,
    check_past_dates,
    open_case_action,
    save_next_version,
)
from cases.decisions.actions.disposal_checks import check_disposal_read
from cases.decisions.actions.reopenings import live_decision
from cases.decisions.disposals import ADULT_AGE, StatedCondition, age_on
from cases.models import Decision, DisposalCondition, DisposalStep, Suspect
from cases.models.disposal import ConditionVariation
from people.access.scopes import Refused, Scope
from people.models.nullable import not_null
from timeliness.actions import clocks

CONDITIONS_WANTED = _("State at least one condition. A conditional caution has conditions.")
NOTHING_VARIED = _("These are the conditions as they are. Change, leave out or add one.")
ADULT_WANTED = _(
    "The suspect was under 18 on that day. Vary the conditions once they have consented with an "
    "appropriate adult present."
)
VIEWS_UNSAID = _("Enter what the victims said, or why they were not asked.")


@transaction.atomic
def vary_conditions(
    *, suspect: Suspect, by: Scope, at: datetime, version: int,
    conditions: Sequence[StatedCondition], agreed_on: date, text: str, are_asked: bool,
    views: str = "", not_asked_because: str = "", is_adult_there: bool | None = None,
) -> ConditionVariation:  # fmt: skip
    """
    Vary the conditions of a caution that was given and has not ended; the suspect has consented.

    version: of the disposal as the form showed it (disposal_version). conditions: all that hold
    from now on; one that stays as it was may have a day that has passed. agreed_on: the day of the
    consent. is_adult_there: whether an appropriate adult was present; asked of a suspect under 18.
    Raises Refused if nothing varies, if nobody was with a child, or if the conditions were varied
    since.
    """
    verb = "vary_conditions"
    suspect = open_case_action(verb, suspect, by=by, at=at)
    decision = live_decision(suspect)
    check_disposal_read(decision, version)
    given = decision.disposal_reports.unscoped("when it was given").get(step=DisposalStep.GIVEN)
    check_past_dates(agreed_on, at=at, since=given.on)
    is_adult_there = _checked_adult(suspect, agreed_on, is_adult_there)
    said = bool(views.strip()), bool(not_asked_because.strip())
    if said != (are_asked, not are_asked):
        raise Refused(VIEWS_UNSAID, is_stage=True)
    before = decision.conditions.filter(is_current=True).order_by("number")
    _check_varied([(each.aim, each.text, each.meet_by) for each in before], conditions, at=at)
    variation = _create_variation(
        decision, conditions, case=suspect.case, agreed_on=agreed_on, reasons=text,
        are_asked=are_asked, views=views, not_asked_because=not_asked_because,
        is_adult_there=is_adult_there, by_id=by.actor.id, at=at,
    )  # fmt: skip
    save_next_version(suspect, verb, by=by, at=at)
    _move_last_day(suspect, conditions, by=by, at=at)
    add_timeline_event(verb, suspect.case, by=by, at=at, suspects=[suspect])
    notices.notify_named_roles(
        notices.OFFICER_ROLES, suspect.case, [suspect], notice="conditions_varied", at=at
    )
    return variation


def _checked_adult(suspect: Suspect, agreed_on: date, is_adult_there: bool | None) -> bool | None:
    """Whether an appropriate adult was with a child who consented; None of an adult."""
    if age_on(not_null(suspect.born_on), agreed_on) >= ADULT_AGE:
        return None
    if not is_adult_there:
        raise Refused(ADULT_WANTED, is_stage=True)
    return True


def _create_variation(
    decision: Decision, conditions: Sequence[StatedCondition], **facts: Any
) -> ConditionVariation:
    """The variation and its conditions, which replace those before."""
    number = 1 + decision.variations.unscoped("number a variation").count()
    variation = ConditionVariation.objects.unscoped("vary the conditions").create(
        decision=decision, number=number, **facts
    )
    decision.conditions.filter(is_current=True).update(is_current=False)
    DisposalCondition.objects.bulk_create(
        DisposalCondition(
            decision=decision, variation=variation, number=n, aim=each.aim, text=each.text,
            meet_by=each.meet_by,
        )
        for n, each in enumerate(conditions, start=1)
    )  # fmt: skip
    return variation


def _check_varied(
    before: Sequence[tuple[str, str, date]], conditions: Sequence[StatedCondition], *, at: datetime
) -> None:
    """Raise Refused unless there are conditions, they differ, and what is new is to come."""
    now = [(str(each.aim), each.text, each.meet_by) for each in conditions]
    if not now:
        raise Refused(CONDITIONS_WANTED, is_stage=True)
    if sorted(now) == sorted(before):
        raise Refused(NOTHING_VARIED, is_stage=True)
    new = [meet_by for aim, text, meet_by in now if (aim, text, meet_by) not in before]
    if new:
        check_future_dates(*new, at=at)


def _move_last_day(
    suspect: Suspect, conditions: Sequence[StatedCondition], *, by: Scope, at: datetime
) -> None:
    """The police report by the last day of the conditions."""
    turn = suspect.turns.unscoped("whose last day moves").get(ended_at=None)
    last = max(each.meet_by for each in conditions)
    clocks.move_clock(not_null(turn.clock), due_on=last, at=at)
    turns.refresh_suspect_listing(suspect.case, by=by, at=at)
