"""
Guards: the decorators of every view. One for pages about a row, one for lists, one for the rest.

A guard finds the row among those the caller may read (404), checks the verb (403 with the reason),
runs the view and writes the audit entry, all in one transaction, so that no page is shown without
its entry. GET checks the caller and the stage of the row; POST checks the caller only, because the
action checks the stage again under the lock, and its refusal is shown on the form.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, Protocol, TypeVar, cast
from uuid import UUID

from django.db import transaction
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.utils.functional import Promise

from people.access import audit_log
from people.access.pagination import PAGE_SIZE
from people.access.paths import case_id_of
from people.access.permission_tables import Refused, Rules, SiteRules, Unreadable
from people.access.readable_rows import readable_row
from people.access.row_security import reading_as
from people.access.scopes import standing_on
from people.access.worklists import Cursor, Worklist
from people.models import AccessRoot
from people.models.access_controlled import AccessControlled
from people.web import limit_reached
from people.web.audit_context import SAFE_METHODS, AuditContext, GuardedRequest, scope_for
from people.web.confirm_first import ask_to_confirm, must_confirm
from people.web.drafts import form_context, views
from people.web.drafts.service import draft_key_of
from people.web.even_times import even_times
from people.web.opened_notices import read_notices_of_page
from people.web.sign_in_first import ask_to_sign_in
from people.web.submit import (
    is_already_submitted,
    recall_earlier_submission,
    submit_action,
    submit_form,
)

__all__ = [
    "SAFE_METHODS",
    "guarded",
    "guarded_list",
    "guarded_site",
    "recall_earlier_submission",
    "scope_for",
    "submit_action",
    "submit_form",
    "worklist_page",
]
METHODS = (*SAFE_METHODS, "POST")


class ViewResponse(Protocol):
    """What a view returns: a Django response, or an Answer of the API."""

    @property
    def status_code(self) -> int: ...


A = TypeVar("A", bound=ViewResponse)
W = TypeVar("W", bound=AccessControlled)
A_co = TypeVar("A_co", bound=ViewResponse, covariant=True)


class GuardedView(Protocol[A_co]):
    """A guarded view, with its verb, permission table and model."""

    verb: str
    rules: Rules
    model: type[Model] | None
    login_required: bool
    __name__: str
    __module__: str

    def __call__(self, request: GuardedRequest, **url: object) -> A_co | HttpResponseBase: ...


# The guards


def guarded(
    verb: str, model: type[AccessControlled], rules: Rules, *, gone_to: str = "",
    check: Callable[[GuardedRequest, Any], None] | None = None, drafts_of: str = "",
) -> Callable[[Callable[..., A]], GuardedView[A]]:  # fmt: skip
    """
    Guard a page about one row, with the row's id as `pk` in the URL.

    The view gets the request, the row, the verbs open on it, and the other parts of the URL.
    gone_to: where a second click redirects, if the first put the row out of the caller's sight.
    check: raises Refused where the page is not for this row, nor any draft of its form.
    drafts_of: the verb under which drafts of its form are kept, if other pages show that form too.
    Raises LookupError on import if the permission table lacks the verb.
    """
    if verb not in rules:
        raise LookupError(f"No rule for {verb}")

    def decorate(view: Callable[..., A]) -> GuardedView[A]:
        def enter(request: GuardedRequest, pk: UUID, **rest: object) -> A | HttpResponseBase:
            try:
                row, allowed = _find_and_check_row(request, verb, model, rules, pk)
            except Http404:
                if gone_to and is_already_submitted(request):
                    return redirect(gone_to)
                raise
            if check:
                check(request, row)
            if views.is_draft_request(request):
                return views.save_or_discard_draft(request)
            shown = _call_view(view, request, row, allowed, **rest)
            return read_notices_of_page(request, row, shown)

        return _guard_view(view, enter, verb, rules, model, drafts_of)

    return decorate


def guarded_site(verb: str, rules: SiteRules) -> Callable[[Callable[..., A]], GuardedView[A]]:
    """Guard a page about no access-controlled row. The view gets the verbs open to the caller."""
    if verb not in rules:
        raise LookupError(f"No rule for {verb}")

    def decorate(view: Callable[..., A]) -> GuardedView[A]:
        def enter(request: GuardedRequest, **url: object) -> A | HttpResponseBase:
            allowed = _check_site_verb(request, verb, rules)
            if views.is_draft_request(request):
                return views.save_or_discard_draft(request)
            return _call_view(view, request, allowed, **url)

        return _guard_view(view, enter, verb, rules, None)

    return decorate


def guarded_list(
    verb: str, rules: SiteRules, pick: Worklist | Callable[..., Worklist]
) -> Callable[[Callable[..., A]], GuardedView[A]]:
    """
    Guard a page of a worklist. The view gets the tuples of one page, and the next cursor.

    pick: a worklist, or a function of the URL's parts that returns one (or raises Http404).
    """
    if verb not in rules:
        raise LookupError(f"No rule for {verb}")

    def decorate(view: Callable[..., A]) -> GuardedView[A]:
        def enter(request: GuardedRequest, **url: object) -> A | HttpResponseBase:
            _check_site_verb(request, verb, rules)
            worklist = pick(**url) if callable(pick) else pick
            return view(request, *worklist_page(request, worklist), **url)

        return _guard_view(view, enter, verb, rules, None if callable(pick) else pick.model)

    return decorate


def is_response_read(request: HttpRequest) -> bool:
    """False for HEAD: its response has no body, so nothing was shown."""
    return request.method != "HEAD"


def worklist_page(
    request: GuardedRequest, worklist: Worklist, **params: Any
) -> tuple[list[tuple[Any, ...]], str]:
    """(rows, next cursor or "") of the requested page. Adds the rows to the audit entry."""
    after = Cursor.parse(request.GET.get("after", ""))
    rows, following = worklist.next_page(scope_for(request), after=after, size=PAGE_SIZE, **params)
    request.audit.add_rows(worklist.model, [row[0] for row in rows])
    return rows, following


def _guard_view(
    view: Callable[..., A],
    enter: Callable[..., A | HttpResponseBase],
    verb: str,
    rules: Rules,
    model: type[Model] | None,
    drafts_of: str = "",
) -> GuardedView[A]:
    @wraps(view)
    def guarded_view(request: GuardedRequest, **url: object) -> A | HttpResponseBase:
        if request.method not in METHODS:
            return HttpResponseNotAllowed(METHODS)
        audit = request.audit = AuditContext(verb, scope_for(request))
        audit.draft_key = draft_key_of(drafts_of or verb, ":".join(map(str, url.values())))
        if audit.scope.user_id is None:
            return ask_to_sign_in(request)
        if must_confirm(request, verb, rules):
            return ask_to_confirm(request)
        try:
            with even_times(audit):
                return _run_and_log(request, enter, url)
        except audit_log.AuditWriteFailed:
            if audit.scope.system_id is not None:
                raise  # a system gets a JSON problem
            return HttpResponse(render_to_string("503.html"), status=503)

    made = cast(GuardedView[A], guarded_view)
    made.verb, made.rules, made.model = verb, rules, model
    made.login_required = False  # the guard handles it, so that unsaved input is not lost
    return made


def _call_view(
    view: Callable[..., A], request: GuardedRequest, *opened: object, **url: object
) -> A:
    """The view's response; for a replayed API call the stored one (people/api/idempotency.py)."""
    return getattr(request, "answered_before", None) or view(request, *opened, **url)


