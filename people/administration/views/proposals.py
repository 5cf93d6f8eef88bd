"""Pages of what waits for a second person, and of their answer."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from people.administration import forms, proposal_queries
from people.administration.actions import proposals as actions
from people.administration.managed import is_administrator, manages_service
from people.administration.proposal_forms import SettleForm, UndoEmergencyForm
from people.administration.proposal_permissions import ACCESS_PROPOSAL, ACCESS_PROPOSALS_SITE
from people.models import AccessProposal, System
from people.web.audit_context import SAFE_METHODS, GuardedRequest
from people.web.form_page import render_form_page
from people.web.forms import Form
from people.web.guards import GuardedView, guarded_site, scope_for, submit_action, submit_form

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@guarded_site("see_access_proposals", ACCESS_PROPOSALS_SITE)
def list_proposals(request: GuardedRequest, allowed: frozenset[str]) -> HttpResponse:
    scope = scope_for(request)
    waiting = proposal_queries.open_proposals(scope)
    page: dict[str, Any] = {"waiting": waiting, "is_administrator": is_administrator(scope)}
    page["of_service"] = manages_service(scope)
    settled: list[proposal_queries.ProposalRow] = []
    if is_administrator(scope):
        before = request.GET.get("before", "")
        settled, page["following"] = proposal_queries.settled_proposals(scope, before)
    request.audit.add_rows(AccessProposal, [row.pk for row in (*waiting, *settled)])
    return TemplateResponse(
        request, "people/proposals/list.html", page | {"settled": settled, "allowed": allowed}
    )


@guarded_site("see_access_proposal", ACCESS_PROPOSALS_SITE)
def see_access_proposal(request: GuardedRequest, allowed: frozenset[str], pk: UUID) -> HttpResponse:
    proposal = _proposal_for_verb(request, "see_access_proposal", pk)
    may = ACCESS_PROPOSAL.allowed_verbs(scope_for(request), proposal)
    page = {
        "proposal": proposal,
        "waits_for_another": "withdraw_access" in may and "carry_out_access" not in may,
        "title": proposal_queries.titles()[proposal.act],
        "facts_shown": proposal_queries.proposal_facts(proposal),
        "allowed": may,
    }
    return TemplateResponse(request, "people/proposals/show.html", page)


def _answer_view(
    verb: str,
    action: Callable[..., AccessProposal],
    done: "StrOrPromise",
    *,
    says: "StrOrPromise",
    asks: Callable[..., Form],
    warning: bool = False,
) -> GuardedView[HttpResponse]:
    """A page that settles a proposal, with what it proposes above the button."""

    @guarded_site(verb, ACCESS_PROPOSALS_SITE)
    def view(request: GuardedRequest, allowed: frozenset[str], pk: UUID) -> HttpResponse:
        proposal = _proposal_for_verb(request, verb, pk)
        form = asks(request.POST or None)
        if submit_form(request, form, action, done, proposal=proposal):
            return redirect("see-access-proposal", pk)
        return render_form_page(
            request, form, title=says, caption=proposal_queries.titles()[proposal.act],
            shown=proposal_queries.proposal_facts(proposal), back=_back_link(proposal),
            says=says, warning=warning,
        )  # fmt: skip

    return view


approve_access = _answer_view(
    "approve_access", actions.approve_access, gettext_lazy("Approved."),
    says=gettext_lazy("Approve"), asks=forms.ConfirmForm,
)  # fmt: skip
refuse_access = _answer_view(
    "refuse_access", actions.refuse_access, gettext_lazy("Refused."),
    says=gettext_lazy("Refuse"), asks=SettleForm,
)  # fmt: skip
withdraw_access = _answer_view(
    "withdraw_access", actions.withdraw_access, gettext_lazy("Withdrawn."),
    says=gettext_lazy("Withdraw"), asks=forms.ConfirmForm,
)  # fmt: skip
confirm_emergency = _answer_view(
    "confirm_emergency", actions.confirm_emergency, gettext_lazy("Confirmed."),
    says=gettext_lazy("Confirm that it was right"), asks=SettleForm,
)  # fmt: skip
undo_emergency = _answer_view(
    "undo_emergency", actions.undo_emergency, gettext_lazy("The role has ended."),
    says=gettext_lazy("End the role now"), asks=UndoEmergencyForm, warning=True,
)  # fmt: skip


@guarded_site("carry_out_access", ACCESS_PROPOSALS_SITE)
def carry_out_access(request: GuardedRequest, allowed: frozenset[str], pk: UUID) -> HttpResponse:
    """Carry out what was approved. Its answer shows the secret of a system, once."""
    proposal = _proposal_for_verb(request, "carry_out_access", pk)
    form = forms.ConfirmForm(request.POST or None)
    if form.is_valid() and submit_action(
        request, actions.carry_out_access, verb="carry_out_access", form=form, proposal=proposal
    ):
        return _secret_page(request, form, is_new=proposal.act.startswith("add_"))
    return render_form_page(
        request, form, title=proposal_queries.titles()[proposal.act],
        shown=proposal_queries.proposal_facts(proposal), back=_back_link(proposal),
        lead=_("You are shown the client id and the secret next, once. Have a safe place ready."),
        says=_("Continue"),
    )  # fmt: skip


def _proposal_for_verb(request: GuardedRequest, verb: str, pk: UUID) -> AccessProposal:
    """
    The proposal with this id, after checking the verb on it. Raises Refused.

    Raises Http404 also for one that the caller may not see.
    """
    rows = AccessProposal.objects.select_related("proposed_by", "settled_by", "person", "unit")
    proposal = rows.filter(pk=pk).first()
    scope = scope_for(request)
    if proposal is None or ACCESS_PROPOSAL.refusal(scope, "see_access_proposal", proposal):
        raise Http404
    request.audit.add_rows(AccessProposal, [pk])
    ACCESS_PROPOSAL.check(scope, verb, proposal, stages=request.method in SAFE_METHODS)
    return proposal


def _back_link(proposal: AccessProposal) -> tuple[str, str]:
    return reverse("see-access-proposal", args=[proposal.pk]), _("Approval")


def _secret_page(request: GuardedRequest, form: Form, *, is_new: bool) -> HttpResponse:
    """
    The page with a new secret, shown once.

    The secret is not stored, so a second click or a reload explains how to get another.
    """
    if form.result is not None:
        page = {"system": form.result, "is_new": is_new}
        return TemplateResponse(request, "people/systems/secret.html", page)
    account = System.objects.values_list("account", flat=True).get(pk=form.result_id)
    messages.warning(
        request,
        _("The secret was shown once, when you first pressed the button. If you have not copied "
          "it, renew it."),
    )  # fmt: skip
    return redirect("person", account)
