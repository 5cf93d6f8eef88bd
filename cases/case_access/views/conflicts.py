"""Conflicts of interest: declared by anyone on a case, recorded and lifted by managers."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.case_access.actions import conflict_liftings as liftings
from cases.case_access.actions import conflicts as actions
from cases.case_access.actions import unseen_conflicts as unseen
from cases.case_access.forms.conflicts import (
    DeclareConflictForm,
    DeclareUnseenConflictForm,
    LiftConflictForm,
    RecordConflictOfSideForm,
)
from cases.case_access.forms.restrictions import RefuseChangeForm, SettleChangeForm
from cases.case_access.queries.conflicts import (
    conflict_rows_for_watch,
    linked_cases_open_to,
    people_recordable,
)
from cases.case_access.views.settling import settling_view
from cases.models import Case, Conflict, ConflictLifting
from cases.permissions import CASE, CONFLICT, CONFLICT_LIFTING, SITE
from cases.views.form_page import render_form_with_draft
from people.access.reading_limits import check_search
from people.web.audit_context import GuardedRequest
from people.web.forms import Form
from people.web.guards import (
    GuardedView,
    guarded,
    guarded_site,
    recall_earlier_submission,
    scope_for,
    submit_action,
    submit_form,
)

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

UNSEEN_RECORDED = gettext_lazy(
    "If there is a case with this URN, your conflict of interest is recorded and you cannot see "
    "it. If you entered another URN than you meant, only two other people, who manage that case on "
    "your side, can lift it."
)
CASE_GONE = gettext_lazy("Your conflict of interest is recorded. You can no longer see that case.")


@guarded("see_conflicts", Case, CASE)
def see_conflicts(request: GuardedRequest, case: Case, allowed: frozenset[str]) -> HttpResponse:
    """Conflicts of a case; readers who may not record any can only declare their own."""
    found = conflict_rows_for_watch(case, scope_for(request), request.audit.capacities)
    context = {"case": case, "conflicts": found, "allowed": allowed}
    return TemplateResponse(request, "cases/conflicts/see.html", context)


@guarded("declare_conflict", Case, CASE, gone_to="worklist")
def declare_conflict(request: GuardedRequest, case: Case, allowed: frozenset[str]) -> HttpResponse:
    linked = linked_cases_open_to("declare_conflict", case, scope_for(request))
    form = DeclareConflictForm(request.POST or None, linked=linked)
    if submit_form(request, form, actions.declare_conflict, CASE_GONE, case=case):
        return redirect("worklist")
    return render_form_with_draft(request, "cases/conflicts/declare.html", form, case=case)


@guarded_site("declare_unseen_conflict", SITE)
def declare_unseen_conflict(request: GuardedRequest, allowed: frozenset[str]) -> HttpResponse:
    """Declare one by URN; the answer is the same, and takes the same time, whatever the URN is."""
    form = DeclareUnseenConflictForm(request.POST or None)
    if form.is_valid():
        request.audit.set_search_text(form.cleaned_data["urn"])
        check_search(scope_for(request), request.audit.sought)
        action, verb = unseen.declare_unseen_conflict, "declare_unseen_conflict"
        if submit_action(request, action, verb=verb, form=form, **form.cleaned_data):
            messages.success(request, UNSEEN_RECORDED)
            return redirect("worklist")
    return TemplateResponse(request, "cases/conflicts/declare_unseen.html", {"form": form})


@guarded("record_conflict", Case, CASE)
def record_conflict(request: GuardedRequest, case: Case, allowed: frozenset[str]) -> HttpResponse:
    people = list(people_recordable(case, scope_for(request)))
    linked = linked_cases_open_to("record_conflict", case, scope_for(request))
    form = RecordConflictOfSideForm(request.POST or None, people=people, linked=linked)
    if recall_earlier_submission(request, form) or submit_form(
        request, form, actions.record_conflict, _("Conflict of interest recorded"), case=case
    ):
        return redirect("see-conflicts", case.pk)
    return render_form_with_draft(request, "cases/conflicts/record.html", form, case=case)


@guarded("propose_lifting_conflict", Conflict, CONFLICT)
def propose_lifting_conflict(
    request: GuardedRequest, conflict: Conflict, allowed: frozenset[str]
) -> HttpResponse:
    form = LiftConflictForm(request.POST or None)
    done = _("Sent for approval. They see the case again once another person approves it.")
    if submit_form(request, form, liftings.propose_lifting_conflict, done, conflict=conflict):
        return redirect("see-conflicts", conflict.case_id)
    return render_form_with_draft(
        request, "cases/conflicts/lift.html", form, conflict=conflict, case=conflict.case,
        lifting=None, says=_("Send for approval"),
    )  # fmt: skip


def _settling_view(
    action: Callable[..., ConflictLifting],
    done: "StrOrPromise",
    *,
    says: "StrOrPromise",
    asks: type[Form] = SettleChangeForm,
) -> GuardedView[HttpResponse]:
    def draw(request: GuardedRequest, form: Form, lifting: ConflictLifting) -> HttpResponse:
        return render_form_with_draft(
            request, "cases/conflicts/lift.html", form, conflict=lifting.conflict,
            case=lifting.case, lifting=lifting, says=says,
        )  # fmt: skip

    return settling_view(
        action, ConflictLifting, CONFLICT_LIFTING, done, takes="lifting", leads_to="see-conflicts",
        draw=draw, asks=asks,
    )  # fmt: skip


approve_conflict_lifting = _settling_view(
    liftings.approve_conflict_lifting, gettext_lazy("Conflict of interest lifted"),
    says=gettext_lazy("Lift conflict of interest"),
)  # fmt: skip
refuse_conflict_lifting = _settling_view(
    liftings.refuse_conflict_lifting, gettext_lazy("Refused."), says=gettext_lazy("Refuse"),
    asks=RefuseChangeForm,
)  # fmt: skip
withdraw_conflict_lifting = _settling_view(
    liftings.withdraw_conflict_lifting, gettext_lazy("Withdrawn."), says=gettext_lazy("Withdraw")
)
