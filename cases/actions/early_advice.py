"""Early advice, as the police ask for it: written, signed off, taken back, and replied about."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from cases import notices
from cases.actions import checks, sending, turns
from cases.actions.advice_steps import end_naming, moving, take, tell_holders
from cases.actions.base import begin, check_suspects, happened, said_of
from cases.advice_completeness import findings
from cases.advice_items import WRITTEN
from cases.completeness import Finding
from cases.models import Case, EarlyAdvice, Suspect
from cases.queries import advice_checks
from cases.queries.early_advice import last_ended
from cases.statuses import AdviceStatus
from people.access import Scope
from people.models import Side


@transaction.atomic
def request_early_advice(
    *,
    case: Case,
    by: Scope,
    at: datetime,
    suspects: Iterable[Suspect],
    explained: Mapping[str, str] | None = None,
    **items: Any,
) -> EarlyAdvice:
    """
    Ask the supervisor to ask the CPS for early advice. Nothing leaves the police yet.

    explained: {code of a rule that warns: why it goes all the same}.
    """
    said_of(WRITTEN, items)
    case = begin("request_early_advice", case, by=by, at=at, operation="collection")
    suspects = check_suspects("request_early_advice", suspects, case=case, by=by)
    earlier = last_ended(case, by, suspects)  # what its text may have been taken from
    writers = {*(earlier.writers if earlier else ()), by.user_id}
    advice = EarlyAdvice(
        case=case, written_by_id=by.user_id, written_at=at, writers=sorted(writers), **items
    )
    advice.explained = checks.explanations(_found(advice, by=by, at=at), explained)
    advice.save()
    link = EarlyAdvice.suspects.through
    link.objects.bulk_create(link(earlyadvice=advice, suspect=each) for each in suspects)
    for suspect in suspects:
        turns.move(suspect, "request_early_advice", by=by, at=at)
    happened("request_early_advice", case, by=by, at=at, suspects=suspects, only_side=Side.POLICE)
    notices.tell_unit(
        "supervise_cases", case.police_unit_id, case, suspects, notice="advice_sign_off_wanted",
        at=at,
    )  # fmt: skip
    return advice


def _found(advice: EarlyAdvice, *, by: Scope, at: datetime) -> list[Finding]:
    """What the rules say of a request now."""
    has_papers = advice_checks.papers(by).filter(case=advice.case).exists()
    return findings(advice_checks.as_it_stands(advice, has_papers), at=at)


@transaction.atomic
def send_early_advice_back(
    *, advice: EarlyAdvice, by: Scope, at: datetime, text: str
) -> EarlyAdvice:
    """The supervisor wants another request written; the text stays with the police."""
    advice = begin("send_early_advice_back", advice, by=by, at=at)
    suspects = moving(advice, "send_early_advice_back")
    take(
        advice, "send_early_advice_back", suspects, status=AdviceStatus.SENT_BACK, by=by, at=at,
        text=text, only_side=Side.POLICE,
    )  # fmt: skip
    notices.tell_named(notices.OFFICER, advice.case, suspects, notice="advice_sent_back", at=at)
    return advice


@transaction.atomic
def sign_early_advice_off(
    *, advice: EarlyAdvice, by: Scope, at: datetime, text: str
) -> EarlyAdvice:
    """
    The supervisor sends the request to the CPS: the only act that does (ADR 10).

    From here the CPS unit of the route can see the case and the suspects named.
    """
    advice = begin("sign_early_advice_off", advice, by=by, at=at, operation="disclosure")
    case = advice.case
    sending.take_to_cps(case, "", "sign_early_advice_off", by=by, at=at)
    sent = case.early_advice.system("number a request").exclude(number=None)
    advice.number, advice.only_side, advice.sent_at = 1 + sent.count(), "", at
    advice.checks = checks.outcomes(_found(advice, by=by, at=at))
    suspects = moving(advice, "sign_early_advice_off")
    sending.disclose(suspects)
    take(
        advice, "sign_early_advice_off", suspects, status=AdviceStatus.SUBMITTED, by=by, at=at,
        text=text,
    )  # fmt: skip
    notices.tell_unit(
        "triage_cases", case.cps_unit_id, case, suspects, notice="advice_requested", at=at
    )
    return advice


@transaction.atomic
def withdraw_early_advice(
    *, advice: EarlyAdvice, by: Scope, at: datetime, text: str
) -> EarlyAdvice:
    """The police take the request back, with a reason; the suspects are theirs again."""
    advice = begin("withdraw_early_advice", advice, by=by, at=at)
    was, suspects = advice.status, moving(advice, "withdraw_early_advice")
    take(
        advice, "withdraw_early_advice", suspects, status=AdviceStatus.WITHDRAWN, by=by, at=at,
        text=text, only_side=advice.only_side,
    )  # fmt: skip
    tell_holders(advice, was, suspects, notice="advice_withdrawn", at=at)
    end_naming(advice, by=by, at=at)
    return advice


@transaction.atomic
def reply_to_refusal(*, advice: EarlyAdvice, by: Scope, at: datetime, text: str) -> EarlyAdvice:
    """The police say what they do about a refusal, and go on investigating."""
    advice = begin("reply_to_refusal", advice, by=by, at=at)
    was, suspects = advice.status, moving(advice, "reply_to_refusal")
    take(advice, "reply_to_refusal", suspects, status=AdviceStatus.REPLIED, by=by, at=at, text=text)
    tell_holders(advice, was, suspects, notice="advice_reply", at=at)
    return advice
