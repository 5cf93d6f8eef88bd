"""A small site for tests: one page with every kind of field, and templates of others."""

import datetime as dt
from pathlib import Path
from types import SimpleNamespace

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template import engines
from django.template.loader import render_to_string
from django.urls import path
from django.utils import timezone

import rasso.urls
from people.web import fields
from people.web.drafts.form_context import DraftContext

PASSWORD = "correct horse battery"
LONG = "Llanfairpwllgwyngyll" * 6


class AllFieldsForm(fields.EditForm):
    """One field of each kind."""

    name = fields.Text(
        label="What happened?", max_length=3000, error_messages={"required": "Enter what happened"}
    )
    mail = fields.Email(
        label="Email address",
        help_text="Your work address",
        error_messages={"required": "Enter an address"},
    )
    answer = fields.Choice(
        label="How do you answer?",
        choices=[("accept", "Accept it"), ("vary", "Propose a variation")],
        hints={"accept": "You will do it by the date shown."},
        error_messages={"required": "Select how you answer"},
    )
    proposed_on = fields.DateField(label="Date you propose", what="the date you propose")
    why = fields.Text(label="Why?", required=False, max_length=200)
    at = fields.DateTimeField(label="When was this?", what="when this was")
    suspects = fields.Choices(
        label="Which suspects?",
        choices=[("1", "First"), ("2", "Second")],
        error_messages={"required": "Select at least one suspect"},
    )
    offence = fields.Lookup(
        label="Offence",
        help_text="Start typing",
        choices=[("", ""), *((f"SX{n:05}", f"Offence {n} of a long list") for n in range(40))],
        error_messages={"required": "Select an offence"},
    )
    agreed = fields.Tick(
        label="I have read it", error_messages={"required": "Confirm you have read it"}
    )
    documents = fields.Files(label="Add files", help_text="PDF or Word", required=False)
    conditional_fields = {"answer": {"vary": ["proposed_on", "why"]}}


STORED = {
    "name": "Their\nwords",
    "answer": "accept",
    "suspects": ["1", "2"],
    "proposed_on": dt.date(2026, 12, 4),
    "why": "",
}
SAVED = []
ERRORS = {400: "400.html", 429: "429.jinja", 500: "500.html", 503: "503.html"}


def render_page(request, name, **context):
    """A response with a template that lies beside this file."""
    source = Path(__file__).with_name(name).read_text()
    return HttpResponse(engines["jinja2"].from_string(source).render(context, request))


@login_not_required
def all_fields_page(request):
    """A page with the form that has one field of each kind; it saves drafts."""
    if "save_draft" in request.POST:
        SAVED.append(request.POST.dict())
        return HttpResponse("Draft saved at 10:42", content_type="text/plain")
    form = AllFieldsForm(request.POST or None, request.FILES or None, version=7)
    form.draft = DraftContext(request.path)
    if form.is_valid():
        if form.cleaned_data["version"] != 8:
            form.stale = [
                (name, theirs, form.cleaned_data[name]) for name, theirs in STORED.items()
            ]
            form.data = form.data.copy()
            form.data["version"] = "8"
        else:
            messages.success(request, "Saved")
            return redirect("everything")
    return render_page(request, "everything.html", form=form)


@login_not_required
def parts_page(request):
    """A page with every part of the page templates."""
    at = timezone.now()
    said = [
        SimpleNamespace(
            what="Set the action",
            title=LONG,
            text=f"One.\n{LONG}",
            by="Tom, CPS",
            side="CPS",
            at=at,
        ),
        SimpleNamespace(
            what="Answered", title="Answered", text="", by="Ada, Hampshire", side="POLICE", at=at
        ),
    ]
    return render_page(request, "parts.html", long=LONG, day=dt.date(2026, 11, 24), said=said)


@login_not_required
def raise_denied(request):
    """A page that the user may not see."""
    raise PermissionDenied("Only the reviewing prosecutor sets an action plan.")


@login_not_required
def raise_runtime_error(request):
    """A page with a fault."""
    raise RuntimeError("broken on purpose")


@login_not_required
def error_page(request, status):
    """The error page of a status."""
    return HttpResponse(render_to_string(ERRORS[status]), status=status)


urlpatterns = [
    path("", all_fields_page, name="everything"),
    path("parts/", parts_page, name="parts"),
    path("refused/", raise_denied, name="refused"),
    path("broken/", raise_runtime_error, name="broken"),
    path("error/<int:status>/", error_page, name="error"),
    *rasso.urls.urlpatterns,
]
