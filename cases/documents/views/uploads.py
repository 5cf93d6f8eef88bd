"""Uploads to a case: each file is accepted or refused on its own, and a page shows the outcome."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cases.documents.actions import documents as actions
from cases.documents.forms import documents as forms
from cases.documents.queries import uploads
from cases.documents.queries.uploads import UploadRow
from cases.models import Case
from cases.permissions import CASE
from cases.views.form_page import render_form_with_draft
from people.web.audit_context import GuardedRequest
from people.web.guards import guarded, scope_for, submit_action


@guarded("add_document", Case, CASE)
def add_document(request: GuardedRequest, case: Case, allowed: frozenset[str]) -> HttpResponse:
    """Upload several files, or one at a time from static/rasso/upload.js."""
    form = forms.AddDocumentsForm(request.POST or None, side=scope_for(request).side)
    rows = forms.document_batches_from_request(request)
    valid = form.is_valid() and rows.is_valid()
    if valid and submit_action(
        request, actions.add_documents, verb="add_document", form=form, case=case,
        documents=rows.answered, kept_because=form.cleaned_data.get("kept_because") or "",
        sending=form.form_key,
    ):  # fmt: skip
        sent = uploads.uploads_sent_together(form.form_key, scope_for(request))
        return (
            _script_response(sent)
            if _is_sent_by_script(request)
            else _redirect_after_upload(request, case, sent)
        )
    if _is_sent_by_script(request):
        return _text_response(_first_error(form, *rows.forms), status=400)
    return render_form_with_draft(
        request, "cases/documents/add.html", form, case=case, rows=rows,
        taken=forms.accepted_files_text(),
        unsaid=forms.SELECT_WHAT, is_scanned=bool(settings.CLAMD),
    )  # fmt: skip


def _redirect_after_upload(
    request: GuardedRequest, case: Case, sent: list[UploadRow]
) -> HttpResponse:
    """Redirect to the documents, or to the uploads page if a file was not added."""
    added = sum(line.is_added for line in sent)
    if added:
        text = ngettext("%(n)s document added", "%(n)s documents added", added)
        messages.success(request, text % {"n": added})
    if added == len(sent):
        return redirect("see-documents", case.pk)
    if waiting := sum(line.is_waiting for line in sent):
        messages.info(request, waiting_for_scan_text(waiting))
    if n := len(sent) - added - waiting:
        text = ngettext("%(n)s file was not added", "%(n)s files were not added", n)
        messages.error(request, text % {"n": n})
    return redirect("see-uploads", case.pk)


def waiting_for_scan_text(n: int) -> str:
    """Text: how many files wait for the virus scan."""
    text = ngettext(
        "%(n)s file is waiting for the virus scan, and is added once the scan has found nothing",
        "%(n)s files are waiting for the virus scan, and are added once the scan has found nothing",
        n,
    )
    return text % {"n": n}


def _is_sent_by_script(request: GuardedRequest) -> bool:
    return "by_script" in request.POST


def _script_response(sent: list[UploadRow]) -> HttpResponse:
    """The outcome of the one file that the script uploaded."""
    [line] = sent
    if line.is_added:
        return _text_response(_("“%(name)s” was added.") % {"name": line.title})
    if line.is_waiting:
        return _text_response(
            _("“%(name)s” arrived, and waits for the virus scan.") % {"name": line.title}
        )
    return _text_response(line.why, status=422)


def _first_error(*asked: Any) -> str:
    """The first error of these forms."""
    return next(str(error) for form in asked for errors in form.errors.values() for error in errors)


def _text_response(text: str, status: int = 200) -> HttpResponse:
    return HttpResponse(text, status=status, content_type="text/plain; charset=utf-8")


@guarded("see_uploads", Case, CASE)
def see_uploads(request: GuardedRequest, case: Case, allowed: frozenset[str]) -> HttpResponse:
    """The files uploaded by the reader's side, with the outcome of each."""
    before = request.GET.get("before", "")
    found = uploads.uploads_page(case, scope_for(request), before=before)
    context = {"case": case, "page": found, "allowed": allowed, "is_older": bool(before)}
    return TemplateResponse(request, "cases/uploads/see.html", context)
