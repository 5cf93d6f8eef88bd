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
from people.access.scopes import Scope
from people.api.json_forms import (
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
LockAndCheck = Callable[[str, Any, Scope], Any]  # of a verb, a row and a scope: the row, locked
VisibleVersion = Callable[[Any, Scope], Any]  # of a row and a scope: its version


# What was sent, as a form


def bound_form(request: Request, kind: Callable[..., Any], **about: Any) -> Any:
    """A form filled with what was sent, which must be nothing else than it asks."""
    asked = kind(**about)
    data, wrong = form_data_from_json(asked, submitted_data(request))
    form = kind(_with_version(request, data, about), request.FILES or None, **about)
    form.wrong = wrong | unexpected_files(asked, request.FILES)
    return form


def bound_form_and_rows(
    request: Request, kind: Callable[..., Any], rows: Any, *, known_as: str = "", **about: Any
) -> tuple[Any, Any]:
    """
    (a form, its rows), where a call sends both.

    rows: a formset that nothing is typed into; known_as: what the form calls it, where it is told.
    """
    sent = submitted_data(request)
    more, faults = row_data_from_json(rows, sent.get(rows.prefix, []))
    rows = type(rows)(more, prefix=rows.prefix, form_kwargs=rows.form_kwargs)
    about |= {known_as: rows} if known_as else {}
    data, wrong = form_data_from_json(kind(**about), sent, known={rows.prefix})
    form = kind(_with_version(request, data, about), **about)
    form.wrong = wrong | faults
    return form, rows


def submitted_data(request: Request) -> Any:
    """What was sent as plain data; of a form with files, all that is no file."""
    sent = request.data
    if not hasattr(sent, "lists"):
        return sent
    typed = request._request.POST  # in request.data the files are among the answers
    return {name: FormValues(given) for name, given in typed.lists()}


def _with_version(
    request: Request, data: dict[str, Any], about: Mapping[str, Any]
) -> dict[str, Any]:
    """A form that asks for another version than the row's is told which, by its `version`."""
    return data | {"version": str(about.get("version") or read_version(request) or "")}


def read_version(request: Request) -> str | None:
    """The version in If-Match, or None where there is none."""
    given = re.fullmatch(r'"(\d{1,9})"', request.headers.get("If-Match", "").strip())
    return given and given[1]


# Doing it


def submit_call(
    request: Request, form: Any, action: Callable[..., Any], *, ready: LockAndCheck,
    told_version: VisibleVersion,
    rows: Any = None, more: Mapping[str, Any] | None = None, **about: Any,
) -> Answer | Response:  # fmt: skip
    """
    Do what a form asks: the Answer, with the id and the version of the row that it made or changed.

    ready: a function of a verb, a row and a scope that locks what the row belongs to, and asks
    whether it is at that stage, as the action will; told_version: a function of a row and a scope;
    rows: the form's rows, where it has any; more: further arguments of the action; about: the row
    that it is about, by the action's own name for it.
    What cannot be done is answered as a Problem, and logged: 422 with every answer that cannot be
    taken, 412 where the row has changed, 503 where it was locked for too long.
    """
    by, at = scope_for(request), timezone.now()
    request.visit.shows_nothing()
    try:
        _check_answers(form, rows)
        with transaction.atomic():
            for row in about.values():
                _check_version(request, row, by, ready, told_version)
            made = action(by=by, at=at, **about, **form.cleaned_data, **(more or {}))
    except (Problem, Refused, Stale, OperationalError) as error:
        return _failure_response(request, error)
    except ObjectDoesNotExist as gone:
        raise Http404 from gone
    request.visit.has_acted = True
    row = made if request.door.creates else _changed_row(made, *about.values())
    version = told_version(row, by)
    return Answer({"id": str(row.pk), "version": version}, version=version)


def _failure_response(
    request: Request, error: Problem | Refused | Stale | OperationalError
) -> Response:
    """The logged answer to a call that failed; raises a database error that is no lock timeout."""
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
    """The row that an act was about, as it is now; some give what they have added to it instead."""
    if isinstance(made, type(row)):
        return made
    row.refresh_from_db()
    return row


def _check_answers(form: Any, rows: Any) -> None:
    faults = {"/" + name: [fault] for name, fault in form.wrong.items()}
    if not faults:
        faults = _form_errors(form)
        if rows is not None:
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
    What the caller has read is still so, and will be until this transaction ends.

    The stage comes first: whoever may not know the version must not learn it by asking.
    """
    asked = read_version(request)
    if asked is None:
        return
    now = ready(request.visit.verb, row, by)
    told = told_version(now, by)
    if hasattr(now, "version") and str(told) != asked:
        raise _changed_problem(told)


def _changed_problem(version: Any, differences: Sequence[FieldDifference] = ()) -> Problem:
    told = [
        {"answer": f"/{name}", "is": _json_value(theirs), "sent": _json_value(yours)}
        for name, theirs, yours in differences
    ]
    headers = {"ETag": etag(version)} if version is not None else {}
    return Problem(412, CHANGED_SINCE_READ, headers, **({"differences": told} if told else {}))


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
        refusal.afterwards()
    return answer


def _logged_problem_response(request: Request, problem: Problem, reason: str | Promise) -> Response:
    """The problem as an answer, not raised, so that the log's row of it is kept."""
    request.visit.record(operation=Operation.ALTERATION, refused=reason)
    return problem.answer()
