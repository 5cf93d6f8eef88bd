"""
Run one action for an API call: validate its JSON as the form, check If-Match, answer or refuse.

If-Match (RFC 9110) carries the version that the caller has read. people/api/idempotency.py makes
sure that a call runs once for each Idempotency-Key.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.db import OperationalError, transaction
from django.http import Http404
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from rest_framework.request import Request
from rest_framework.response import Response

from people.access.permission_tables import FieldDifference, Refused, Stale
from people.access.row_security import acting
from people.access.scopes import Scope
from people.api.json_forms import (
    FieldErrors,
    FormValues,
    answers_not_asked_for,
    form_data_from_json,
    row_data_from_json,
    unexpected_files,
)
from people.api.problems import LOCKED, TITLES, Problem, problem_from_error
from people.api.responses import Answer, etag
from people.models import Operation
from people.web.audit_context import scope_for
from people.web.lock_timeouts import is_lock_timeout

CHANGED_SINCE_READ = _(
    "This has changed since you read it. Read it again, then decide whether to ask again."
)
SEE_ERRORS = _("See errors: each names an answer and says what to do about it.")
LockAndCheck = Callable[[str, Any, Scope], Any]  # (verb, row, scope) -> the row, locked
VisibleVersion = Callable[[Any, Scope], Any]  # (row, scope) -> its version


# The request body as a form


def bound_form(request: Request, kind: Callable[..., Any], **about: Any) -> Any:
    """A form bound to the request's JSON and files. form.wrong: {name: error} of unknown fields."""
    blank_form = kind(**about)
    data, wrong = form_data_from_json(blank_form, submitted_data(request))
    form = kind(_with_version(request, data, about), request.FILES or None, **about)
    form.wrong = wrong | unexpected_files(blank_form, request.FILES)
    return form


def bound_form_and_rows(
    request: Request, kind: Callable[..., Any], rows: Any, *, known_as: str = "", **about: Any
) -> tuple[Any, Any]:
    """
    (form, formset) bound to the request's JSON.

    rows: an unbound formset. known_as: the form's parameter that takes the formset, if it has one.
    """
    bound, faults = _bound_rows(request, rows)
    about |= {known_as: bound} if known_as else {}
    return _bound_form_beside(request, kind, [bound], faults, **about), bound


def bound_form_and_row_sets(
    request: Request, kind: Callable[..., Any], row_sets: Mapping[str, Any], **about: Any
) -> tuple[Any, list[Any]]:
    """
    (form, formsets) bound to the request's JSON.

    row_sets: {the form's parameter: the unbound formset that it takes}.
    """
    found = {name: _bound_rows(request, rows) for name, rows in row_sets.items()}
    bound = {name: rows for name, (rows, _faults) in found.items()}
    faults = {name: told for _rows, each in found.values() for name, told in each.items()}
    form = _bound_form_beside(request, kind, bound.values(), faults, **bound, **about)
    return form, list(bound.values())


def _bound_rows(request: Request, rows: Any) -> tuple[Any, FieldErrors]:
    """(a formset bound to the request's JSON, errors of unknown fields and wrong types)."""
    sent = submitted_data(request).get(rows.prefix, [])
    data, faults = row_data_from_json(rows, sent)
    return type(rows)(data, prefix=rows.prefix, form_kwargs=rows.form_kwargs), faults


def _bound_form_beside(
    request: Request, kind: Callable[..., Any], row_sets: Iterable[Any], faults: FieldErrors,
    **about: Any,
) -> Any:  # fmt: skip
    """A form bound to the request's JSON beside these formsets. faults: of the formsets."""
    known = {rows.prefix for rows in row_sets}
    data, wrong = form_data_from_json(kind(**about), submitted_data(request), known=known)
    form = kind(_with_version(request, data, about), **about)
    form.wrong = wrong | faults
    return form


def submitted_data(request: Request) -> Any:
    """The request body as plain data; of a multipart form, its fields without the files."""
    sent = request.data
    if not hasattr(sent, "lists"):
        return sent
    typed = request._request.POST  # request.data contains the files too
    return {name: FormValues(given) for name, given in typed.lists()}


def _with_version(
    request: Request, data: dict[str, Any], about: Mapping[str, Any]
) -> dict[str, Any]:
    """Add the `version` field: `about["version"]` if given, else the one in If-Match."""
    return data | {"version": str(about.get("version") or read_version(request) or "")}


def read_version(request: Request) -> str | None:
    """The version in If-Match; None if the header is missing or is not a version."""
    given = re.fullmatch(r'"(\d{1,9})"', request.headers.get("If-Match", "").strip())
    return given and given[1]


# Running the action


