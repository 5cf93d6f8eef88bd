"""The problem responses of the OpenAPI document, defined once for all operations."""

from typing import Any

from people.api.bearer_auth import CHALLENGE, NO_SUCH_OFFICER, NO_TOKEN
from people.api.idempotency import IN_FLIGHT, NO_VERSION
from people.api.json_forms import NOT_DATE
from people.api.parsers import NO_LENGTH, NOT_JSON, TOO_LARGE
from people.api.problems import AWAY, FAULT, MEDIA_TYPE, MISSING, TITLES, TOO_MANY, Problem
from people.api.submit import CHANGED_SINCE_READ, SEE_ERRORS

TEXT = {"type": "string"}
FIELD_ERROR_SCHEMA = {"answer": TEXT, "detail": TEXT}
JSON_SCALAR = {"type": ["string", "integer", "boolean", "null"]}
DIFFERENCE_SCHEMA = {"answer": TEXT, "is": JSON_SCALAR, "sent": JSON_SCALAR}
PROBLEM_SCHEMA = {
    "type": "object",
    "description": "RFC 9457. detail says what to do; errors name the answers that it is about.",
    "properties": {
        "type": TEXT,
        "title": TEXT,
        "status": {"type": "integer"},
        "detail": TEXT,
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": FIELD_ERROR_SCHEMA,
                "required": sorted(FIELD_ERROR_SCHEMA),
            },
        },
        "differences": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": DIFFERENCE_SCHEMA,
                "required": sorted(DIFFERENCE_SCHEMA),
            },
        },
        "alike": {"type": "array", "items": TEXT},
    },
    "required": ["type", "title", "status", "detail"],
}
READ_ERROR_STATUSES = (400, 401, 403, 404, 405, 409, 410, 429, 500, 503)
ACTION_ERROR_STATUSES = (*READ_ERROR_STATUSES, 411, 412, 413, 415, 422, 428)
RETRY_HEADERS = {"Retry-After": "30"}


def example_problems() -> list[Problem]:
    """One example problem for each status."""
    wrong = [{"answer": "/released_on", "detail": str(NOT_DATE)}]
    return [
        Problem(400, NOT_JSON),
        Problem(401, NO_TOKEN, CHALLENGE),
        Problem(403, NO_SUCH_OFFICER),
        Problem(404, MISSING),
        Problem(405, 'Method "PUT" not allowed.'),
        Problem(409, IN_FLIGHT, RETRY_HEADERS),
        Problem(410, TITLES[410]),
        Problem(411, NO_LENGTH),
        Problem(412, CHANGED_SINCE_READ, {"ETag": '"5"'}),
        Problem(413, TOO_LARGE % {"most": 1048576}),
        Problem(415, 'Unsupported media type "text/plain" in request.'),
        Problem(422, SEE_ERRORS, errors=wrong),
        Problem(428, NO_VERSION),
        Problem(429, TOO_MANY, RETRY_HEADERS),
        Problem(500, FAULT),
        Problem(503, AWAY, RETRY_HEADERS),
    ]


def add_errors_to_schema(result: dict[str, Any], **_about: Any) -> dict[str, Any]:
    """drf-spectacular hook: add the problem responses to every operation."""
    for methods in result["paths"].values():
        for method, operation in methods.items():
            fail = READ_ERROR_STATUSES if method == "get" else ACTION_ERROR_STATUSES
            operation["responses"] |= {
                str(status): {"$ref": f"#/components/responses/Problem{status}"} for status in fail
            }
    parts = result["components"]
    parts["schemas"]["Problem"] = PROBLEM_SCHEMA
    parts["responses"] = {
        f"Problem{each.status}": _problem_response(each) for each in example_problems()
    }
    return result


def problem_content(status: int | str) -> dict[str, Any]:
    """{media type: schema and examples} of one status."""
    [found] = [each for each in example_problems() if each.status == status]
    examples = {"Told": {"value": found.answer().data}}
    return {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}, "examples": examples}}


def _problem_response(found: Problem) -> dict[str, Any]:
    headers = {name: {"schema": TEXT, "example": told} for name, told in found.headers.items()}
    told = {"description": str(TITLES[found.status]), "content": problem_content(found.status)}
    return told | ({"headers": headers} if headers else {})
