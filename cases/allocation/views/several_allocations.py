"""Several cases given out at once: chosen, looked at before it is done, then done."""

from django.core.exceptions import BadRequest
from django.db import OperationalError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import ngettext

from cases.allocation.actions import several_allocations as actions
from cases.allocation.forms.several_allocations import AllocateSeveralForm
from cases.allocation.queries.cases_to_allocate import cases_to_allocate, chosen_cases
from cases.models import Suspect
from cases.permissions import SITE
from people.models import User
from people.web.audit_context import GuardedRequest
from people.web.guards import SAFE_METHODS, guarded_site, scope_for, submit_form
from people.web.lock_timeouts import refusal_from_error

MOST_AT_ONCE = 25
CHOOSE, ALLOCATE = "choose", "allocate"  # steps; any other shows what would happen


@guarded_site("allocate_several", SITE)
def allocate_several(request: GuardedRequest, allowed: frozenset[str]) -> HttpResponse:
    """
    Choose a prosecutor for each of several cases; see what it would do; allocate them.

    What is chosen goes with the form from step to step. Nothing is done before the last.
    """
    if request.method in SAFE_METHODS:
        return _choose(request)
    scope = scope_for(request)
    sent = AllocateSeveralForm.sent_numbers(request.POST)
    if len(sent) > MOST_AT_ONCE:
        raise BadRequest(f"More than {MOST_AT_ONCE} cases at once")
    rows = chosen_cases(scope, sent)
    form = AllocateSeveralForm(request.POST, rows=rows)
    step = request.POST.get("step")
    n = len(form.cleaned_data["chosen"]) if form.is_valid() else 0
    done = ngettext("%(n)s case allocated", "%(n)s cases allocated", n) % {"n": n}
    if step == ALLOCATE and submit_form(request, form, actions.allocate_several, done):
        return redirect("see-board")
    if step == CHOOSE or not n:
        return _choose(request, form, gone=len(sent) - len(rows))
    return _preview(request, form, gone=len(sent) - len(rows))


def _choose(
    request: GuardedRequest, form: AllocateSeveralForm | None = None, *, gone: int = 0
) -> HttpResponse:
    """The cases that wait, or those of a form that came back, with the choice for each."""
    scope, has_more = scope_for(request), False
    if form is None:
        units = scope.units_with("allocate_cases")
        rows, has_more = cases_to_allocate(scope, units, most=MOST_AT_ONCE)
        form = AllocateSeveralForm(rows=rows)
    else:
        form.use_what_is_now()
    _log_shown(request, form)
    context = {"form": form, "has_more": has_more, "gone": gone}
    return TemplateResponse(request, "cases/allocations/several.html", context)


def _preview(request: GuardedRequest, form: AllocateSeveralForm, *, gone: int) -> HttpResponse:
    """What will happen to each case that was chosen, and which refuse it and why."""
    scope, chosen = scope_for(request), form.cleaned_data["chosen"]
    preview = actions.AllocationPreview()
    try:
        preview = actions.preview_allocations(by=scope, at=scope.at, chosen=chosen)
    except OperationalError as error:
        form.show_refusal(refusal_from_error(error))
        return _choose(request, form, gone=gone)
    _log_shown(request, form)
    agreed = [each for each in chosen if each.key not in preview.refused]
    context = {
        "form": form, "preview": preview, "chosen": chosen, "gone": gone, "agreed": agreed,
        "people": list({each.to.pk: each.to for each in agreed}.values()),
    }  # fmt: skip
    status = 409 if form.non_field_errors() else 200
    return TemplateResponse(request, "cases/allocations/preview.html", context, status=status)


def _log_shown(request: GuardedRequest, form: AllocateSeveralForm) -> None:
    request.audit.add_rows(Suspect, [each.pk for row in form.rows for each in row.suspects])
    people = {each.pk for row in form.rows for each in row.prosecutors}
    request.audit.add_rows_beside(User._meta.label, sorted(people))
