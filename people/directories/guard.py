"""The guard of /scim/v2: who calls, in one transaction with the audit entry, and SCIM's errors."""

import logging
from collections.abc import Callable
from typing import Any, cast
from uuid import UUID

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.db.models import Q
from django.http import Http404, HttpRequest, JsonResponse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt

from people.access import audit_log
from people.access.permission_tables import Refused
from people.access.row_security import acting, reading_as
from people.access.scopes import Scope, scope_of
from people.administration.actions.directories import forget_former_secret
from people.administration.actions.systems import secret_digest
from people.api import rate_limits
from people.api.bearer_auth import check_https
from people.api.problems import MISSING, Problem, problem_from_error
from people.directories.answers import error_answer, problem_answer
from people.directories.permissions import DIRECTORY
from people.directories.refusals import DirectoryRefusal
from people.models import Operation, System, User
from people.web.audit_context import AuditContext, GuardedRequest
from people.web.even_times import even_times

log = logging.getLogger(__name__)

NO_SECRET = _("Send the secret of the directory as “Authorization: Bearer …”.")
NOT_THIS_METHOD = _("This address does not accept this method.")
CHALLENGE = {"WWW-Authenticate": 'Bearer realm="rasso-scim"'}
FAILED = "scim"  # the client under which failed attempts are counted, besides by address
NOT_READ = _("The call could not be read")
View = Callable[..., JsonResponse]


class DirectoryRequest(GuardedRequest):
    """A call of a directory. directory: the system that calls."""

    directory: System


def resource_view(**methods: View) -> Any:
    """The view of an address, from {method: guarded view}."""

    @login_not_required
    @csrf_exempt
    def view(request: HttpRequest, **url: Any) -> JsonResponse:
        try:
            known = _authenticate(request)
            run = methods.get(request.method or "")
            if run is None:
                raise Problem(405, NOT_THIS_METHOD, {"Allow": ", ".join(methods)})
            return run(known, **url)
        except Exception as error:
            found = _error_response(error)
            if found is None:
                raise
            return found

    view.endpoints = methods  # type: ignore[attr-defined]  # that it is no page: tests ask
    return view


def guarded_for_directory(verb: str) -> Callable[[View], View]:
    """Guard a view of a directory: its rule, the transaction it reads in and its audit entry."""

    is_read = verb.startswith("see_")

    def decorate(view: View) -> View:
        def guarded_view(request: DirectoryRequest, **url: Any) -> JsonResponse:
            audit = request.audit = AuditContext(verb, request.scope)
            try:
                with even_times(audit), transaction.atomic(), reading_as(audit.scope):
                    DIRECTORY.check(audit.scope, verb)
                    made = view(request, **url)
                    if is_read:
                        audit.write_entry()
                return made
            except Exception as error:
                _log_refusal(audit, error, is_read=is_read)
                raise

        made: Any = guarded_view
        made.verb, made.rules = verb, DIRECTORY
        return cast(View, made)

    return decorate


def _authenticate(request: HttpRequest) -> DirectoryRequest:
    """
    The request with the directory that calls. Raises Problem 401 without a live secret.

    Failed attempts are counted by address, and never delay a right secret (ADR 33).
    """
    check_https(request)
    if int(request.META.get("CONTENT_LENGTH") or 0) > settings.DIRECTORY_MOST_BYTES:
        raise Problem(413, _("This is too large to accept."))
    directory = _directory_of(request)
    if directory is None:
        rate_limits.count_token_failure(request, FAILED)
        raise Problem(401, NO_SECRET, CHALLENGE)
    rate_limits.check_call_rate(directory)
    known = cast(DirectoryRequest, request)
    known.directory, known.scope = directory, _scope_of(request, directory)
    return known


def _directory_of(request: HttpRequest) -> System | None:
    kind, _space, text = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() != "bearer" or not text.strip():
        return None
    digest = secret_digest(text.strip())
    rows = System.objects.select_related("account", "people_of")
    alive = rows.filter(people_of__isnull=False, account__is_active=True)
    found = alive.filter(Q(secret=digest) | Q(former_secret=digest)).first()
    if found is not None and found.former_secret and found.secret == digest:
        with acting("the new secret is in use, so the one before ends"):
            forget_former_secret(system=found)
    return found


def _scope_of(request: HttpRequest, directory: System) -> Scope:
    address = audit_log.client_address(request)
    account: User = directory.account
    return scope_of(account, at=timezone.now(), address=address).as_system(directory.pk)


def _log_refusal(audit: AuditContext, error: Exception, *, is_read: bool) -> None:
    """Log what was refused or not found, without what was sent, once the rest is rolled back."""
    if isinstance(error, Http404):
        reason: str | Promise = audit_log.NOT_FOUND
    elif isinstance(error, Refused):
        reason = error.reason
    elif isinstance(error, Problem) or _is_unreadable(error):
        reason = NOT_READ
    else:
        return
    operation = Operation.CONSULTATION if is_read else Operation.ALTERATION
    with transaction.atomic():
        audit.write_entry(refused=reason, operation=operation)
    if isinstance(error, Refused) and error.afterwards:
        with acting("what must remain of a refused action"):
            error.afterwards()


def _error_response(error: Exception) -> JsonResponse | None:
    """The error of SCIM for an exception; None for a fault of ours."""
    if isinstance(error, DirectoryRefusal):
        wait = str(error.wait) if error.wait else ""
        return error_answer(error.status, str(error), error.scim_type, Retry_After=wait)
    if isinstance(error, Http404):
        return error_answer(404, MISSING)
    if _is_unreadable(error):
        from people.directories.reading import words_of_error

        return error_answer(400, *words_of_error(error))
    problem = problem_from_error(error)
    return None if problem is None else problem_answer(problem)


def _is_unreadable(error: Exception) -> bool:
    """Whether the library refused what was sent. It is imported only where a body was read."""
    return type(error).__module__.startswith(("pydantic_core", "scim2_models"))


def parsed_reference(text: str) -> UUID:
    """The id in an address. Raises Http404 for what is no id, as for one that is missing."""
    try:
        return UUID(text)
    except ValueError:
        raise Http404 from None
