"""The one template for the forms of the administration pages."""

from typing import Any

from django.template.response import TemplateResponse

from people.web.audit_context import GuardedRequest
from people.web.forms import Form


def render_form_page(request: GuardedRequest, form: Form, **page: Any) -> TemplateResponse:
    """
    Render a page with one form. page: title, back (URL, text), says (button text); optionally
    caption, lead (a paragraph), shown (facts above the questions), warning (a red button) and
    lookup (a type-ahead).
    """
    facts = {"caption": "", "lead": "", "shown": (), "warning": False, "lookup": False} | page
    refused = form.is_bound and (form.stale or form.non_field_errors())
    return TemplateResponse(
        request,
        "people/ask.html",
        {"form": form, "questions": form.asked_first(), **facts},
        status=409 if refused else 200,
    )
