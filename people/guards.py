"""
The doors into the system. One for each kind of page: about a row, about a list, about neither.

A door finds the row among those the caller may read (or 404), checks the verb
(or 403 with the reason), runs the view, and writes down what it showed: all in
one transaction, so that nothing is shown that is not in the log. A form is let
in at any stage of its row, because the action asks again under a lock and
its answer goes beside what was typed.
"""

from dataclasses import dataclass, field
from functools import wraps

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ObjectDoesNotExist
from django.db import OperationalError, transaction
from django.db.models import QuerySet
from django.http import Http404, HttpResponse, HttpResponseNotAllowed
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext_noop

from people import audit
from people.access import Scope, scope_of, standing
from people.actions import posted
from people.locks import refusal_of
from people.models import HeldByUnits, Operation
from people.rules import Refused, Stale
from people.worklists import Cursor

READS = ("GET", "HEAD", "OPTIONS")
METHODS = (*READS, "POST")
NOT_FOUND = gettext_noop("Not found")  # the log says the same of what is hidden


@dataclass
class Visit:
    """What one request is about, as the log will tell it."""

    verb: str
    scope: Scope
    operation: str = Operation.CONSULTATION
    kind: str = ""
    ids: list = field(default_factory=list)
    case_id: object = None
    capacities: frozenset = frozenset()
    sought: str = ""
    content: str = ""
    is_shown: bool = True

    def shows_nothing(self):
        """Say that the answer tells nothing of the row: a draft that is saved as one types."""
        self.is_shown = False

    def shows(self, model, ids):
        """Add the rows a list shows to the record of it."""
        self.kind = model._meta.label
        self.ids += ids

    def seeks(self, text):
        """What was searched for, of which the log keeps a keyed hash."""
        self.sought = text

    def discloses(self, content=""):
        """
        Say that this page hands something out of the system: a download, an export.

        content: the SHA-256 of the file, where it is one.
        """
        self.operation, self.content = Operation.DISCLOSURE, content

    def record(self, **more):
        """Write this visit into the log, in the caller's transaction."""
        facts = {name: getattr(self, name) for name in RECORDED} | more
        audit.record(by=self.scope, at=self.scope.at, **facts)


RECORDED = (
    "operation", "verb", "kind", "ids", "case_id", "capacities", "sought", "content",
)  # fmt: skip


def scope_for(request):
    """The caller's scope, read once per request."""
    if not hasattr(request, "scope"):
        address = audit.address_of(request)
        request.scope = scope_of(request.user, at=timezone.now(), address=address)
    return request.scope


# The doors


def guarded(verb, model, rules):
    """
    Guard a page about one row, whose id the URL calls pk.

    The view gets the row, the verbs open on it, and whatever else the URL holds.
    """
    if verb not in rules:
        raise LookupError(f"No rule for {verb}")

    def decorate(view):
        def enter(request, pk, **rest):
            row, allowed = _open_row(request, verb, model, rules, pk)
            return view(request, row, allowed, **rest)

        return _door(view, enter, verb, rules, model)

    return decorate


def guarded_site(verb, rules):
    """Guard a page about no walled row. The view gets the verbs open on the site."""
    if verb not in rules:
        raise LookupError(f"No rule for {verb}")

    def decorate(view):
        def enter(request, **url):
            return view(request, _open_site(request, verb, rules), **url)

        return _door(view, enter, verb, rules, None)

    return decorate


def guarded_list(verb, rules, pick):
    """
    Guard a page that lists. The view gets tuples the caller may read, and the next cursor.

    pick: a worklist, or a function that finds one from what the URL holds (Http404 if none).
    """
    if verb not in rules:
        raise LookupError(f"No rule for {verb}")

    def decorate(view):
        def enter(request, **url):
            _open_site(request, verb, rules)
            worklist = pick(**url) if callable(pick) else pick
            return view(request, *listed(request, worklist), **url)

        return _door(view, enter, verb, rules, None if callable(pick) else pick.model)

    return decorate


def listed(request, worklist, **params):
    """The page of a worklist that a request asks for, noted for the log, and the next cursor."""
    after = Cursor.parse(request.GET.get("after", ""))
    rows = worklist.page(scope_for(request), after=after, **params)
    request.visit.shows(worklist.model, [row[0] for row in rows])
    return rows, Cursor.after(rows)


