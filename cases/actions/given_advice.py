"""The early advice itself, which the police read once it is given."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from cases import notices
from cases.actions.advice_steps import end_naming, moving, take
from cases.actions.base import begin, said_of
from cases.models import Allegation, EarlyAdvice, GivenAdvice
from cases.queries.allegations import alleged
from cases.statuses import AdviceStatus
from people.access import Refused, Scope

PARTS = ("answers", "lines", "evidence", "strategy", "third_party", "other_offence")


@transaction.atomic
def give_early_advice(
    *,
    advice: EarlyAdvice,
    by: Scope,
    at: datetime,
    allegations: Collection[Allegation] = (),
    **parts: Any,
) -> EarlyAdvice:
    """
    Answer each question, and advise on lines, evidence, strategy, third parties and charges.

    allegations: those of the request's suspects on which a charge is likely. Raises Refused where
    a question is left without an answer.
    """
    said_of(PARTS, parts)
    advice = begin("give_early_advice", advice, by=by, at=at, operation="collection")
    if len(parts["answers"]) != len(advice.questions) or not all(parts["answers"]):
        raise Refused(_("Answer each of the questions asked."), is_stage=True)
    likely = _of_its_suspects(advice, allegations, by=by)
    suspects = moving(advice, "give_early_advice")
    given = GivenAdvice.objects.system("give early advice").create(
        case=advice.case, advice=advice, by_id=by.user_id, at=at, **parts
    )
    link = GivenAdvice.allegations.through
    link.objects.bulk_create(link(givenadvice=given, allegation=each) for each in likely)
    take(advice, "give_early_advice", suspects, status=AdviceStatus.GIVEN, by=by, at=at)
    end_naming(advice, by=by, at=at)
    notices.tell_named(notices.OFFICER, advice.case, suspects, notice="advice_given", at=at)
    return advice


def _of_its_suspects(
    advice: EarlyAdvice, chosen: Iterable[Allegation], *, by: Scope
) -> list[Allegation]:
    """The chosen allegations, those against the request's suspects that the adviser may know."""
    wanted = {allegation.pk for allegation in chosen}
    about = advice.suspects.for_scope(by)
    rows = alleged(by).filter(case=advice.case, pk__in=wanted, suspect__in=about)
    if len(found := list(rows)) != len(wanted):
        raise Refused(_("Select allegations against the suspects of this request."), is_stage=True)
    return found
