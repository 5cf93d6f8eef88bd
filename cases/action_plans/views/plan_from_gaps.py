"""Set an action plan, or propose a second one, filled in from the gaps of the proof."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from cases.action_plans.actions import action_plans, proposed_plans
from cases.action_plans.forms import plan_from_gaps as forms
from cases.action_plans.queries.late_asks import late_gaps
from cases.action_plans.queries.proposed_plans import wordings_of_plan
from cases.action_plans.queries.victim_register import victim_registers
from cases.action_plans.views.action_plan_formset import facts_about_victims
from cases.models import Gap, Review
from cases.permissions import REVIEW
from cases.proof.queries.gaps import gaps_to_ask_for
from cases.proof.queries.once import same_gap
from cases.queries.suspect_choices import suspects_to_review
from cases.views.form_page import render_form_with_draft
from people.web.audit_context import GuardedRequest
from people.web.guards import guarded, recall_earlier_submission, scope_for, submit_action


@guarded("set_action_plan", Review, REVIEW)
def plan_from_gaps(
    request: GuardedRequest, review: Review, allowed: frozenset[str]
) -> HttpResponse:
    """The first plan about these suspects: it goes to the police when it is sent."""
    form = forms.PlanFromGapsForm(request.POST or None)
    return _gaps_page(request, review, form, action_plans.set_action_plan)


@guarded("propose_action_plan", Review, REVIEW)
def propose_from_gaps(
    request: GuardedRequest, review: Review, allowed: frozenset[str]
) -> HttpResponse:
    """A second plan: a manager decides on it first."""
    newest = next(iter(wordings_of_plan(review, scope_for(request))), None)
    form = forms.ProposeFromGapsForm(request.POST or None, version=newest.number if newest else 0)
    return _gaps_page(request, review, form, proposed_plans.propose_action_plan)


def _gaps_page(
    request: GuardedRequest,
    review: Review,
    form: forms.PlanFromGapsForm,
    action: Callable[..., Any],
) -> HttpResponse:
    offered, about = _offered_gaps(request, review), facts_about_victims(request, review.case)
    rows = forms.GapActionFormSet(
        request.POST or None,
        prefix="items",
        form_kwargs={"offered": offered, **about},
        initial=forms.actions_of_gaps(_chosen_gaps(request, offered)),
    )
    if recall_earlier_submission(request, form) or (
        form.is_valid() and rows.is_valid() and _send(request, review, form, rows, action)
    ):
        return _after_sending(request, review, form, action)
    filled = [gap for row in rows.forms for gap in row.filled]
    late = late_gaps(review, filled, scope_for(request))
    of_gaps = {gap.suspect_id: gap.suspect for gap in filled}
    suspects = of_gaps.values() or suspects_to_review(review.suspects, scope_for(request))
    return render_form_with_draft(
        request, "cases/action_plans/from_gaps.html", form, review=review, case=review.case,
        items=rows, filled=filled, named=_count_once(filled),
        late=late, n_late=_count_once([each.gap for each in late]),
        suspects=sorted(suspects, key=lambda each: each.number),
        is_second=action is proposed_plans.propose_action_plan,
        registers=victim_registers(about["register"], scope_for(request)),
    )  # fmt: skip


def _offered_gaps(request: GuardedRequest, review: Review) -> dict[str, Gap]:
    """{id: gap} of the open gaps of the review's suspects that no action asks for."""
    scope = scope_for(request)
    suspects = suspects_to_review(review.suspects, scope)
    known = {suspect.pk: suspect for suspect in suspects}
    gaps = gaps_to_ask_for(suspects, scope)
    for gap in gaps:
        gap.suspect = known[gap.suspect_id]
    return {str(gap.pk): gap for gap in gaps}


def _chosen_gaps(request: GuardedRequest, offered: dict[str, Gap]) -> list[Gap]:
    """The gaps that were ticked; all of them if none was."""
    ticked = set(request.GET.getlist("gap"))
    return [gap for pk, gap in offered.items() if pk in ticked or not ticked]


def _count_once(gaps: list[Gap]) -> int:
    """How many things are missing: one that is missing on several points is one."""
    return len({same_gap(gap) for gap in gaps})


def _send(
    request: GuardedRequest,
    review: Review,
    form: forms.PlanFromGapsForm,
    rows: Any,
    action: Callable[..., Any],
) -> bool:
    once = ("due_on", "proportionality")
    more = {name: value for name, value in form.cleaned_data.items() if name not in once}
    return submit_action(
        request, action, verb=request.audit.verb, form=form, review=review,
        items=forms.items_from_gaps(form, rows), **more,
    )  # fmt: skip


def _after_sending(
    request: GuardedRequest,
    review: Review,
    form: forms.PlanFromGapsForm,
    action: Callable[..., Any],
) -> HttpResponse:
    if action is proposed_plans.propose_action_plan:
        messages.success(request, _("Approval asked for"))
        return redirect("see-proposed-plan", form.result_id)
    messages.success(request, _("Action plan sent to the police"))
    return redirect("see-case", review.case_id)
