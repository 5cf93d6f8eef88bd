"""The table of an action plan, in which several actions are accepted or several answers judged."""

from collections.abc import Callable

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import ngettext

from cases.action_plans.actions import several_items
from cases.action_plans.forms.plan_table import AcceptItemsForm, JudgeAnswersForm, PlanTableForm
from cases.action_plans.queries.file_beside import documents_beside
from cases.action_plans.queries.plan_table import items_waiting_for, plan_reading
from cases.models import ActionItem, ActionPlan
from cases.permissions import PLAN
from cases.views.form_page import render_form_with_draft
from people.web.audit_context import GuardedRequest
from people.web.guards import SAFE_METHODS, guarded, scope_for, submit_form

# What the table asks, by the verb of the plan: its form, and the verb of each action asked about.
ASKED: dict[str, tuple[type[PlanTableForm], str]] = {
    "accept_items": (AcceptItemsForm, "accept_item"),
    "judge_answers": (JudgeAnswersForm, "accept_answer"),
}


@guarded("see_plan", ActionPlan, PLAN)
def see_plan(request: GuardedRequest, plan: ActionPlan, allowed: frozenset[str]) -> HttpResponse:
    """The actions of a plan by whose turn it is, with what the reader can do with several."""
    return _plan_page(request, plan, allowed)


@guarded("accept_items", ActionPlan, PLAN, drafts_of="see_plan")
def accept_items(
    request: GuardedRequest, plan: ActionPlan, allowed: frozenset[str]
) -> HttpResponse:
    """The police accept several actions of a plan."""

    def done(n: int) -> str:
        return ngettext("%(n)s action accepted", "%(n)s actions accepted", n) % {"n": n}

    return _act_on_several(request, plan, allowed, several_items.accept_items, done)


@guarded("judge_answers", ActionPlan, PLAN, drafts_of="see_plan")
def judge_answers(
    request: GuardedRequest, plan: ActionPlan, allowed: frozenset[str]
) -> HttpResponse:
    """The prosecutor judges several answers to a plan."""

    def done(n: int) -> str:
        return ngettext("%(n)s answer judged", "%(n)s answers judged", n) % {"n": n}

    return _act_on_several(request, plan, allowed, several_items.judge_answers, done)


def _act_on_several(
    request: GuardedRequest,
    plan: ActionPlan,
    allowed: frozenset[str],
    action: Callable[..., ActionPlan],
    done: Callable[[int], str],
) -> HttpResponse:
    """Do what was chosen in the table; back to the table once done, and with errors."""
    if request.method in SAFE_METHODS:
        return _plan_page(request, plan, allowed)
    kind, _verb = ASKED[action.__name__]
    items = plan.items.for_scope(scope_for(request)).order_by("number")
    sent = [item for item in items if kind.is_sent_about(item, request.POST)]
    form = kind(request.POST, items=sent)
    chosen = form.cleaned_data["chosen"] if form.is_valid() else ()
    if submit_form(request, form, action, done(len(chosen)), plan=plan):
        return redirect("see-plan", plan.pk)
    return _plan_page(request, plan, allowed, form)


def _plan_page(
    request: GuardedRequest,
    plan: ActionPlan,
    allowed: frozenset[str],
    form: PlanTableForm | None = None,
) -> HttpResponse:
    """The table, with the form that came back or the one that the reader may send."""
    scope = scope_for(request)
    reading = plan_reading(plan, scope, form.numbers if form else ())
    request.audit.add_rows_beside(ActionItem._meta.label, [row.item.pk for row in reading.rows])
    act = next((verb for verb in ASKED if verb in allowed), "")
    if act and form is None:
        kind, verb = ASKED[act]
        items = items_waiting_for(reading, verb)
        ticked = [each.number for each in items] if "all" in request.GET else []
        form = kind(items=items, initial={f"accept_{n}": True for n in ticked})
    form = form or PlanTableForm(items=())
    page = render_form_with_draft(
        request, "cases/action_plans/table.html", form, plan=plan, case=plan.case, reading=reading,
        act=act, documents=documents_beside(plan.case, scope) if act == "judge_answers" else None,
    )  # fmt: skip
    if form.draft:  # saved where the form is sent, which knows whether it was sent already
        form.draft.url = reverse(act.replace("_", "-"), args=[plan.pk])
    return page
