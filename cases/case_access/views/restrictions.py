"""Pages of a restricted case: who reads it, and what waits for a second person."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.case_access.actions import restrictions as actions
from cases.case_access.forms import restrictions as forms
from cases.case_access.queries import restrictions as queries
from cases.case_access.queries import who_reads
from cases.case_access.queries.break_glass import break_glass_rows
from cases.case_access.views.settling import settling_view
from cases.models import Case, Restriction, RestrictionChange, RestrictionChangeKind
from cases.permissions import CASE, RESTRICTION, RESTRICTION_CHANGE
from cases.views.form_page import render_form_with_draft
from people.access.scopes import Scope
from people.models import User
from people.web.audit_context import GuardedRequest
from people.web.forms import Form
from people.web.guards import (
    GuardedView,
    guarded,
    recall_earlier_submission,
    scope_for,
    submit_form,
)

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

READ_BY_ALL = gettext_lazy(
    "Everyone of the units that have the case reads it again, unless a conflict of interest keeps "
    "them from it."
)


@guarded("see_restriction", Case, CASE)
def see_restriction(request: GuardedRequest, case: Case, allowed: frozenset[str]) -> HttpResponse:
    """Whether a case is restricted, who reads it, and what was proposed."""
    scope, capacities = scope_for(request), request.audit.capacities
    restriction = queries.live_restriction(case, scope)
    may: frozenset[str] = frozenset()
    if restriction is not None:
        may = RESTRICTION.allowed_verbs(scope.standing_with(capacities), restriction)
        if not _people_to_take_off(case, scope).exists():
            may -= {"end_allowance"}
    changes = queries.change_rows(case, scope, capacities)
    leads = "record_conflict" in allowed
    context = {
        "case": case,
        "restriction": restriction,
        "has_other_side": case.cps_unit_id is not None,
        "readers": queries.people_with_named_roles(case, scope.side, at=scope.at),
        "waiting": [each for each in changes if each.settled_at is None],
        "settled": [each for each in changes if each.settled_at is not None],
        "of_unit": who_reads.unit_readers(case, scope),
        "looks": who_reads.looks_at_case(case, scope) if leads else None,
        "days": who_reads.DAYS_SHOWN,
        "to_let_in": queries.waiting_requests(case, scope) if leads else [],
        "opened": break_glass_rows(case, scope) if leads else [],
        "allowed": allowed | may,
        "now": scope.at,
    }
    return TemplateResponse(request, "cases/restrictions/see.html", context)


def _people_to_take_off(case: Case, scope: Scope) -> QuerySet[User]:
    """Whom the caller can take off the list: of their side, without themselves."""
    people = queries.allowed_of_side(case, scope.actor.side, at=scope.at)
    return people.exclude(pk__in=scope.accounts)


@guarded("restrict_case", Case, CASE)
def restrict_case(request: GuardedRequest, case: Case, allowed: frozenset[str]) -> HttpResponse:
    scope = scope_for(request)
    reading = queries.people_in_no_need_of_list(case, scope.actor.side, at=scope.at).values("pk")
    people = queries.readers_of_unit(case, scope.actor.side, at=scope.at).exclude(pk__in=reading)
    others = people.exclude(pk__in=scope.accounts)
    form = forms.RestrictCaseForm(request.POST or None, people=others)
    done = _("The case is restricted.")
    if submit_form(request, form, actions.restrict_case, done, case=case):
        return redirect("see-restriction", case.pk)
    return _render(
        request, form, case, title=_("Restrict the case to named people"),
        lead=_(
            "No one else sees it from now on: on no list, in no search and in no count. Leaders of "
            "the other side’s unit are told, and choose who reads it there. Letting more people "
            "read it later takes two people."
        ),
        says=_("Restrict the case"), warning=True,
    )  # fmt: skip


@guarded("propose_allowing", Restriction, RESTRICTION)
def propose_allowing(
    request: GuardedRequest, restriction: Restriction, allowed: frozenset[str]
) -> HttpResponse:
    case, scope = restriction.case, scope_for(request)
    side = scope.actor.side
    reading = queries.people_in_no_need_of_list(case, side, at=scope.at).values("pk")
    people = queries.readers_of_unit(case, side, at=scope.at).exclude(pk__in=reading)
    asked = queries.request_by_id(request.GET.get("asked", ""), case, scope)
    form = forms.ProposeAllowingForm(request.POST or None, people=people, asked=asked)
    done = _("Sent for approval. They read the case once another person approves it.")
    if recall_earlier_submission(request, form) or submit_form(
        request, form, actions.propose_allowing, done, restriction=restriction
    ):
        return redirect("see-restriction", case.pk)
    return _render(
        request, form, case, title=_("Let someone read the case"), says=_("Send for approval")
    )


@guarded("end_allowance", Restriction, RESTRICTION)
def end_allowance(
    request: GuardedRequest, restriction: Restriction, allowed: frozenset[str]
) -> HttpResponse:
    case, scope = restriction.case, scope_for(request)
    form = forms.EndAllowanceForm(request.POST or None, people=_people_to_take_off(case, scope))
    done = _("They are no longer on the list.")
    if recall_earlier_submission(request, form) or submit_form(
        request, form, actions.end_allowance, done, restriction=restriction
    ):
        return redirect("see-restriction", case.pk)
    return _render(
        request, form, case, title=_("Take someone off the list"),
        lead=_("Whoever is named on the case as something else still reads it as that."),
        says=_("Take off the list"), warning=True,
    )  # fmt: skip


@guarded("propose_lifting", Restriction, RESTRICTION)
def propose_lifting(
    request: GuardedRequest, restriction: Restriction, allowed: frozenset[str]
) -> HttpResponse:
    form = forms.ProposeLiftingForm(request.POST or None)
    done = _("Sent for approval. The case stays restricted until another person approves it.")
    if submit_form(request, form, actions.propose_lifting, done, restriction=restriction):
        return redirect("see-restriction", restriction.case_id)
    return _render(
        request, form, restriction.case, title=_("Lift the restriction"),
        lead=READ_BY_ALL, says=_("Send for approval"),
    )  # fmt: skip


def _settling_view(
    action: Callable[..., RestrictionChange],
    done: "StrOrPromise",
    *,
    says: "StrOrPromise",
    leads: Mapping[str, "StrOrPromise"] = MappingProxyType({}),
    asks: type[Form] = forms.SettleChangeForm,
) -> GuardedView[HttpResponse]:
    """leads: what follows, by the kind of the change."""

    def draw(request: GuardedRequest, form: Form, change: RestrictionChange) -> HttpResponse:
        title = _("%(verb)s: %(what)s") % {"verb": says, "what": change.get_kind_display()}
        lead = leads.get(change.kind, "")
        return _render(request, form, change.case, title=title, says=says, lead=lead, change=change)

    return settling_view(
        action, RestrictionChange, RESTRICTION_CHANGE, done, takes="change",
        leads_to="see-restriction", draw=draw, asks=asks,
    )  # fmt: skip


approve_restriction_change = _settling_view(
    actions.approve_restriction_change,
    gettext_lazy("Approved. It takes effect now."), says=gettext_lazy("Approve"),
    leads={
        RestrictionChangeKind.ALLOW: gettext_lazy(
            "They will be able to read the case straight away."
        ),
        RestrictionChangeKind.LIFT: READ_BY_ALL,
    },
)  # fmt: skip
refuse_restriction_change = _settling_view(
    actions.refuse_restriction_change, gettext_lazy("Refused."),
    says=gettext_lazy("Refuse"), asks=forms.RefuseChangeForm,
)  # fmt: skip
withdraw_restriction_change = _settling_view(
    actions.withdraw_restriction_change,
    gettext_lazy("Withdrawn."), says=gettext_lazy("Withdraw"),
)  # fmt: skip


def _render(
    request: GuardedRequest,
    form: Form,
    case: Case,
    *,
    title: "StrOrPromise",
    says: "StrOrPromise",
    lead: "StrOrPromise" = "",
    warning: bool = False,
    change: RestrictionChange | None = None,
) -> TemplateResponse:
    """Render a form about who reads a case; with what was proposed, where it settles that."""
    page: dict[str, Any] = {"case": case, "title": title, "says": says, "lead": lead}
    page |= {"warning": warning, "change": change}
    return render_form_with_draft(request, "cases/restrictions/form.html", form, **page)
