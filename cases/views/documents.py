"""Adding documents to a case, seeing what one is, and taking a copy of it."""

from django.contrib import messages
from django.http import FileResponse
from django.shortcuts import redirect
from django.template.defaultfilters import filesizeformat
from django.template.response import TemplateResponse
from django.utils.translation import ngettext

from cases import files, store
from cases.actions import documents as actions
from cases.forms.documents import AddDocuments
from cases.models import Case, Document
from cases.permissions import CASE, DOCUMENT
from people.guards import act, guarded


@guarded("add_document", Case, CASE)
def add_document(request, case, allowed):
    """Several at once; all of them or, where one may not be kept, none."""
    form = AddDocuments(request.POST or None, request.FILES or None)
    valid = form.is_valid()
    if valid and act(
        request, actions.add_documents, verb="add_document", form=form, case=case,
        **form.cleaned_data,
    ):  # fmt: skip
        n = len(form.cleaned_data["documents"])
        added = ngettext("%(n)s document added", "%(n)s documents added", n) % {"n": n}
        messages.success(request, added)
        return redirect("see-case", case.pk)
    page = {"case": case, "form": form}
    status = 409 if valid else 200
    return TemplateResponse(request, "cases/documents/add.html", page, status=status)


@guarded("see_document", Document, DOCUMENT)
def see_document(request, document, allowed):
    """What stands between a reader and a file that no scanner has looked at."""
    page = {
        "document": document,
        "kind": files.KINDS[document.kind].label,
        "size": filesizeformat(document.size),
        "added_by": document.added_by.name,
        "allowed": allowed,
    }
    return TemplateResponse(request, "cases/documents/see.html", page)


@guarded("download_document", Document, DOCUMENT)
def download_document(request, document, allowed):
    """Always a file to keep, never a page that the browser draws."""
    request.visit.discloses()
    response = FileResponse(
        store.open_stored(document.stored_as),
        as_attachment=True,
        filename=files.download_name(document.title),
        content_type=files.KINDS[document.kind].media_type,
    )
    response["Cache-Control"] = "no-store, private"
    response["X-Content-Type-Options"] = "nosniff"
    return response