def submit_call(
    request: Request, form: Any, action: Callable[..., Any], *, ready: LockAndCheck,
    told_version: VisibleVersion,
    rows: Sequence[Any] = (), more: Mapping[str, Any] | None = None, **about: Any,
) -> Answer | Response:  # fmt: skip
    """
    Run one action with a form's answers. Returns the id and version of the row made or changed.

    ready: locks what the row belongs to and checks the permission, as the action will.
    told_version: the row's version that the caller may know. rows: the form's formsets. more:
    further arguments of the action. about: the row, by the action's parameter name.
    A failure is logged and returned as a problem: 422 with an error for each invalid field, 412 if
    the row has changed, 503 after a lock timeout, else the refusal's 403 or 409.
    """
    by, at = scope_for(request), timezone.now()
    request.audit.skip_read_entry()
    try:
        _check_answers(form, rows)
        with transaction.atomic(), acting(request.audit.verb):
            for row in about.values():
                _check_version(request, row, by, ready, told_version)
            made = action(by=by, at=at, **about, **form.cleaned_data, **(more or {}))
    except (Problem, Refused, Stale, OperationalError) as error:
        return _failure_response(request, error)
    except ObjectDoesNotExist as gone:
        raise Http404 from gone
    with acting(request.audit.verb):  # the caller may have lost sight of it by this very action
        row = made if request.endpoint.creates else _changed_row(made, *about.values())
        version = told_version(row, by)
    return Answer({"id": str(row.pk), "version": version}, version=version)


def _failure_response(
    request: Request, error: Problem | Refused | Stale | OperationalError
) -> Response:
    """Log a failed call; its problem. Raises again a database error that is no lock timeout."""
    if isinstance(error, Problem):
        return _logged_problem_response(request, error, TITLES[error.status])
    if isinstance(error, Refused):
        return _refusal_response(request, error)
    if isinstance(error, Stale):
        problem = _changed_problem(error.version, error.differences)
        return _logged_problem_response(request, problem, TITLES[412])
    if not is_lock_timeout(error):
        raise error
    return _logged_problem_response(request, problem_from_error(error), LOCKED)


def _changed_row(made: Any, row: Any) -> Any:
    """The row an action was about, re-read unless the action returned it."""
    if isinstance(made, type(row)):
        return made
    row.refresh_from_db()
    return row


def _check_answers(form: Any, row_sets: Iterable[Any]) -> None:
    faults: dict[str, Iterable[str | Promise]] = {
        "/" + name: [fault] for name, fault in form.wrong.items()
    }
    if not faults:
        faults = _form_errors(form)
        for rows in row_sets:
            faults |= _row_errors(rows)
    if faults:
        errors = [
            {"answer": name, "detail": str(each)} for name, told in faults.items() for each in told
        ]
        raise Problem(422, SEE_ERRORS, errors=errors)


def _json_pointer(name: str) -> str:
    return "" if name == "__all__" else f"/{name}"


def _form_errors(form: Any) -> dict[str, Iterable[str | Promise]]:
    faults = {_json_pointer(name): told for name, told in form.errors.items()}
    return faults | {
        _json_pointer(name): [told] for name, told in answers_not_asked_for(form).items()
    }


def _row_errors(rows: Any) -> dict[str, Iterable[str | Promise]]:
    of_all: Iterable[str | Promise] = list(rows.non_form_errors())
    faults = {f"/{rows.prefix}": of_all} if of_all else {}
    for n, form in enumerate(rows.forms):
        of_row = _form_errors(form)
        faults |= {f"/{rows.prefix}/{n}{name}": told for name, told in of_row.items()}
    return faults


def _check_version(
    request: Request, row: Any, by: Scope, ready: LockAndCheck, told_version: VisibleVersion
) -> None:
    """
    Lock the row and raise Problem 412 if If-Match names another version. Does nothing without it.

    `ready` checks the permission first, so that a caller who may not know the version cannot
    learn it from a 412.
    """
    version = read_version(request)
    if version is None:
        return
    now = ready(request.audit.verb, row, by)
    told = told_version(now, by)
    has_version = told is not None or hasattr(now, "version")
    if has_version and str(told) != version:
        raise _changed_problem(told)


def _changed_problem(version: Any, differences: Sequence[FieldDifference] = ()) -> Problem:
    changes = [
        {"answer": f"/{name}", "is": _json_value(theirs), "sent": _json_value(yours)}
        for name, theirs, yours in differences
    ]
    headers = {"ETag": etag(version)} if version is not None else {}
    return Problem(
        412, CHANGED_SINCE_READ, headers, **({"differences": changes} if changes else {})
    )


def _json_value(value: Any) -> bool | int | str | None:
    if value is None or isinstance(value, bool | int | str):
        return value
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def _refusal_response(request: Request, refusal: Refused) -> Response:
    problem = (
        _changed_problem(refusal.version)
        if refusal.version is not None
        else problem_from_error(refusal)
    )
    answer = _logged_problem_response(request, problem, refusal.reason)
    if refusal.afterwards:
        with acting("what must remain of a refused action"):
            refusal.afterwards()
    return answer


def _logged_problem_response(request: Request, problem: Problem, reason: str | Promise) -> Response:
    """Log the refusal and return the problem; raising it would roll the audit entry back."""
    request.audit.write_entry(operation=Operation.ALTERATION, refused=reason)
    return problem.answer()
