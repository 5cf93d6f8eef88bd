"""CPS triage of early advice, then the manager, who names an adviser or refuses."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from cases import notices
from cases.actions.open_case_action import (
    add_timeline_event,
    check_future_dates,
    only_known_fields,
    open_case_action,
)
from cases.allocation.queries.allocations import prosecutors_for
from cases.deadlines import ADVICE_PERIOD, REPLY_BY
from cases.early_advice.actions.advice_steps import (
    add_advice_step,
    revoke_adviser,
    save_advice_status,
    suspects_to_move,
    take_advice_step,
)
from cases.early_advice.advice_checks import ADVICE_CHECKS
from cases.models import AdviceMethod, EarlyAdvice, Suspect
from cases.queries.conflicts import free_of_conflict
from cases.referrals.actions import check_results
from cases.statuses import AdviceStatus
from people.access import grants
from people.access.scopes import Refused, Scope
from people.models import User
from people.models.nullable import not_null
from timeliness.actions import clocks
from timeliness.models import Clock, Confidence


@transaction.atomic
def accept_early_advice(*, advice: EarlyAdvice, by: Scope, at: datetime) -> EarlyAdvice:
    """Accept the request at triage: start the advice clock and pass it to the manager."""
    advice = open_case_action("accept_early_advice", advice, by=by, at=at)
    suspects = suspects_to_move(advice, "accept_early_advice")
    take_advice_step(
        advice, "accept_early_advice", suspects, status=AdviceStatus.WITH_MANAGER, by=by, at=at,
        clock=start_advice_clock(advice, suspects, at=at),
    )  # fmt: skip
    _score_advice_checks(advice, (), at=at)
    case = advice.case
    notices.notify_unit(
        "manage_early_advice", case.cps_unit_id, case, suspects, notice="advice_to_decide", at=at
    )
    return advice


def start_advice_clock(
    advice: EarlyAdvice, suspects: Collection[Suspect], *, at: datetime
) -> Clock:
    """
    Start the clock of the advice against the CPS unit, counted from an acceptance.

    Marked unverified: the source says 21 days, but not which kind of days or from which acceptance.
    """
    case = advice.case
    return clocks.start_clock(
        rule=ADVICE_PERIOD, about=case.pk, subject=notices.notice_subject(case, suspects),
        unit=not_null(case.cps_unit),
        at=at, confidence=Confidence.UNVERIFIED,
    )  # fmt: skip


@transaction.atomic
def return_early_advice(
    *,
    advice: EarlyAdvice,
    by: Scope,
    at: datetime,
    text: str,
    items: Collection[str] = (),
    reply_by: date | None = None,
) -> EarlyAdvice:
    """
    Return the request at triage, with a reason and, if wanted, a date for a reply.

    items: codes of the incomplete items, if that is the reason. Without them triage said nothing
    about the checks, and none is scored.
    """
    only_known_fields(ADVICE_CHECKS, items)
    facts = {"text": text, "items": list(items)}
    advice = _return_or_refuse_advice(
        "return_early_advice", advice, AdviceStatus.RETURNED, reply_by, by, at, **facts
    )
    if items:
        _score_advice_checks(advice, items, at=at)
    return advice


def _score_advice_checks(advice: EarlyAdvice, items: Collection[str], *, at: datetime) -> None:
    """Record how each check did, now that triage has answered."""
    check_results.record_check_scores(
        advice.checks, advice.explained, items, at=at, case=advice.case, advice=advice
    )


@transaction.atomic
def refuse_early_advice(
    *, advice: EarlyAdvice, by: Scope, at: datetime, text: str, reply_by: date | None = None
) -> EarlyAdvice:
    """Refuse the request as the manager, with a reason and, if wanted, a date for a reply."""
    return _return_or_refuse_advice(
        "refuse_early_advice", advice, AdviceStatus.REFUSED, reply_by, by, at, text=text
    )


def _return_or_refuse_advice(
    verb: str,
    advice: EarlyAdvice,
    status: AdviceStatus,
    reply_by: date | None,
    by: Scope,
    at: datetime,
    **said: Any,
) -> EarlyAdvice:
    advice = open_case_action(verb, advice, by=by, at=at)
    case, clock, suspects = advice.case, None, suspects_to_move(advice, verb)
    if reply_by:
        check_future_dates(reply_by, at=at)
        clock = clocks.start_agreed_clock(
            due_on=reply_by, rule=REPLY_BY, about=case.pk,
            subject=notices.notice_subject(case, suspects),
            unit=case.police_unit, at=at,
        )  # fmt: skip
    take_advice_step(
        advice, verb, suspects, status=status, by=by, at=at, reply_by=reply_by, clock=clock, **said
    )  # fmt: skip
    notices.notify_named_roles(
        notices.OFFICER_ROLES, case, suspects, notice="advice_refused", at=at
    )
    notices.notify_unit(
        "inspect_cases", case.police_unit_id, case, suspects, notice="advice_refused", at=at
    )
    return advice


@transaction.atomic
def name_adviser(
    *, advice: EarlyAdvice, by: Scope, at: datetime, to: User, method: str
) -> EarlyAdvice:
    """
    Accept the request as the manager, and name the prosecutor who gives the advice.

    method: how it is to be given, an AdviceMethod. Raises Refused for anything else.
    """
    advice = open_case_action("name_adviser", advice, by=by, at=at)
    if method not in AdviceMethod.values:
        raise Refused(_("Say how the advice is to be given."), is_stage=True)
    suspects = suspects_to_move(advice, "name_adviser")
    advice.planned_method = method
    _name_adviser(advice, to, by=by, at=at)
    take_advice_step(
        advice, "name_adviser", suspects, status=AdviceStatus.WITH_ADVISER, by=by, at=at, to=to
    )
    case = advice.case
    notices.notify_person(to, case, suspects, notice="advice_wanted", at=at)
    notices.notify_named_roles(
        notices.OFFICER_ROLES, case, suspects, notice="advice_accepted", at=at
    )
    return advice


@transaction.atomic
def change_adviser(
    *, advice: EarlyAdvice, by: Scope, at: datetime, to: User, text: str
) -> EarlyAdvice:
    """Name another prosecutor as the adviser. The clock does not restart."""
    advice = open_case_action("change_adviser", advice, by=by, at=at)
    if advice.adviser_id == to.pk:
        raise Refused(_("This prosecutor is the adviser already."), is_stage=True)
    case, before = advice.case, advice.adviser
    assert before is not None
    suspects = suspects_to_move(advice, "give_early_advice")
    revoke_adviser(advice, by=by, at=at)
    _name_adviser(advice, to, by=by, at=at)
    save_advice_status(advice, advice.status)
    add_advice_step(advice, "change_adviser", by=by, at=at, text=text, to=to)
    add_timeline_event(
        "change_adviser", case, by=by, at=at, suspects=suspects, note=f"{to.name}\n{text}"
    )
    notices.notify_person(before, case, suspects, notice="reallocated", at=at)
    notices.notify_person(to, case, suspects, notice="advice_wanted", at=at)
    return advice


def _name_adviser(advice: EarlyAdvice, to: User, *, by: Scope, at: datetime) -> None:
    grants.lock_account(to)
    free = free_of_conflict(prosecutors_for(advice.case, at=at), advice.case_id)
    if not free.filter(pk=to.pk).exists():
        raise Refused(_("Select a prosecutor of the unit who may see this case."), is_stage=True)
    grants.grant_capacity("early_adviser", to=to, on=advice.case, by=by, at=at)
    advice.adviser = to
