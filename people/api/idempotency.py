"""
Idempotency keys of the API: each call runs once, and a repeated call gets the stored response.

Every call that acts needs an Idempotency-Key, and one that changes a row an If-Match (RFC 9110) as
well. The response is stored in the transaction of its effect.
"""

import json
import re
from collections.abc import Callable
from dataclasses import replace
from hashlib import file_digest, sha256
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _
from rest_framework.request import Request

from people.access.scopes import Scope
from people.administration.actions import systems
from people.api.bearer_auth import reauthenticate
from people.api.endpoints import Endpoint
from people.api.problems import Problem, problem_from_error
from people.api.responses import Answer
from people.api.submit import read_version, submitted_data
from people.models import Operation, StoredResponse
from people.web.audit_context import AuditContext, scope_for

KEY_PATTERN = re.compile(r"[\x21-\x7e]{16,80}")
NO_KEY = _(
    "Send an Idempotency-Key of 16 to 80 characters, a new one for each thing to be done, and the "
    "same one when you try that again."
)
KEY_IS_USED = _("Another call was made under this Idempotency-Key. Give this one a key of its own.")
IN_FLIGHT = _("A call under this Idempotency-Key is being worked on. Try again in a second.")
NO_VERSION = _("Read this again and send its ETag as If-Match.")


def run_once(request: Request, endpoint: Endpoint[Any], act: Callable[[Answer | None], Any]) -> Any:
    """
    Run a call once for its Idempotency-Key; effect, audit entry and response commit together.

    A repeated call gets the stored response, through the same guard, and nothing is done again.
    The caller is authenticated again after the whole body has arrived, and the action uses what
    the token, the system and the officer hold then. act: a function of the stored response, or
    of None on the first call.
    Raises Problem 428 or 400 without a valid key, 428 without a required If-Match, 409 while
    the same call runs, 422 if the key was used for another call.
    """
    key = request.headers.get("Idempotency-Key", "").strip()
    if not KEY_PATTERN.fullmatch(key):
        raise Problem(400 if key else 428, NO_KEY)
    if not read_version(request) and (not endpoint.creates or "If-Match" in request.headers):
        raise Problem(428, NO_VERSION)
    request_digest = _request_digest(request)  # reads the whole body first
    with transaction.atomic():
        try:
            by = reauthenticate(request)
        except Problem as problem:
            _log_refused_call(request, endpoint, problem)
            return problem.answer()
        if not systems.claim_idempotency_key(by=by, key=key):
            raise Problem(409, IN_FLIGHT, {"Retry-After": "1"})
        before = _replayed_answer(systems.stored_response(by=by, key=key), request_digest)
        try:
            answer = act(before)
        except Exception as error:
            known = problem_from_error(error)
            if known is None:
                raise
            return known.answer()
        if isinstance(answer, Answer) and answer is not before:
            answer = replace(answer, status_code=201) if endpoint.creates else answer
            _store_answer(answer, by, key, request_digest)
        return answer


def _store_answer(answer: Answer, by: Scope, key: str, request_digest: str) -> None:
    stored = {"body": answer.body, "version": answer.version, "headers": answer.headers}
    systems.store_response(
        by=by,
        key=key,
        request_digest=request_digest,
        status=answer.status_code,
        answer=stored,
        at=by.at,
    )


def _log_refused_call(request: Request, endpoint: Endpoint[Any], problem: Problem) -> None:
    AuditContext(endpoint.verb, scope_for(request)).write_entry(
        operation=Operation.ALTERATION, refused=str(problem.detail)
    )


def _replayed_answer(stored: StoredResponse | None, request_digest: str) -> Answer | None:
    """The stored response to replay, or None. Raises Problem 422 if the requests differ."""
    if stored is None:
        return None
    # The release before stored the hash without a key.
    if request_digest not in (stored.asked, _keyed(stored.asked)):
        raise Problem(422, KEY_IS_USED)
    return Answer(status_code=stored.status, **stored.answer)


def _request_digest(request: Request) -> str:
    """
    A keyed hash of method, path, user, If-Match, body and the bytes of each file.

    Keyed, because a body may be one of a few: whoever has the database could try them all.
    """
    parts = [request.method, request.path, str(scope_for(request).user_id)]
    parts += [
        request.headers.get("If-Match", ""),
        json.dumps(submitted_data(request), sort_keys=True),
    ]
    for name, files in request.FILES.lists():
        parts += [part for file in files for part in (name, file.name, _uploaded_file_digest(file))]
    asked = "\0".join(parts)
    return _keyed(sha256(asked.encode()).hexdigest())


def _keyed(digest: str) -> str:
    return salted_hmac("people.idempotency", digest, algorithm="sha256").hexdigest()


def _uploaded_file_digest(file: "UploadedFile[bytes]") -> str:
    found = file_digest(file, sha256).hexdigest()
    file.seek(0)
    return found
