"""Pages of break-glass: open one case, end it, and review what was opened."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from cases.case_access.actions import break_glass as actions
from cases.case_access.forms import break_glass as forms
from cases.case_access.forms.restrictions import SettleChangeForm
from cases.case_access.queries import break_glass as queries
from cases.models import BreakGlass
from cases.permissions import BREAK_GLASS, SITE
from cases.views.form_page import render_form_with_draft
from people.text.dates import format_moment
from people.web.audit_context import GuardedRequest
from people.web.guards import guarded, guarded_site, scope_for, submit_action, submit_form


@guarded_site("break_glass", SITE)
def break_glass(request: GuardedRequest, allowed: frozenset[str]) -> HttpResponse:
    form = forms.BreakGlassForm(request.POST or None)
    request.audit.set_search_text(form["urn"].value() or "")
    if form.is_valid() and submit_action(
        request, actions.break_glass, verb="break_glass", form=form, **form.cleaned_data
    ):
        opened = queries.live_break_glass(scope_for(request))
        if opened is None:  # a second click, after it was closed
            return redirect("worklist")
        messages.success(
            request,
            _("The case is open to you until %(when)s.") % {"when": format_moment(opened.until)},
        )
        return redirect("see-case", opened.case_id)
    return TemplateResponse(request, "cases/break_glass/open.html", {"form": form})


@guarded("see_break_glass", BreakGlass, BREAK_GLASS)
def see_break_glass(
    request: GuardedRequest, opened: BreakGlass, allowed: frozenset[str]
) -> HttpResponse:
    """Who opened the case, why, and what they did on it; with the review, or the way to it."""
    context = {
        "case": opened.case,
        "opened": opened,
        "pages": queries.pages_opened(opened),
        "is_open": queries.is_open(opened, at=request.audit.scope.at),
        "allowed": allowed,
    }
    return TemplateResponse(request, "cases/break_glass/see.html", context)


@guarded("end_break_glass", BreakGlass, BREAK_GLASS, gone_to="worklist")
def end_break_glass(
    request: GuardedRequest, opened: BreakGlass, allowed: frozenset[str]
) -> HttpResponse:
    form = SettleChangeForm(request.POST or None)
    is_own = opened.by_id == request.audit.scope.user_id
    done = _("The case is closed to you.") if is_own else _("The case is closed to them.")
    if submit_form(request, form, actions.end_break_glass, done, opened=opened):
        return redirect("worklist") if is_own else redirect("see-break-glass", opened.pk)
    return render_form_with_draft(
        request, "cases/break_glass/end.html", form, case=opened.case, opened=opened, is_own=is_own
    )


@guarded("review_break_glass", BreakGlass, BREAK_GLASS)
def review_break_glass(
    request: GuardedRequest, opened: BreakGlass, allowed: frozenset[str]
) -> HttpResponse:
    form = forms.ReviewBreakGlassForm(request.POST or None)
    done = _("The review is closed.")
    if submit_form(request, form, actions.review_break_glass, done, opened=opened):
        return redirect("see-break-glass", opened.pk)
    return render_form_with_draft(
        request, "cases/break_glass/review.html", form, case=opened.case, opened=opened,
        pages=queries.pages_opened(opened),
    )  # fmt: skip


def break_glass_banner(request: HttpRequest) -> dict[str, Any]:
    """
    Context of every page: break_glass, if the page shows something of a case that its reader
    opened by break-glass; else None.
    """
    audit = getattr(request, "audit", None)
    if audit is None or actions.BROKE_GLASS not in audit.capacities:
        return {"break_glass": None}
    return {"break_glass": queries.live_break_glass(audit.scope)}
