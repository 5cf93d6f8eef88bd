"""The description of the API, OpenAPI 3.1, written by drf-spectacular from the doors themselves."""

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import (
    OpenApiExample,
    OpenApiParameter,
    OpenApiRequest,
    OpenApiResponse,
)

from people.api import questions
from people.api.doors import ACT, SCOPES

MADE = {
    "type": "object",
    "properties": {
        "id": {"type": "string"},
        "version": {"type": ["integer", "null"]},
    },
    "required": ["id", "version"],
    "additionalProperties": False,
}
PROBLEM = {
    "type": "object",
    "description": "RFC 9457. detail says what to do; errors name the answers that it is about.",
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"answer": {"type": "string"}, "detail": {"type": "string"}},
                "required": ["answer", "detail"],
            },
        },
        "differences": {"type": "array", "items": {"type": "object"}},
    },
    "required": ["type", "title", "status", "detail"],
}
READS_FAIL = {
    400: "It cannot be read", 401: "No valid token", 403: "Not allowed",
    404: "Not there, or not to be seen", 405: "Not by this method", 409: "Not as things are now",
    410: "From before a restore", 429: "Too many calls", 503: "Not available now",
}  # fmt: skip
ACTS_FAIL = READS_FAIL | {
    412: "Changed meanwhile", 413: "Too large", 415: "This kind of content is not taken",
    422: "Some answers cannot be taken", 428: "A condition is missing",
}  # fmt: skip


def header(name, told, *, required=True, **kind):
    """A parameter in a header. kind: what JSON Schema says of its text."""
    return OpenApiParameter(
        name, {"type": "string"} | kind, OpenApiParameter.HEADER, required=required,
        description=told,
    )  # fmt: skip


READER = header(
    "Rasso-Officer",
    "The email address of the person for whom it is read. Without it: what the unit may read.",
    required=False,
)
OFFICER = header("Rasso-Officer", "The email address of the person who acts.")
A_KEY = r"^[!-~]{16,80}$"
MATCH = header("If-Match", "The ETag of the row, as it was read.", pattern=r'^"[0-9]{1,9}"$')
MAY_HAVE_KEY = header(
    "Idempotency-Key", "As for what makes a row; a change may have one.", required=False,
    pattern=A_KEY,
)  # fmt: skip
ACTS_ANSWER = [
    OpenApiParameter(
        "ETag", str, OpenApiParameter.HEADER, response=[200, 201],
        description="The version of the row now, for If-Match.",
    )
]  # fmt: skip
KEY = header(
    "Idempotency-Key",
    "16 to 80 characters, new for each thing to be made and the same when it is tried again.",
    pattern=A_KEY,
)


class Described(AutoSchema):
    """One address and method, as its door says of itself."""

    @property
    def door(self):
        return self.view.doors[self.method]

    def get_operation_id(self):
        return self.door.__name__

    def get_description(self):
        return self.door.__doc__ or ""

    def get_tags(self):
        return [self.path.split("/")[2]]

    def get_override_parameters(self):
        door = self.door
        if door.needs == ACT:
            return [OFFICER, *([KEY] if door.creates else [MATCH, MAY_HAVE_KEY]), *ACTS_ANSWER]
        return [READER] + [
            OpenApiParameter(name, str, OpenApiParameter.QUERY, description=told)
            for name, told in door.narrows.items()
        ]

    def get_request_serializer(self):
        door = self.door
        if door.needs != ACT:
            return None
        told = asked(door)
        request = OpenApiRequest(told, examples=[OpenApiExample("Whole", value=example(told))])
        return {"multipart/form-data" if door.files else "application/json": request}

    def get_response_serializers(self):
        door = self.door
        if door.needs != ACT:
            told = {200: OpenApiResponse(door.shows, "What may be read")}
            return told | problems(READS_FAIL)
        done = OpenApiResponse(MADE, "It is done: the row that came of it")
        return {201 if door.creates else 200: done} | problems(ACTS_FAIL)


def asked(door):
    """The JSON Schema of what an act asks."""
    told = questions.schema(door.asks())
    if door.rows:
        rows = door.rows()
        told["properties"][rows.prefix] = {
            "type": "array",
            "maxItems": rows.max_num,
            "items": questions.schema(rows.empty_form),
        }
    return told


EXAMPLES = {
    "date": "2026-11-24",
    "date-time": "2026-11-24T09:30:00Z",
    "binary": "(the file)",
}
OF_KIND = {"boolean": True, "integer": 1, "string": "Text."}


def example(schema):
    """An answer to every question of a schema: of codes the first, else something of its kind."""
    if "enum" in schema:
        return schema["enum"][0]
    if schema.get("format") in EXAMPLES:
        return EXAMPLES[schema["format"]]
    kind = schema["type"][0] if isinstance(schema["type"], list) else schema["type"]
    if kind == "object":
        return {name: example(asked) for name, asked in schema["properties"].items()}
    return [example(schema["items"])] if kind == "array" else OF_KIND[kind]


def problems(statuses):
    """{(status, kind of content): what is told} of what may go wrong."""
    return {
        (status, "application/problem+json"): OpenApiResponse(PROBLEM, told)
        for status, told in statuses.items()
    }


class Token(OpenApiAuthenticationExtension):
    """OAuth 2 client credentials, as a description tells them."""

    target_class = "people.api.bearer.Bearer"
    name = "oauth2"

    def get_security_definition(self, auto_schema):
        flow = {"tokenUrl": "/api/token/", "scopes": SCOPES}
        return {"type": "oauth2", "flows": {"clientCredentials": flow}}

    def get_security_requirement(self, auto_schema):
        return {self.name: [auto_schema.door.needs]}
