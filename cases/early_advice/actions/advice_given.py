"""The early advice itself, visible to the police once it is given."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from cases import notices
from cases.actions.open_case_action import only_known_fields, open_case_action
from cases.early_advice.actions.advice_steps import (
    revoke_adviser,
    suspects_to_move,
    take_advice_step,
)
from cases.models import AdviceMethod, Allegation, EarlyAdvice, GivenAdvice, Offence
from cases.offences.actions.alleged_days import refuse_stopped
from cases.offences.queries.offence_table import judge_for_any
from cases.queries.allegations import visible_allegations
from cases.statuses import AdviceStatus
from people.access.scopes import Refused, Scope

ADVICE_PARTS = (
    "method",
    "answers",
    "lines",
    "evidence",
    "strategy",
    "third_party",
    "other_offence",
)


@transaction.atomic
def give_early_advice(
    *, advice: EarlyAdvice, by: Scope, at: datetime, allegations: Collection[Allegation] = (),
    **parts: Any,
) -> EarlyAdvice:  # fmt: skip
    """
    Answer each question, and advise on lines, evidence, strategy, third parties and charges.

    allegations: those of the request's suspects on which a charge is likely. Raises Refused if a
    question has no answer, or if it is not said by which method the advice was given.
    """
    only_known_fields(ADVICE_PARTS, parts)
    advice = open_case_action("give_early_advice", advice, by=by, at=at, operation="collection")
    if len(parts["answers"]) != len(advice.questions) or not all(parts["answers"]):
        raise Refused(_("Answer each of the questions asked."), is_stage=True)
    if parts.get("method") not in AdviceMethod.values:
        raise Refused(_("Say how the advice was given."), is_stage=True)
    likely = _check_likely_allegations(advice, allegations, by=by)
    _check_days_of_other_offence(advice, parts["other_offence"], by=by)
    suspects = suspects_to_move(advice, "give_early_advice")
    given = GivenAdvice.objects.unscoped("give early advice").create(
        case=advice.case, advice=advice, by_id=by.actor.id, at=at, **parts
    )
    link = GivenAdvice.allegations.through
    link.objects.bulk_create(link(givenadvice=given, allegation=each) for each in likely)
    take_advice_step(advice, "give_early_advice", suspects, status=AdviceStatus.GIVEN, by=by, at=at)
    revoke_adviser(advice, by=by, at=at)
    notices.notify_named_roles(
        notices.OFFICER_ROLES, advice.case, suspects, notice="advice_given", at=at
    )
    return advice


def _check_days_of_other_offence(
    advice: EarlyAdvice, offence: Offence | None, *, by: Scope
) -> None:
    """Raise Refused if another offence applied on the dates of every act alleged."""
    rows = visible_allegations(by).filter(suspect__in=advice.suspects.for_scope(by))
    if offence:
        refuse_stopped(judge_for_any(offence.pk, rows.values_list("from_on", "to_on")))


def _check_likely_allegations(
    advice: EarlyAdvice, chosen: Iterable[Allegation], *, by: Scope
) -> list[Allegation]:
    """Return the chosen allegations; each must be against a suspect of the request and visible."""
    wanted = {allegation.pk for allegation in chosen}
    about = advice.suspects.for_scope(by)
    rows = visible_allegations(by).filter(case=advice.case, pk__in=wanted, suspect__in=about)
    if len(found := list(rows)) != len(wanted):
        raise Refused(_("Select allegations against the suspects of this request."), is_stage=True)
    return found
