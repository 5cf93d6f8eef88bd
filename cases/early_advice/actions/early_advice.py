"""Early advice on the side of the police: request, sign-off, withdrawal and reply to a refusal."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from cases import notices
from cases.actions import turns
from cases.actions.open_case_action import (
    add_timeline_event,
    check_suspects,
    only_known_fields,
    open_case_action,
)
from cases.check_rules import CheckResult
from cases.early_advice.actions.advice_steps import (
    notify_advice_holders,
    revoke_adviser,
    suspects_to_move,
    take_advice_step,
)
from cases.early_advice.advice_checks import advice_check_results
from cases.early_advice.advice_sections import WRITTEN_FIELDS
from cases.early_advice.queries import advice_checks
from cases.early_advice.queries.early_advice import last_ended_advice
from cases.models import Case, EarlyAdvice, Suspect
from cases.referrals.actions import check_results, send_to_cps
from cases.statuses import AdviceStatus
from people.access.scopes import Scope
from people.models import Side


@transaction.atomic
def request_early_advice(
    *, case: Case, by: Scope, at: datetime, suspects: Iterable[Suspect],
    explained: Mapping[str, str] | None = None, **items: Any,
) -> EarlyAdvice:  # fmt: skip
    """
    Write a request and pass it to the supervisor. It stays private to the police until sign-off.

    explained: {check code: why it is sent in spite of the warning}.
    """
    only_known_fields(WRITTEN_FIELDS, items)
    case = open_case_action("request_early_advice", case, by=by, at=at, operation="collection")
    suspects = check_suspects("request_early_advice", suspects, case=case, by=by)
    earlier = last_ended_advice(case, by, suspects)  # its text may have been copied from there
    writers = {*(earlier.writers if earlier else ()), by.user_id}
    advice = EarlyAdvice(
        case=case, written_by_id=by.actor.id, written_at=at, writers=sorted(writers), **items
    )
    advice.explained = check_results.explanations_of_warnings(
        _check_results_now(advice, by=by, at=at), explained
    )
    advice.save()
    link = EarlyAdvice.suspects.through
    link.objects.bulk_create(link(earlyadvice=advice, suspect=each) for each in suspects)
    for suspect in suspects:
        turns.advance_suspect(suspect, "request_early_advice", by=by, at=at)
    add_timeline_event(
        "request_early_advice", case, by=by, at=at, suspects=suspects, only_side=Side.POLICE
    )
    notices.notify_unit(
        "supervise_cases", case.police_unit_id, case, suspects, notice="advice_sign_off_wanted",
        at=at,
    )  # fmt: skip
    return advice


def _check_results_now(advice: EarlyAdvice, *, by: Scope, at: datetime) -> list[CheckResult]:
    """Results of the advice checks on the request as it is now."""
    has_papers = advice_checks.documents_for_both_sides(by).filter(case=advice.case).exists()
    return advice_check_results(advice_checks.advice_snapshot(advice, has_papers), at=at)


@transaction.atomic
def send_early_advice_back(
    *, advice: EarlyAdvice, by: Scope, at: datetime, text: str
) -> EarlyAdvice:
    """Send the request back to the officer, who writes another; it stays private to the police."""
    advice = open_case_action("send_early_advice_back", advice, by=by, at=at)
    suspects = suspects_to_move(advice, "send_early_advice_back")
    take_advice_step(
        advice, "send_early_advice_back", suspects, status=AdviceStatus.SENT_BACK, by=by, at=at,
        text=text, only_side=Side.POLICE,
    )  # fmt: skip
    notices.notify_named_roles(
        notices.OFFICER_ROLES, advice.case, suspects, notice="advice_sent_back", at=at
    )
    return advice


@transaction.atomic
def sign_early_advice_off(
    *, advice: EarlyAdvice, by: Scope, at: datetime, text: str
) -> EarlyAdvice:
    """
    Sign the request off, which sends it to the CPS. Source: ADR 10 (nothing else sends it).

    From then on the CPS unit of the route can see the case and the suspects named.
    """
    advice = open_case_action("sign_early_advice_off", advice, by=by, at=at, operation="disclosure")
    case = advice.case
    send_to_cps.assign_receiving_unit(case, "", "sign_early_advice_off", by=by, at=at)
    sent = case.early_advice.unscoped("number a request").exclude(number=None)
    advice.number, advice.only_side, advice.sent_at = 1 + sent.count(), "", at
    advice.checks = check_results.outcome_by_code(_check_results_now(advice, by=by, at=at))
    suspects = suspects_to_move(advice, "sign_early_advice_off")
    send_to_cps.make_visible_to_cps(suspects)
    take_advice_step(
        advice, "sign_early_advice_off", suspects, status=AdviceStatus.SUBMITTED, by=by, at=at,
        text=text,
    )  # fmt: skip
    notices.notify_unit(
        "triage_cases", case.cps_unit_id, case, suspects, notice="advice_requested", at=at
    )
    return advice


@transaction.atomic
def withdraw_early_advice(
    *, advice: EarlyAdvice, by: Scope, at: datetime, text: str
) -> EarlyAdvice:
    """Withdraw the request, with a reason; the suspects return to the police."""
    advice = open_case_action("withdraw_early_advice", advice, by=by, at=at)
    was, suspects = advice.status, suspects_to_move(advice, "withdraw_early_advice")
    take_advice_step(
        advice, "withdraw_early_advice", suspects, status=AdviceStatus.WITHDRAWN, by=by, at=at,
        text=text, only_side=advice.only_side,
    )  # fmt: skip
    notify_advice_holders(advice, was, suspects, notice="advice_withdrawn", at=at)
    revoke_adviser(advice, by=by, at=at)
    return advice


@transaction.atomic
def reply_to_refusal(*, advice: EarlyAdvice, by: Scope, at: datetime, text: str) -> EarlyAdvice:
    """Reply to a refusal with what the police will do, and go on investigating."""
    advice = open_case_action("reply_to_refusal", advice, by=by, at=at)
    was, suspects = advice.status, suspects_to_move(advice, "reply_to_refusal")
    take_advice_step(
        advice, "reply_to_refusal", suspects, status=AdviceStatus.REPLIED, by=by, at=at, text=text
    )
    notify_advice_holders(advice, was, suspects, notice="advice_reply", at=at)
    return advice
