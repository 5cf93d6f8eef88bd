"""Pages of extensions: asking for a later due date, answering, and settling it."""

from collections.abc import Callable

from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from cases.allocation.queries.allocations import inspectors_for, managers_for
from cases.extensions.actions import extensions as actions
from cases.extensions.actions import settlements
from cases.extensions.forms import extensions as forms
from cases.extensions.queries.extensions import due_date_to_move, extension_detail
from cases.models import Extension, Suspect
from cases.permissions import EXTENSION, SUSPECT
from cases.views.form_page import render_form_with_draft
from people.access.scopes import standing_on
from people.web.audit_context import GuardedRequest
from people.web.fields import Form
from people.web.guards import guarded, scope_for, submit_form


@guarded("ask_for_extension", Suspect, SUSPECT)
def ask_for_extension(
    request: GuardedRequest, suspect: Suspect, allowed: frozenset[str]
) -> HttpResponse:
    """The side that owes something asks the other for a later due date."""
    form = forms.AskForExtensionForm(request.POST or None)
    done = _("Extension asked for. The due date stays until the other side agrees.")
    if submit_form(request, form, actions.ask_for_extension, done, suspect=suspect):
        return redirect("see-case", suspect.case_id)
    return render_form_with_draft(
        request, "cases/extensions/ask.html", form, suspect=suspect, case=suspect.case,
        due=due_date_to_move(suspect, scope_for(request)),
    )  # fmt: skip


@guarded("see_extension", Extension, EXTENSION)
def see_extension(
    request: GuardedRequest, extension: Extension, allowed: frozenset[str]
) -> HttpResponse:
    """An extension: the dates, what was said, and what the reader can do."""
    scope = scope_for(request)
    detail = extension_detail(extension, scope, standing_on(scope, extension))
    context = {"case": extension.case, "detail": detail}
    return TemplateResponse(request, "cases/extensions/see.html", context)


@guarded("answer_extension", Extension, EXTENSION)
def answer_extension(
    request: GuardedRequest, extension: Extension, allowed: frozenset[str]
) -> HttpResponse:
    """The side that is asked agrees, offers another date, or does not agree."""
    form = forms.AnswerExtensionForm(request.POST or None, version=extension.version)
    return _verb_page(request, extension, form, actions.answer_extension, _("Answer sent"))


@guarded("withdraw_extension", Extension, EXTENSION)
def withdraw_extension(
    request: GuardedRequest, extension: Extension, allowed: frozenset[str]
) -> HttpResponse:
    """The side that asked withdraws its request."""
    form = forms.WithdrawExtensionForm(request.POST or None, version=extension.version)
    done = _("Withdrawn: the due date stays as it is")
    return _verb_page(request, extension, form, actions.withdraw_extension, done)


@guarded("send_extension_up", Extension, EXTENSION)
def send_extension_up(
    request: GuardedRequest, extension: Extension, allowed: frozenset[str]
) -> HttpResponse:
    """Either side names two people to settle the due date."""
    at = scope_for(request).at
    form = forms.SendExtensionUpForm(
        request.POST or None, version=extension.version,
        inspectors=inspectors_for(extension.case, at=at).order_by("name", "pk"),
        managers=managers_for(extension.case, at=at).order_by("name", "pk"),
    )  # fmt: skip
    done = _("The two people have been notified")
    return _verb_page(request, extension, form, settlements.send_extension_up, done)


@guarded("propose_due_date", Extension, EXTENSION)
def propose_due_date(
    request: GuardedRequest, extension: Extension, allowed: frozenset[str]
) -> HttpResponse:
    """One of the two people named proposes an outcome."""
    form = forms.ProposeDueDateForm(request.POST or None, version=extension.version)
    done = _("Outcome proposed")
    return _verb_page(request, extension, form, settlements.propose_due_date, done)


@guarded("answer_due_date", Extension, EXTENSION)
def answer_due_date(
    request: GuardedRequest, extension: Extension, allowed: frozenset[str]
) -> HttpResponse:
    """The other agrees to the outcome or declines it."""
    form = forms.AnswerDueDateForm(request.POST or None, version=extension.version)
    return _verb_page(request, extension, form, settlements.answer_due_date, _("Answer sent"))


def _verb_page(
    request: GuardedRequest,
    extension: Extension,
    form: Form,
    action: Callable[..., Extension],
    done: str | Promise,
) -> HttpResponse:
    """The form page of a verb on an extension; redirects to the extension once done."""
    if submit_form(request, form, action, done, extension=extension):
        return redirect("see-extension", extension.pk)
    scope = scope_for(request)
    detail = extension_detail(extension, scope, standing_on(scope, extension))
    return render_form_with_draft(
        request, f"cases/extensions/{action.__name__}.html", form, extension=extension,
        case=extension.case, detail=detail,
    )  # fmt: skip
