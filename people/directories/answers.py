"""Responses of SCIM, also for what is refused before a directory is known."""

from typing import Any

from django.http import HttpRequest, JsonResponse
from django.utils.functional import Promise

from people.api.django_errors import API_PREFIX
from people.api.problems import Problem

MEDIA_TYPE = "application/scim+json"
ERROR_SCHEMA = "urn:ietf:params:scim:api:messages:2.0:Error"
SCIM_PREFIX = "/scim/"


def answer(body: dict[str, Any] | None, status: int = 200, **headers: str) -> JsonResponse:
    """A response of SCIM, which nobody may keep."""
    headers = {name.replace("_", "-"): value for name, value in headers.items() if value}
    headers |= {"Cache-Control": "no-store, private"}
    made = JsonResponse(body or {}, status=status, headers=headers, content_type=MEDIA_TYPE)
    if body is None:
        made.content = b""
    return made


def error_answer(
    status: int, detail: str | Promise, scim_type: str = "", **headers: str
) -> JsonResponse:
    """An error of SCIM (RFC 7644, 3.12)."""
    body = {"schemas": [ERROR_SCHEMA], "status": str(status), "detail": str(detail)}
    return answer(body | ({"scimType": scim_type} if scim_type else {}), status, **headers)


def problem_answer(problem: Problem) -> JsonResponse:
    """A problem as an error of SCIM."""
    headers = {name.replace("-", "_"): value for name, value in problem.headers.items()}
    return error_answer(problem.status, str(problem.detail), **headers)


def answer_to_program(request: HttpRequest, problem: Problem) -> JsonResponse | None:
    """A problem as a call of the API or of a directory gets it; None where a person asks."""
    if request.path.startswith(SCIM_PREFIX):
        return problem_answer(problem)
    return problem.plain() if request.path.startswith(API_PREFIX) else None
