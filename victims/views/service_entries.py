"""
Pages of a service's private entries. The audit log shows them all as the victim's page.

The guard's verb is that of the page beside it, and a sent form leaves no row but the entry: whether
an entry was read, written or refused, the shared log shows that a page was opened.
"""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from people.access.permission_tables import Refused
from people.web.audit_context import GuardedRequest
from people.web.fields import Form
from people.web.guards import guarded, scope_for
from victims.actions import service_entries as actions
from victims.forms.service_entries import (
    ENTRY_FACTS,
    AddServiceEntryForm,
    CorrectServiceEntryForm,
)
from victims.models import Support
from victims.permissions import SUPPORT
from victims.queries import service_entries as queries
from victims.queries.support import support_detail

CANNOT_CORRECT = gettext_lazy("That entry cannot be corrected here. See the entries on the list.")
CORRECTED_SINCE = gettext_lazy("That entry was corrected meanwhile. This is what it says now.")


@guarded("see_support", Support, SUPPORT)
def service_entries(
    request: GuardedRequest, support: Support, allowed: frozenset[str]
) -> HttpResponse:
    """The entries, and the form of a new one; or of the entry that is to be corrected."""
    scope = scope_for(request)
    support = support_detail(support, scope)
    if key := request.GET.get("correct", ""):
        return _correct_entry(request, support, key, may_keep="record_consent" in allowed)
    form = AddServiceEntryForm(request.POST or None, initial={"contacted_at": scope.at})
    form.due_on = queries.due_contact(support, scope) if form.is_bound else None
    if form.is_valid() and _try_to_keep(request, form, actions.add_service_entry, support=support):
        messages.success(request, _("Private to your service"))
        return redirect("service-entries", support.pk)
    before, log_before = request.GET.get("before", ""), request.GET.get("log", "")
    lines, following = queries.service_entries_page(support, scope, before=before)
    log, older_log = queries.service_log_rows(support, scope, before=log_before)
    # nosemgrep: write-behind-a-read-verb - records what was shown
    actions.log_entries_read(support=support, by=scope, at=scope.at)
    context = {
        "support": support, "form": form, "lines": lines, "older": following,
        "is_older": bool(before), "log": log, "older_log": older_log,
        "is_older_log": bool(log_before), "may_keep": "record_consent" in allowed,
    }  # fmt: skip
    refused = form.is_bound and form.non_field_errors()
    return TemplateResponse(
        request, "victims/service_entries/see.html", context, status=409 if refused else 200
    )


def _correct_entry(
    request: GuardedRequest, support: Support, key: str, *, may_keep: bool
) -> HttpResponse:
    """
    The form of a correction. It begins with what the entry says. may_keep: it can be sent.

    What cannot be corrected is answered as a page that was viewed, with no refusal in the shared
    log: a page not found would tell of the entry.
    """
    scope = scope_for(request)
    found = queries.entry_to_correct(support, scope, key) if may_keep else None
    if request.method != "POST" and (found is None or not found.is_last):
        messages.warning(request, CORRECTED_SINCE if found else CANNOT_CORRECT)
        return redirect("service-entries", support.pk)
    if found is None:
        form = CorrectServiceEntryForm(request.POST)
        form.add_error(None, CANNOT_CORRECT)
        return _correction_page(request, support, form)
    began = {name: getattr(found.entry, name) for name in ENTRY_FACTS}
    form = CorrectServiceEntryForm(request.POST or None, initial=began)
    about = {"support": support, "entry": found.entry}
    if form.is_valid() and _try_to_keep(request, form, actions.correct_service_entry, **about):
        messages.success(request, _("Private to your service"))
        return redirect("service-entries", support.pk)
    return _correction_page(request, support, form)


def _correction_page(request: GuardedRequest, support: Support, form: Form) -> HttpResponse:
    scope = scope_for(request)
    # nosemgrep: write-behind-a-read-verb - records what was shown
    actions.log_entries_read(support=support, by=scope, at=scope.at)
    refused = form.is_bound and form.non_field_errors()
    return TemplateResponse(
        request, "victims/service_entries/correct.html", {"support": support, "form": form},
        status=409 if refused else 200,
    )  # fmt: skip


def _try_to_keep(
    request: GuardedRequest, form: Form, action: Callable[..., None], **about: Any
) -> bool:
    """
    Store what the form says. Returns whether it was stored.

    A refusal becomes an error of the form and is not logged.
    """
    assert isinstance(form.form_key, UUID)  # the form has been validated
    try:
        action(
            form_key=form.form_key, by=scope_for(request), at=timezone.now(),
            **about, **form.cleaned_data,
        )  # fmt: skip
        return True
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return False
