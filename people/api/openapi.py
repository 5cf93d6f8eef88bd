"""The description of the API, OpenAPI 3.1, written by drf-spectacular from the doors themselves."""

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import (
    OpenApiParameter,
    OpenApiRequest,
    OpenApiResponse,
)

from people.api import examples, form_schemas
from people.api.endpoints import ACT, SCOPES, Endpoint

CHANGED_ROW_SCHEMA = {
    "type": "object",
    "properties": {
        "id": {"type": "string"},
        "version": {"type": ["integer", "null"]},
    },
    "required": ["id", "version"],
    "additionalProperties": False,
}


def header_parameter(
    name: str, told: str, *, required: bool = True, **kind: Any
) -> OpenApiParameter:
    """A parameter in a header. kind: what JSON Schema says of its text."""
    return OpenApiParameter(
        name, {"type": "string"} | kind, OpenApiParameter.HEADER, required=required,
        description=told,
    )  # fmt: skip


READER_HEADER = header_parameter(
    "Rasso-Officer",
    "The email address of the person for whom it is read. Without it: what the unit may read.",
    required=False,
)
OFFICER_PARAMETER = header_parameter("Rasso-Officer", "The email address of the person who acts.")
KEY_REGEX = r"^[!-~]{16,80}$"
IF_MATCH_HEADER = header_parameter(
    "If-Match", "The ETag of the row, as it was read.", pattern=r'^"[0-9]{1,9}"$'
)
ETAG_RESPONSE_HEADER = [
    OpenApiParameter(
        "ETag", str, OpenApiParameter.HEADER, response=[200, 201],
        description="The version of the row now, for If-Match.",
    )
]  # fmt: skip
IDEMPOTENCY_KEY_HEADER = header_parameter(
    "Idempotency-Key",
    "16 to 80 characters, new for each thing to be done and the same when it is tried again.",
    pattern=KEY_REGEX,
)


class EndpointSchema(AutoSchema):
    """One address and method, as its door says of itself."""

    @property
    def door(self) -> Endpoint[Any]:
        return self.view.doors[self.method]

    def get_operation_id(self) -> str:
        return self.door.__name__

    def get_description(self) -> str:
        return self.door.__doc__ or ""

    def get_tags(self) -> list[str]:
        return [self.path.split("/")[2]]

    def get_override_parameters(self) -> list[Any]:
        door = self.door
        if door.needs == ACT:
            return [
                OFFICER_PARAMETER,
                IDEMPOTENCY_KEY_HEADER,
                *([] if door.creates else [IF_MATCH_HEADER]),
                *ETAG_RESPONSE_HEADER,
            ]
        return [READER_HEADER] + [
            OpenApiParameter(
                name, str, OpenApiParameter.QUERY, description=told, enum=door.among.get(name)
            )
            for name, told in door.narrows.items()
        ]

    def get_request_serializer(self) -> dict[str, OpenApiRequest] | None:
        door = self.door
        if door.needs != ACT:
            return None
        request = OpenApiRequest(request_schema(door), examples=examples.request_examples(door))
        return {"multipart/form-data" if door.files else "application/json": request}

    def get_response_serializers(self) -> dict[Any, OpenApiResponse]:
        door, shown = self.door, examples.response_examples(self.door)
        if door.needs == ACT:
            done = OpenApiResponse(
                CHANGED_ROW_SCHEMA, "It is done: the row made or changed", examples=shown
            )
            return {201 if door.creates else 200: done}
        kind = "*/*" if door.shows is bytes else "application/json"
        return {(200, kind): OpenApiResponse(door.shows, "What may be read", examples=shown)}


def request_schema(door: Endpoint[Any]) -> dict[str, Any]:
    """The JSON Schema of what an act asks."""
    told = form_schemas.form_schema(door.asks())
    if door.instead:
        return {"anyOf": [told, form_schemas.form_schema(door.instead())]}
    if door.rows:
        rows = door.rows()
        told["properties"][rows.prefix] = {
            "type": "array",
            "maxItems": rows.max_num,
            "items": form_schemas.form_schema(rows.empty_form),
        }
    return told


class TokenSecurityScheme(OpenApiAuthenticationExtension):
    """OAuth 2 client credentials, as a description tells them."""

    target_class = "people.api.bearer_auth.BearerAuthentication"
    name = "oauth2"

    def get_security_definition(self, auto_schema: Any) -> dict[str, Any]:
        flow = {"tokenUrl": "/api/token/", "scopes": SCOPES}
        return {"type": "oauth2", "flows": {"clientCredentials": flow}}

    def get_security_requirement(self, auto_schema: Any) -> dict[str, list[str]]:
        return {self.name: [auto_schema.door.needs]}
