"""Early advice on the side of the CPS: triage, the manager, the adviser and the advice itself."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from cases.allocation.queries.allocations import ranked_prosecutors
from cases.api.case_endpoint import run_case_action
from cases.early_advice.actions import advice_escalations
from cases.early_advice.actions import advice_triage as actions
from cases.early_advice.actions.advice_given import give_early_advice as give
from cases.early_advice.advice_sections import MAX_QUESTIONS
from cases.early_advice.api.early_advice import advice_endpoint
from cases.early_advice.forms import advice_given
from cases.early_advice.forms import early_advice as forms
from cases.early_advice.queries.early_advice import advice_detail
from cases.models import Allegation, EarlyAdvice, Offence, Suspect, Victim
from cases.permissions import EARLY_ADVICE
from people.api.endpoints import action_endpoint
from people.api.responses import Answer
from people.api.submit import bound_form, bound_form_and_rows
from people.web.audit_context import GuardedRequest
from people.web.guards import guarded, scope_for

ANSWER_OF_ONE = _("The answer to the question at this place of the list, from 1.")

accept_early_advice = advice_endpoint(
    "accept_early_advice", actions.accept_early_advice, forms.AcceptAdviceForm
)
return_early_advice = advice_endpoint(
    "return_early_advice", actions.return_early_advice, forms.ReturnAdviceForm
)
refuse_early_advice = advice_endpoint(
    "refuse_early_advice", actions.refuse_early_advice, forms.RefuseAdviceForm
)
uphold_refusal = advice_endpoint(
    "uphold_refusal", advice_escalations.uphold_refusal, forms.AnswerEscalationForm
)
overturn_refusal = advice_endpoint(
    "overturn_refusal", advice_escalations.overturn_refusal, forms.AnswerEscalationForm
)


@action_endpoint(lambda: forms.NameAdviserForm(prosecutors=[]))
@guarded("name_adviser", EarlyAdvice, EARLY_ADVICE)
def name_adviser(request: GuardedRequest, advice: EarlyAdvice, allowed: frozenset[str]) -> Answer:
    """Accept the request as the manager, and name who gives the advice, and by which method."""
    prosecutors = ranked_prosecutors(advice.case, scope_for(request))
    form = bound_form(request, forms.NameAdviserForm, prosecutors=prosecutors)
    return run_case_action(request, form, actions.name_adviser, advice=advice)


@action_endpoint(lambda: forms.ChangeAdviserForm(prosecutors=[]))
@guarded("change_adviser", EarlyAdvice, EARLY_ADVICE)
def change_adviser(request: GuardedRequest, advice: EarlyAdvice, allowed: frozenset[str]) -> Answer:
    """Name another prosecutor as the adviser. The time for the advice goes on."""
    prosecutors = ranked_prosecutors(advice.case, scope_for(request))
    form = bound_form(request, forms.ChangeAdviserForm, prosecutors=prosecutors)
    return run_case_action(request, form, actions.change_adviser, advice=advice)


def _line_forms() -> Any:
    return advice_given.LineOfInquiryFormSet(None, prefix="lines")


def _blank_form() -> advice_given.GiveEarlyAdviceForm:
    """The form of a request with every question, about one allegation, for the OpenAPI schema."""
    alleged = Allegation(
        suspect=Suspect(number=1), victim=Victim(number=1), offence=Offence(), from_on=date.min
    )
    questions = [ANSWER_OF_ONE] * MAX_QUESTIONS
    return advice_given.GiveEarlyAdviceForm(questions=questions, allegations=[alleged])


@action_endpoint(_blank_form, request_rows=[_line_forms])
@guarded("give_early_advice", EarlyAdvice, EARLY_ADVICE)
def give_early_advice(
    request: GuardedRequest, advice: EarlyAdvice, allowed: frozenset[str]
) -> Answer:
    """
    Give the advice: an answer to each question, lines of inquiry, evidence, strategy and charges.

    answer_ with the place of a question in the list, from 1, is the answer to it. allegations can
    be chosen where something is alleged against the suspects of the request.
    """
    reading = advice_detail(advice, scope_for(request), allowed)
    alleged: Sequence[Allegation] = [
        each for accused in reading.accused for each in accused.allegations
    ]
    form, rows = bound_form_and_rows(
        request, advice_given.GiveEarlyAdviceForm, _line_forms(),
        questions=advice.questions, allegations=alleged,
    )  # fmt: skip
    lines = rows.answered if not form.wrong and rows.is_valid() else None
    return run_case_action(request, form, give, rows=[rows], more={"lines": lines}, advice=advice)
