"""Pages of how long a case is kept, what is to be reviewed, and what was destroyed."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.case_access.forms.restrictions import RefuseChangeForm, SettleChangeForm
from cases.case_access.views.settling import settling_view
from cases.models import Case, DestroyedCase, Destruction, LegalHold
from cases.permissions import CASE, DESTRUCTION, LEGAL_HOLD, SITE
from cases.queries.suspects_with_someone import rows_for
from cases.retention.actions import retention as actions
from cases.retention.deadlines import (
    in_backups_until,
    keys_in_backups_until,
    retention_rules,
    rule_by_code,
)
from cases.retention.forms import retention as forms
from cases.retention.queries import retention as queries
from cases.views.form_page import render_form_with_draft
from people.access.row_security import COUNTING_PURPOSE, acting
from people.web.audit_context import GuardedRequest
from people.web.forms import Form
from people.web.guards import GuardedView, guarded, guarded_site, scope_for, submit_form
from people.web.pagination import numbered_page, page_links, page_number
from timeliness.calendar import london_day

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

FOR_GOOD = gettext_lazy(
    "Everything held on this case is destroyed: what was written and answered, every document, who "
    "the victims are, and its history. The keys are destroyed at once. In a backup of the database "
    "documents, victims’ details and sealed text then open only with a copy of the folder of keys, "
    "for as long as such copies are kept; other text stays in backups for as long as they are "
    "kept. The log still says who did what and when, without words of the case. This cannot be "
    "undone."
)


@guarded("see_retention", Case, CASE)
def see_retention(request: GuardedRequest, case: Case, allowed: frozenset[str]) -> HttpResponse:
    """What keeps a case, who has reviewed it, and whether it is to be destroyed."""
    scope, today = scope_for(request), london_day(scope_for(request).at)
    who = scope.standing_with(request.audit.capacities)
    found = queries.retention_of(case, rows_for(scope), today=today)
    holds, destructions = queries.legal_holds(case, scope), queries.destructions_of(case, scope)
    waits = any(each.is_waiting for each in destructions)
    may = queries.verbs_on_rows(who, [*holds, *destructions])
    if case.is_destroyed:
        allowed, may = frozenset(), dict.fromkeys(may, frozenset())
    because = found.because
    if because is None and "propose_destruction" in allowed:
        # nosemgrep: write-behind-a-read-verb - only reads
        reasons = [actions.why_still_needed(case, rule, at=scope.at) for rule in found.rules]
        because = reasons[0] if all(reasons) else None
    if because is not None or waits:
        allowed -= {"propose_destruction"}
    if found.because == queries.OPEN:
        allowed -= {"review_retention"}
    context = {
        "case": case,
        "found": found,
        "because": because,
        "holds": holds,
        "reviews": queries.reviews_of(case, scope),
        "destructions": [(each, rule_by_code(each.rule)) for each in destructions],
        "may": may,
        "allowed": allowed,
    }
    return TemplateResponse(request, "cases/retention/see.html", context)


@guarded("place_legal_hold", Case, CASE)
def place_legal_hold(request: GuardedRequest, case: Case, allowed: frozenset[str]) -> HttpResponse:
    return _case_form(
        request, case, forms.PlaceHoldForm(request.POST or None), actions.place_legal_hold,
        _("The case is kept until the hold is ended."), title=_("Place a legal hold"),
        says=_("Place the hold"),
    )  # fmt: skip


@guarded("review_retention", Case, CASE)
def review_retention(request: GuardedRequest, case: Case, allowed: frozenset[str]) -> HttpResponse:
    return _case_form(
        request, case, forms.ReviewForm(request.POST or None), actions.review_retention,
        _("Recorded. The case is kept."), title=_("Keep the case"), says=_("Keep the case"),
    )  # fmt: skip


@guarded("propose_destruction", Case, CASE)
def propose_destruction(
    request: GuardedRequest, case: Case, allowed: frozenset[str]
) -> HttpResponse:
    scope = scope_for(request)
    found = queries.retention_of(case, rows_for(scope), today=london_day(scope.at))
    form = forms.ProposeDestructionForm(request.POST or None, rules=found.rules)
    return _case_form(
        request, case, form, actions.propose_destruction,
        _("Sent for approval. Nothing is destroyed until another person approves it."),
        title=_("Propose to destroy the case"), says=_("Send for approval"), lead=FOR_GOOD,
    )  # fmt: skip


@guarded("end_legal_hold", LegalHold, LEGAL_HOLD)
def end_legal_hold(
    request: GuardedRequest, hold: LegalHold, allowed: frozenset[str]
) -> HttpResponse:
    form = forms.EndHoldForm(request.POST or None)
    done = _("The hold is ended.")
    if submit_form(request, form, actions.end_legal_hold, done, hold=hold):
        return redirect("see-retention", hold.case_id)
    return _render(
        request, form, hold.case, title=_("End the legal hold"), says=_("End the hold"),
        shown=[(_("Why it was placed"), hold.reason), (_("Placed by"), hold.by.name)],
    )  # fmt: skip


def _settling_view(
    action: Callable[..., Destruction],
    done: "StrOrPromise",
    *,
    title: "StrOrPromise",
    says: "StrOrPromise",
    asks: type[Form] = SettleChangeForm,
) -> GuardedView[HttpResponse]:
    def draw(request: GuardedRequest, form: Form, destruction: Destruction) -> HttpResponse:
        shown = _proposed_facts(destruction)
        return _render(request, form, destruction.case, title=title, says=says, shown=shown)

    return settling_view(
        action, Destruction, DESTRUCTION, done, takes="destruction", leads_to="see-retention",
        draw=draw, asks=asks,
    )  # fmt: skip


refuse_destruction = _settling_view(
    actions.refuse_destruction, gettext_lazy("Refused. The case is kept."),
    title=gettext_lazy("Refuse to destroy the case"), says=gettext_lazy("Refuse"),
    asks=RefuseChangeForm,
)  # fmt: skip
withdraw_destruction = _settling_view(
    actions.withdraw_destruction, gettext_lazy("Withdrawn. The case is kept."),
    title=gettext_lazy("Withdraw the proposal to destroy the case"),
    says=gettext_lazy("Withdraw"),
)  # fmt: skip


@guarded("approve_destruction", Destruction, DESTRUCTION)
def approve_destruction(
    request: GuardedRequest, destruction: Destruction, allowed: frozenset[str]
) -> HttpResponse:
    form = SettleChangeForm(request.POST or None)
    done = _("The case is being destroyed. Nothing more can be done on it.")
    if submit_form(request, form, actions.approve_destruction, done, destruction=destruction):
        return redirect("see-destroyed-cases")
    return _render(
        request, form, destruction.case, title=_("Destroy the case"), says=_("Destroy the case"),
        lead=FOR_GOOD, shown=_proposed_facts(destruction), warning=True,
    )  # fmt: skip


@guarded_site("see_cases_to_review", SITE)
def see_cases_to_review(request: GuardedRequest, allowed: frozenset[str]) -> HttpResponse:
    """Closed cases of one's units that no rule and no review keeps, and what waits for approval."""
    scope, page = scope_for(request), page_number(request)
    with acting(COUNTING_PURPOSE):
        found = queries.cases_to_review(scope, today=london_day(scope.at))
        rows, following = numbered_page(found, page)
    request.audit.add_rows(Case, [case.pk for case in rows])
    context = {"rows": rows, "rules": retention_rules(), **page_links(request, page, following)}
    return TemplateResponse(request, "cases/retention/to_review.html", context)


