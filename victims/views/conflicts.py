"""Pages on conflicts of interest with a victim's case, and on those of a service's people."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from cases.case_access.forms.conflicts import DeclareConflictForm, RecordConflictForm
from cases.case_access.views.conflicts import CASE_GONE
from cases.views.form_page import render_form_with_draft
from people.web.audit_context import GuardedRequest
from people.web.fields import Form
from people.web.guards import guarded, recall_earlier_submission, scope_for, submit_form
from victims.actions import conflicts as actions
from victims.forms.conflicts import LiftServiceConflictForm, SettleServiceLiftingForm
from victims.models import Support, VictimRecord
from victims.permissions import RECORD, SUPPORT
from victims.queries.conflicts import (
    open_conflicts_of_service,
    people_to_record_conflict_of,
    service_conflict_rows,
    waiting_liftings_of_service,
)


@guarded("declare_victim_conflict", VictimRecord, RECORD, gone_to="see-victims")
def declare_victim_conflict(
    request: GuardedRequest, record: VictimRecord, allowed: frozenset[str]
) -> HttpResponse:
    form = DeclareConflictForm(request.POST or None)
    if submit_form(request, form, actions.declare_victim_conflict, CASE_GONE, record=record):
        return redirect("see-victims")
    back = (reverse("see-victim", args=[record.pk]), _("Wishes and needs"))
    return render_form_with_draft(
        request, "victims/conflicts/declare.html", form, record=record, back=back
    )


@guarded("see_service_conflicts", Support, SUPPORT)
def see_service_conflicts(
    request: GuardedRequest, support: Support, allowed: frozenset[str]
) -> HttpResponse:
    """Members of the service may declare a conflict; its managers see the recorded ones."""
    found = service_conflict_rows(support, scope_for(request), request.audit.capacities)
    context = {"support": support, "conflicts": found, "allowed": allowed}
    return TemplateResponse(request, "victims/conflicts/see.html", context)


@guarded("declare_service_conflict", Support, SUPPORT, gone_to="see-supported")
def declare_service_conflict(
    request: GuardedRequest, support: Support, allowed: frozenset[str]
) -> HttpResponse:
    form = DeclareConflictForm(request.POST or None)
    if submit_form(request, form, actions.declare_service_conflict, CASE_GONE, support=support):
        return redirect("see-supported")
    back = (reverse("see-service-conflicts", args=[support.pk]), _("Conflicts of interest"))
    return render_form_with_draft(
        request, "victims/conflicts/declare.html", form, record=support.record, back=back
    )


@guarded("record_service_conflict", Support, SUPPORT)
def record_service_conflict(
    request: GuardedRequest, support: Support, allowed: frozenset[str]
) -> HttpResponse:
    people = list(people_to_record_conflict_of(support, scope_for(request)))
    form = RecordConflictForm(request.POST or None, people=people)
    return _service_conflict_form_page(
        request, support, form, actions.record_service_conflict,
        _("Conflict of interest recorded"), title=_("Record a conflict of interest"),
        says=_("Record"),
    )  # fmt: skip


@guarded("propose_lifting_service_conflict", Support, SUPPORT)
def propose_lifting_service_conflict(
    request: GuardedRequest, support: Support, allowed: frozenset[str]
) -> HttpResponse:
    conflicts = list(open_conflicts_of_service(support, scope_for(request)))
    form = LiftServiceConflictForm(request.POST or None, conflicts=conflicts)
    return _service_conflict_form_page(
        request, support, form, actions.propose_lifting_service_conflict,
        _("Sent for approval. Another manager of your service must approve it."),
        title=_("Lift a conflict of interest"), says=_("Send for approval"),
    )  # fmt: skip


@guarded("settle_service_lifting", Support, SUPPORT)
def settle_service_lifting(
    request: GuardedRequest, support: Support, allowed: frozenset[str]
) -> HttpResponse:
    waiting = list(waiting_liftings_of_service(support))
    form = SettleServiceLiftingForm(request.POST or None, liftings=waiting)
    return _service_conflict_form_page(
        request, support, form, actions.settle_service_lifting, _("Answered"),
        title=_("Answer what is proposed to be lifted"), says=_("Send"),
    )  # fmt: skip


def _service_conflict_form_page(
    request: GuardedRequest,
    support: Support,
    form: Form,
    action: Callable[..., object],
    done: str,
    *,
    title: str,
    says: str,
) -> HttpResponse:
    if recall_earlier_submission(request, form) or submit_form(
        request, form, action, done, support=support
    ):
        return redirect("see-service-conflicts", support.pk)
    page: dict[str, Any] = {"support": support, "title": title, "says": says}
    return render_form_with_draft(request, "victims/support/ask.html", form, **page)
