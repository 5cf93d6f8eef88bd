"""Shared form pages of the cases app."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.functional import Promise

from cases.models import ActionItem
from cases.queries.action_items import item_detail
from people.web.audit_context import GuardedRequest
from people.web.drafts.form_context import with_draft
from people.web.fields import Form
from people.web.guards import scope_for, submit_form


def render_form_with_draft(
    request: GuardedRequest,
    template: str,
    form: Form,
    *,
    once_started: dict[str, Callable[[], object]] | None = None,
    **page: Any,
) -> TemplateResponse:
    """Render a page with one form; 409 if the form is stale or the action refused it.

    A form with long text saves a draft and starts from it.

    Args: once_started: {name: function} for context that depends on the form's values; called once
    the draft is loaded.
    """
    refused = form.is_bound and (form.stale or form.non_field_errors())
    shown = {"form": form, **with_draft(request, form, page)}
    shown |= {name: say() for name, say in (once_started or {}).items()}
    return TemplateResponse(request, template, shown, status=409 if refused else 200)


def item_verb_page(
    request: GuardedRequest,
    item: ActionItem,
    allowed: frozenset[str],
    form: Form,
    action: Callable[..., ActionItem],
    done: str | Promise,
) -> HttpResponse:
    """The form page of a verb on an action item; redirects to the item once done."""
    if submit_form(request, form, action, done, item=item):
        return redirect("see-item", item.pk)
    scope = scope_for(request)
    if form.is_bound:  # re-read: it may have changed since the guard read it
        item = ActionItem.objects.for_scope(scope).select_related("case").get(pk=item.pk)
    template = f"cases/action_items/{action.__name__}.html"
    reading = item_detail(item, scope, allowed)
    return render_form_with_draft(
        request, template, form, item=item, case=item.case, reading=reading
    )


def current_values(form: Form) -> dict[str, Any]:
    """{field name: value} of a form, as typed or initial."""
    return {bound.name: bound.value() for bound in form}
