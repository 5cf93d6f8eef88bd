"""How the pages of the cases ask."""

from django.template.response import TemplateResponse


def ask(request, template, form, **page):
    """A page with one form; 409 where what was asked could not be done as things are now."""
    refused = form.is_bound and (form.stale or form.non_field_errors())
    return TemplateResponse(
        request, template, {"form": form, **page}, status=409 if refused else 200
    )
