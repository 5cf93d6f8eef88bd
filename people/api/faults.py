"""What may go wrong with a call, told once in the description."""

from typing import Any

from people.api.acts import CHANGED, IN_FLIGHT, NO_VERSION, SEE_ERRORS
from people.api.bearer import CHALLENGE, NO_SUCH_OFFICER, NO_TOKEN
from people.api.parsers import NO_LENGTH, NOT_JSON, TOO_LARGE
from people.api.problems import AWAY, FAULT, MEDIA_TYPE, MISSING, TITLES, TOO_MANY, Problem
from people.api.questions import NOT_DATE

TEXT = {"type": "string"}
NAMED = {"answer": TEXT, "detail": TEXT}
PLAIN = {"type": ["string", "integer", "boolean", "null"]}
DIFFERS = {"answer": TEXT, "is": PLAIN, "sent": PLAIN}
PROBLEM = {
    "type": "object",
    "description": "RFC 9457. detail says what to do; errors name the answers that it is about.",
    "properties": {
        "type": TEXT,
        "title": TEXT,
        "status": {"type": "integer"},
        "detail": TEXT,
        "errors": {
            "type": "array",
            "items": {"type": "object", "properties": NAMED, "required": sorted(NAMED)},
        },
        "differences": {
            "type": "array",
            "items": {"type": "object", "properties": DIFFERS, "required": sorted(DIFFERS)},
        },
        "alike": {"type": "array", "items": TEXT},
    },
    "required": ["type", "title", "status", "detail"],
}
READS_FAIL = (400, 401, 403, 404, 405, 409, 410, 429, 500, 503)
ACTS_FAIL = (*READS_FAIL, 411, 412, 413, 415, 422, 428)
WAIT = {"Retry-After": "30"}


def problems() -> list[Problem]:
    """One problem of each status, as a call is told it."""
    wrong = [{"answer": "/released_on", "detail": str(NOT_DATE)}]
    return [
        Problem(400, NOT_JSON),
        Problem(401, NO_TOKEN, CHALLENGE),
        Problem(403, NO_SUCH_OFFICER),
        Problem(404, MISSING),
        Problem(405, 'Method "PUT" not allowed.'),
        Problem(409, IN_FLIGHT, WAIT),
        Problem(410, TITLES[410]),
        Problem(411, NO_LENGTH),
        Problem(412, CHANGED, {"ETag": '"5"'}),
        Problem(413, TOO_LARGE % {"most": 1048576}),
        Problem(415, 'Unsupported media type "text/plain" in request.'),
        Problem(422, SEE_ERRORS, errors=wrong),
        Problem(428, NO_VERSION),
        Problem(429, TOO_MANY, WAIT),
        Problem(500, FAULT),
        Problem(503, AWAY, WAIT),
    ]


def tell(result: dict[str, Any], **_about: Any) -> dict[str, Any]:
    """For drf-spectacular: each address and method may answer with these problems."""
    for methods in result["paths"].values():
        for method, operation in methods.items():
            fail = READS_FAIL if method == "get" else ACTS_FAIL
            operation["responses"] |= {
                str(status): {"$ref": f"#/components/responses/Problem{status}"} for status in fail
            }
    parts = result["components"]
    parts["schemas"]["Problem"] = PROBLEM
    parts["responses"] = {f"Problem{each.status}": _response(each) for each in problems()}
    return result


def problem(status: int | str) -> dict[str, Any]:
    """{kind of content: what is told} of one status."""
    [found] = [each for each in problems() if each.status == status]
    examples = {"Told": {"value": found.answer().data}}
    return {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}, "examples": examples}}


def _response(found: Problem) -> dict[str, Any]:
    headers = {name: {"schema": TEXT, "example": told} for name, told in found.headers.items()}
    told = {"description": str(TITLES[found.status]), "content": problem(found.status)}
    return told | ({"headers": headers} if headers else {})
