"""
The doors into the system. One for each kind of page: about a row, about a list, about neither.

A door finds the row among those the caller may read (or 404), checks the verb
(or 403 with the reason), runs the view, and writes down what it showed: all in
one transaction, so that nothing is shown that is not in the log. A form is let
in at any stage of its row, because the action asks again under a lock and
its answer goes beside what was typed.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, Protocol, TypeVar, cast

from django.contrib.auth.views import redirect_to_login
from django.db import transaction
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.utils.functional import Promise

from people import audit, drafts, unsent
from people.access import standing
from people.actions.drafts import key_of
from people.acts import act, acted, acted_before, acted_unseen
from people.models import Held
from people.models.walled import Walled
from people.reach import case_of
from people.rules import Refused, Rules, SiteRules, Unreadable
from people.visits import READS, Request, Visit, scope_for
from people.worklists import PAGE_SIZE, Cursor, Worklist

__all__ = [
    "READS",
    "act",
    "acted",
    "acted_before",
    "guarded",
    "guarded_list",
    "guarded_site",
    "listed",
    "scope_for",
]
METHODS = (*READS, "POST")


class Told(Protocol):
    """What a view answers: a response of a page, or an Answer of the API."""

    @property
    def status_code(self) -> int: ...


A = TypeVar("A", bound=Told)
A_co = TypeVar("A_co", bound=Told, covariant=True)


class Door(Protocol[A_co]):
    """A view behind its guard, and what it is guarded by."""

    verb: str
    rules: Rules
    model: type[Model] | None
    login_required: bool
    __name__: str
    __module__: str

    def __call__(self, request: Request, **url: Any) -> A_co | HttpResponseBase: ...


# The doors


def guarded(
    verb: str, model: type[Walled], rules: Rules, *, gone_to: str = ""
) -> Callable[[Callable[..., A]], Door[A]]:
    """
    Guard a page about one row, whose id the URL calls pk.

    The view gets the row, the verbs open on it, and whatever else the URL holds. gone_to: the page
    that a second click leads to, where the first has put the row out of the person's own sight.
    """
    if verb not in rules:
        raise LookupError(f"No rule for {verb}")

    def decorate(view: Callable[..., A]) -> Door[A]:
        def enter(request: Request, pk: Any, **rest: Any) -> A | HttpResponseBase:
            try:
                row, allowed = _open_row(request, verb, model, rules, pk)
            except Http404:
                if gone_to and acted_unseen(request):
                    return redirect(gone_to)
                raise
            if drafts.is_about(request):
                return drafts.answer(request)
            return _answered(view, request, row, allowed, **rest)

        return _door(view, enter, verb, rules, model)

    return decorate


def guarded_site(verb: str, rules: SiteRules) -> Callable[[Callable[..., A]], Door[A]]:
    """Guard a page about no walled row. The view gets the verbs open on the site."""
    if verb not in rules:
        raise LookupError(f"No rule for {verb}")

    def decorate(view: Callable[..., A]) -> Door[A]:
        def enter(request: Request, **url: Any) -> A | HttpResponseBase:
            allowed = _open_site(request, verb, rules)
            return (
                drafts.answer(request)
                if drafts.is_about(request)
                else _answered(view, request, allowed, **url)
            )

        return _door(view, enter, verb, rules, None)

    return decorate


def guarded_list(
    verb: str, rules: SiteRules, pick: Worklist | Callable[..., Worklist]
) -> Callable[[Callable[..., A]], Door[A]]:
    """
    Guard a page that lists. The view gets tuples the caller may read, and the next cursor.

    pick: a worklist, or a function that finds one from what the URL holds (Http404 if none).
    """
    if verb not in rules:
        raise LookupError(f"No rule for {verb}")

    def decorate(view: Callable[..., A]) -> Door[A]:
        def enter(request: Request, **url: Any) -> A | HttpResponseBase:
            _open_site(request, verb, rules)
            worklist = pick(**url) if callable(pick) else pick
            return view(request, *listed(request, worklist), **url)

        return _door(view, enter, verb, rules, None if callable(pick) else pick.model)

    return decorate


def is_read(request: HttpRequest) -> bool:
    """Whether the answer can be read: to HEAD it has no body, so nobody has seen what it says."""
    return request.method != "HEAD"


def listed(
    request: Request, worklist: Worklist, **params: Any
) -> tuple[list[tuple[Any, ...]], str]:
    """The page of a worklist that a request asks for, noted for the log, and any next cursor."""
    after = Cursor.parse(request.GET.get("after", ""))
    found = worklist.page(scope_for(request), after=after, size=PAGE_SIZE + 1, **params)
    rows = found[:PAGE_SIZE]
    request.visit.shows(worklist.model, [row[0] for row in rows])
    return rows, Cursor.after(rows) if len(found) > PAGE_SIZE else ""


def _door(
    view: Callable[..., A],
    enter: Callable[..., A | HttpResponseBase],
    verb: str,
    rules: Rules,
    model: type[Model] | None,
) -> Door[A]:
    @wraps(view)
    def door(request: Request, **url: Any) -> A | HttpResponseBase:
        if request.method not in METHODS:
            return HttpResponseNotAllowed(METHODS)
        visit = request.visit = Visit(verb, scope_for(request))
        visit.draft_key = key_of(verb, ":".join(map(str, url.values())))
        if visit.scope.user_id is None:
            return _sign_in_first(request)
        try:
            return _recorded(request, enter, url)
        except audit.Unrecorded:
            if visit.scope.system_id is not None:
                raise  # a system is told so in JSON
            return HttpResponse(render_to_string("503.html"), status=503)

    made = cast(Door[A], door)
    made.verb, made.rules, made.model = verb, rules, model
    made.login_required = False  # it asks itself, so that nothing typed is lost
    return made


def _answered(view: Callable[..., A], request: Request, *opened: Any, **url: Any) -> A:
    """What the view answers; or what it did, where a system asks again (people/api/acts.py)."""
    return getattr(request, "answered_before", None) or view(request, *opened, **url)


def _sign_in_first(request: Request) -> HttpResponse:
    """
    What was sent after the session had ended is kept as a draft, or shown again to be copied.

    403, because with 401 the browser would ask for a password itself.
    """
    to_sign_in = redirect_to_login(request.get_full_path())
    if request.method in READS:
        return to_sign_in
    is_kept = drafts.kept_for_whoever_it_was(request)
    if drafts.is_saved_by_script(request):
        return drafts.answer_signed_out(is_kept)
    page = {"sign_in": to_sign_in.url, "is_kept": is_kept}
    return TemplateResponse(request, "signed_out.html", page, status=403)


def _recorded(
    request: Request, enter: Callable[..., A | HttpResponseBase], url: dict[str, Any]
) -> A | HttpResponseBase:
    """Run the page and its record in one transaction; what was refused is recorded after it."""
    try:
        with transaction.atomic():
            response = enter(request, **url)
            if request.visit.is_shown and not 300 <= response.status_code < 400:
                _evaluated(response)
                request.visit.record()
        return response
    except Http404:
        _denied(request.visit, audit.NOT_FOUND)
        raise
    except Unreadable as fault:
        _denied(request.visit, fault.reason)
        raise
    except Refused as refusal:
        _denied(request.visit, refusal.reason)
        if refusal.is_stage and request.method in READS:
            request.left_draft = unsent.left_for(request.visit)
        raise


def _denied(visit: Visit, reason: str | Promise) -> None:
    with transaction.atomic():
        visit.record(refused=reason)


def _evaluated(response: Told | HttpResponseBase) -> None:
    """A template is drawn after the commit, so it must be given rows, not questions."""
    for name, value in (getattr(response, "context_data", None) or {}).items():
        if isinstance(value, QuerySet) and value._result_cache is None:
            raise TypeError(f"{name} is a query: make it a list before the page is drawn")


def _open_row(
    request: Request, verb: str, model: type[Walled], rules: Rules, pk: Any
) -> tuple[Any, frozenset[str]]:
    """One row, and the verbs open on it. Hidden and missing end on the same line."""
    visit = request.visit
    visit.kind, visit.ids = model._meta.label, [pk]
    is_case = issubclass(model, Held) and model.held == model.conflict_of == "pk"
    visit.case_id = pk if is_case else None
    rows = model.objects.for_scope(visit.scope)
    if not issubclass(model, Held):
        rows = rows.select_related(model.held)
    row = rows.filter(pk=pk).first()
    if row is None:
        raise Http404
    who = standing(visit.scope, row)
    visit.case_id, visit.capacities = case_of(row), who.capacities
    rules.check(who, verb, row, stages=request.method in READS)
    return row, rules.open_to(who, row)


def _open_site(request: Request, verb: str, rules: SiteRules) -> frozenset[str]:
    visit = request.visit
    visit.capacities = visit.scope.everything
    rules.check(visit.scope, verb, stages=request.method in READS)
    return rules.open_to(visit.scope)