def _door(view, enter, verb, rules, model):
    @wraps(view)
    def door(request, **url):
        if request.method not in METHODS:
            return HttpResponseNotAllowed(METHODS)
        if scope_for(request).user_id is None:
            return _sign_in_first(request)
        request.visit = Visit(verb, request.scope)
        try:
            return _recorded(request, enter, url)
        except audit.Unrecorded:
            return HttpResponse(render_to_string("503.html"), status=503)

    door.verb, door.rules, door.model = verb, rules, model
    door.login_required = False  # it asks itself, so that nothing typed is lost
    return door


def _sign_in_first(request):
    """
    Whoever sent a form after the session had ended sees it again, to copy what was typed.

    403, because with 401 the browser would ask for a password itself.
    """
    to_sign_in = redirect_to_login(request.get_full_path())
    if request.method in READS:
        return to_sign_in
    page = {"sign_in": to_sign_in.url}
    return TemplateResponse(request, "signed_out.html", page, status=403)


def _recorded(request, enter, url):
    """Run the page and its record in one transaction; what was refused is recorded after it."""
    try:
        with transaction.atomic():
            response = enter(request, **url)
            if request.visit.is_shown and not 300 <= response.status_code < 400:
                _evaluated(response)
                request.visit.record()
        return response
    except Http404:
        _denied(request.visit, NOT_FOUND)
        raise
    except Refused as refusal:
        _denied(request.visit, refusal.reason)
        raise


def _denied(visit, reason):
    with transaction.atomic():
        visit.record(refused=reason)


def _evaluated(response):
    """A template is drawn after the commit, so it must be given rows, not questions."""
    for name, value in (getattr(response, "context_data", None) or {}).items():
        if isinstance(value, QuerySet) and value._result_cache is None:
            raise TypeError(f"{name} is a query: make it a list before the page is drawn")


def _open_row(request, verb, model, rules, pk):
    """One row, and the verbs open on it. Hidden and missing end on the same line."""
    visit = request.visit
    visit.kind, visit.ids = model._meta.label, [pk]
    visit.case_id = pk if model.held == "pk" else None
    rows = model.objects.for_scope(visit.scope)
    if not issubclass(model, HeldByUnits):
        rows = rows.select_related(model.held)
    row = rows.filter(pk=pk).first()
    if row is None:
        raise Http404
    who = standing(visit.scope, row)
    visit.case_id, visit.capacities = row.held_id, who.capacities
    rules.check(who, verb, row, stages=request.method in READS)
    return row, rules.open_to(who, row)


def _open_site(request, verb, rules):
    visit = request.visit
    visit.capacities = visit.scope.everything
    rules.check(visit.scope, verb, stages=request.method in READS)
    return rules.open_to(visit.scope)


# Doing what a form asks


def act(request, action, *, verb, form, **arguments):
    """
    Call one action with a form's answers, once; False where the form must be shown again.

    The form's one-time key is claimed in the action's transaction: a second click waits for the
    first, then counts as done. form.outcome is the id of what the action returned, then too.
    A refusal becomes the form's error, a stale form shows both versions.
    """
    scope, at = scope_for(request), timezone.now()
    try:
        with transaction.atomic():
            if posted.claim(key=form.form_key, verb=verb, by=scope, at=at):
                made = action(by=scope, at=at, **arguments)
                form.outcome = str(getattr(made, "pk", ""))
                posted.came_of(key=form.form_key, verb=verb, by=scope, outcome=form.outcome)
            else:
                form.outcome = posted.outcome(key=form.form_key, verb=verb, by=scope)
        return True
    except (Refused, OperationalError) as error:
        _show_refused(request, form, verb, refusal_of(error))
    except Stale as stale:
        form.stale = stale.differences
        _renew(form, stale.version)
    except ObjectDoesNotExist as gone:
        raise Http404 from gone
    return False


def _show_refused(request, form, verb, refusal):
    form.add_error(None, str(refusal))
    _renew(form, refusal.version)
    request.visit.record(verb=verb, operation=Operation.ALTERATION, refused=refusal.reason)
    if refusal.afterwards:
        refusal.afterwards()


def acted_before(request, form):
    """
    Whether a form has been acted on already; form.outcome then says what came of it.

    To be asked first where the act itself changes what the form may be answered with: the second
    of two clicks would otherwise read that its answers are wrong.
    """
    by = scope_for(request)
    facts = {"key": form["form_key"].value(), "verb": request.visit.verb, "by": by}
    if not form.is_bound or not posted.is_claimed(**facts):
        return False
    form.outcome = posted.outcome(**facts)
    return True


def _renew(form, version):
    """Sent again, the form is then knowingly about the version it has been shown."""
    if version is not None:
        form.data = form.data.copy()
        form.data[form.add_prefix("version")] = str(version)