def _run_and_log(
    request: GuardedRequest, enter: Callable[..., A | HttpResponseBase], url: dict[str, object]
) -> A | HttpResponseBase:
    """Run a view and write its audit entry in one transaction; log a refusal after the rollback."""
    try:
        with transaction.atomic(), reading_as(request.audit.scope):
            response = enter(request, **url)
            if isinstance(response, TemplateResponse):
                response.render()  # while Postgres shows what the caller may read
            if request.audit.is_read_logged and not 300 <= response.status_code < 400:
                _check_context_evaluated(response)
                limit_reached.check_shown(request.audit)
                request.audit.write_read_entries()
        return response
    except limit_reached.LimitReached as reached:
        limit_reached.log_limit_reached(request.audit, reached)
        if request.audit.scope.system_id is not None:
            raise  # a system gets a JSON problem
        return limit_reached.limit_page(request, reached)
    except Http404:
        _log_refusal(request.audit, audit_log.NOT_FOUND)
        raise
    except Unreadable as fault:
        _log_refusal(request.audit, fault.reason)
        raise
    except Refused as refusal:
        _log_refusal(request.audit, refusal.reason)
        if refusal.is_stage and request.method in SAFE_METHODS:
            request.left_draft = form_context.orphaned_draft_of(request.audit)
        raise


def _log_refusal(audit: AuditContext, reason: str | Promise) -> None:
    with transaction.atomic():
        audit.write_entry(refused=reason)


def _check_context_evaluated(response: ViewResponse | HttpResponseBase) -> None:
    """Raise TypeError for a lazy QuerySet in the context: templates render after the commit."""
    for name, value in (getattr(response, "context_data", None) or {}).items():
        if isinstance(value, QuerySet) and value._result_cache is None:
            raise TypeError(f"{name} is a query: make it a list before the page is drawn")


def _find_and_check_row(
    request: GuardedRequest, verb: str, model: type[W], rules: Rules, pk: UUID
) -> tuple[W, frozenset[str]]:
    """(row, verbs open on it). Raises the same, Http404 or LimitReached, for hidden and missing."""
    audit = request.audit
    audit.kind, audit.ids = model._meta.label, [pk]
    is_case = issubclass(model, AccessRoot) and model.access_path == model.conflict_of == "pk"
    audit.case_id = pk if is_case else None
    row = readable_row(audit.scope, model, pk)
    limit_reached.check_row(request, model, row, pk)
    if row is None:
        raise Http404
    who = standing_on(audit.scope, row)
    audit.case_id, audit.capacities = case_id_of(row), who.capacities
    rules.check(who, verb, row, stages=request.method in SAFE_METHODS)
    return row, rules.allowed_verbs(who, row)


def _check_site_verb(request: GuardedRequest, verb: str, rules: SiteRules) -> frozenset[str]:
    audit = request.audit
    audit.capacities = audit.scope.all_capacities
    rules.check(audit.scope, verb, stages=request.method in SAFE_METHODS)
    return rules.allowed_verbs(audit.scope)