@guarded_site("see_destroyed_cases", SITE)
def see_destroyed_cases(request: GuardedRequest, allowed: frozenset[str]) -> HttpResponse:
    """Certificates of the destroyed cases of one's units, newest first."""
    page = page_number(request)
    rows, following = numbered_page(queries.destroyed_cases(scope_for(request)), page)
    request.audit.add_rows(DestroyedCase, [row.pk for row in rows])
    context = {
        "rows": rows,
        "in_backups": {row.pk: in_backups_until(row.removed_at) for row in rows},
        "keys_until": {row.pk: keys_in_backups_until(row.keys_destroyed_at) for row in rows},
        **page_links(request, page, following),
    }
    return TemplateResponse(request, "cases/retention/destroyed.html", context)


def _proposed_facts(destruction: Destruction) -> list[tuple[str, str]]:
    """What was proposed, in words."""
    rule = rule_by_code(destruction.rule)
    return [
        (_("Rule"), f"{rule.name} ({rule.source})" if rule else destruction.rule),
        (_("Why"), destruction.reason),
        (_("Proposed by"), destruction.by.name),
    ]


def _case_form(
    request: GuardedRequest,
    case: Case,
    form: Form,
    action: Callable[..., Any],
    done: str,
    **page: Any,
) -> HttpResponse:
    if submit_form(request, form, action, done, case=case):
        return redirect("see-retention", case.pk)
    return _render(request, form, case, **page)


def _render(request: GuardedRequest, form: Form, case: Case, **page: Any) -> TemplateResponse:
    """page: as of render_form_page(), but the way back."""
    back = reverse("see-retention", args=[case.pk]), _("How long this case is kept")
    facts: dict[str, Any] = {"lead": "", "shown": (), "warning": False, "lookup": False} | page
    return render_form_with_draft(
        request, "people/ask.html", form, questions=form.asked_first(), caption=case.urn, back=back,
        **facts,
    )  # fmt: skip
