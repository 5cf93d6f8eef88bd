"""The form page that the verbs on an action item share."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.functional import Promise

from cases.action_plans.queries.action_items import item_detail
from cases.action_plans.queries.file_beside import file_beside
from cases.models import ActionItem
from cases.views.form_page import render_form_with_draft
from people.web.audit_context import GuardedRequest
from people.web.fields import Form
from people.web.guards import scope_for, submit_form


def item_verb_page(
    request: GuardedRequest,
    item: ActionItem,
    allowed: frozenset[str],
    form: Form,
    action: Callable[..., ActionItem],
    done: str | Promise,
    *,
    has_file: bool = False,
    **shown: Any,
) -> HttpResponse:
    """
    The form page of a verb on an action item; redirects to the item once done.

    has_file: whether the file is beside the form. shown: what else the template shows.
    """
    if submit_form(request, form, action, done, item=item):
        return redirect("see-item", item.pk)
    scope = scope_for(request)
    if form.is_bound:  # re-read: it may have changed since the guard read it
        item = ActionItem.objects.for_scope(scope).select_related("case").get(pk=item.pk)
    template = f"cases/action_items/{action.__name__}.html"
    reading = item_detail(item, scope, allowed)
    if has_file:
        suspects = item.suspects.for_scope(scope)
        shown["file"] = file_beside(item.case, list(suspects), scope)
    return render_form_with_draft(
        request, template, form, item=item, case=item.case, reading=reading, **shown
    )
