"""Pages of asking to be let in to a restricted case."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.case_access.actions import access_requests as actions
from cases.case_access.forms.access_requests import AskToBeLetInForm
from cases.case_access.forms.restrictions import SettleChangeForm
from cases.models import AccessRequest
from cases.permissions import ACCESS_REQUEST, SITE
from cases.views.form_page import render_form_with_draft
from people.access.reading_limits import check_search
from people.web.audit_context import GuardedRequest
from people.web.guards import guarded, guarded_site, scope_for, submit_action, submit_form

ASKED = gettext_lazy(
    "If there is a restricted case with this URN, those who decide have been told. You hear of it "
    "if you are let in."
)


@guarded_site("ask_to_be_let_in", SITE)
def ask_to_be_let_in(request: GuardedRequest, allowed: frozenset[str]) -> HttpResponse:
    """Ask by URN; the answer is the same, and takes the same time, whatever the URN is."""
    form = AskToBeLetInForm(request.POST or None)
    if form.is_valid():
        request.audit.set_search_text(form.cleaned_data["urn"])
        check_search(scope_for(request), request.audit.sought)
        action, verb = actions.ask_to_be_let_in, "ask_to_be_let_in"
        if submit_action(request, action, verb=verb, form=form, **form.cleaned_data):
            messages.success(request, ASKED)
            return redirect("worklist")
    return TemplateResponse(request, "cases/restrictions/ask.html", {"form": form})


@guarded("decline_access_request", AccessRequest, ACCESS_REQUEST)
def decline_access_request(
    request: GuardedRequest, asked: AccessRequest, allowed: frozenset[str]
) -> HttpResponse:
    form = SettleChangeForm(request.POST or None)
    done = _("Declined. They are not told.")
    if submit_form(request, form, actions.decline_access_request, done, asked=asked):
        return redirect("see-restriction", asked.case_id)
    return render_form_with_draft(
        request, "cases/restrictions/decline.html", form, case=asked.case, wanted=asked
    )
