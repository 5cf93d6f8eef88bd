"""Shared form pages of the cases app."""

from collections.abc import Callable
from typing import Any

from django.template.response import TemplateResponse

from people.web.audit_context import GuardedRequest
from people.web.drafts.form_context import with_draft
from people.web.fields import Form


def render_form_with_draft(
    request: GuardedRequest,
    template: str,
    form: Form,
    *,
    after_draft: dict[str, Callable[[], object]] | None = None,
    **page: Any,
) -> TemplateResponse:
    """Render a page with one form; 409 if the form is stale or the action refused it.

    A form with long text saves a draft and starts from it.

    Args: after_draft: {name: function} for context that depends on the form's values; called once
    the draft is loaded.
    """
    refused = form.is_bound and (form.stale or form.non_field_errors())
    context = {"form": form, **with_draft(request, form, page)}
    context |= {name: say() for name, say in (after_draft or {}).items()}
    return TemplateResponse(request, template, context, status=409 if refused else 200)


def current_values(form: Form) -> dict[str, Any]:
    """{field name: value} of a form, as typed or initial."""
    return {bound.name: bound.value() for bound in form}
