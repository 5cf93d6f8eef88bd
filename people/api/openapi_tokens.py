"""The token endpoints in the OpenAPI document: OAuth's own, with form bodies, not JSON."""

from typing import Any

from django.conf import settings

from people.api.endpoints import ACT, READ, SCOPES
from people.api.oauth_server import BY_KEY, FOR_OFFICER, FOR_SYSTEM
from people.api.openapi_errors import problem_content

TEXT = {"type": "string"}
CLIENT_FIELDS = {  # the secret in the body, where it is not in the header; or a signature
    "client_id": TEXT | {"format": "uuid"},
    "client_secret": TEXT | {"format": "password"},
    "client_assertion_type": {"const": BY_KEY},
    "client_assertion": TEXT | {"description": "A JWT signed by the system's key."},
}
CREDENTIALS = {"client_id": "7f0b3c1e-2f4d-4a53-9a53-1f9f0f1c0001", "client_secret": "the-secret"}
GRANT_FIELDS = {
    "grant_type": {"enum": [FOR_SYSTEM, FOR_OFFICER]},
    "assertion": TEXT | {"description": "For an officer: a JWT that their provider has signed."},
    "scope": TEXT | {"description": "Some of the scopes, with spaces between. Without: all."},
}
REVOCATION_FIELDS = {"token": TEXT, "token_type_hint": TEXT}
TOKEN_SCHEMA = {
    "type": "object",
    "properties": {
        "access_token": TEXT,
        "expires_in": {"type": "integer"},
        "token_type": {"const": "Bearer"},
        "scope": TEXT,
    },
    "required": ["access_token", "expires_in", "scope", "token_type"],
}
OAUTH_ERROR_SCHEMA = {
    "type": "object",
    "description": "RFC 6749 §5.2.",
    "properties": {"error": TEXT, "error_description": TEXT},
    "required": ["error"],
}
SECURITY = {"type": "http", "scheme": "basic", "description": "The client id and the secret."}


def add_token_endpoints_to_schema(result: dict[str, Any], **_about: Any) -> dict[str, Any]:
    """drf-spectacular hook: add the token and revocation endpoints, which no guard covers."""
    got = {
        "access_token": "ldT2f0Vb…", "expires_in": settings.TOKEN_SECONDS, "token_type": "Bearer",
        "scope": f"{READ} {ACT}",
    }  # fmt: skip
    got = {"schema": TOKEN_SCHEMA, "examples": {"A token": {"value": got}}}
    asks = {"grant_type": "client_credentials", "scope": f"{READ} {ACT}"}
    result["paths"]["/api/token/"] = _token_operation(
        "get_token", f"A token for {settings.TOKEN_SECONDS // 60} minutes, for some of: "
        f"{', '.join(SCOPES)}.", GRANT_FIELDS, asks, {"application/json": got},
    )  # fmt: skip
    result["paths"]["/api/token/end/"] = _token_operation(
        "end_token", "End a token now. One that is not there has ended already.",
        REVOCATION_FIELDS, {"token": "ldT2f0Vb…"}, None,
    )  # fmt: skip
    result["components"]["securitySchemes"]["client"] = SECURITY
    return result


def _token_operation(
    name: str,
    description: str,
    asks: dict[str, Any],
    example: dict[str, Any],
    answered: dict[str, Any] | None,
) -> dict[str, Any]:
    first = next(iter(asks))
    schema = {"type": "object", "properties": asks | CLIENT_FIELDS, "required": [first]}
    examples = {
        "The secret in the header": {"value": example},
        "The secret in the body": {"value": example | CREDENTIALS},
    }
    body = {"schema": schema, "examples": examples}
    done = {"description": "It is done"} | ({"content": answered} if answered else {})
    operation = {
        "operationId": name,
        "description": description,
        "tags": ["token"],
        "security": [{"client": []}, {}],
        "requestBody": {
            "required": True, "content": {"application/x-www-form-urlencoded": body},
        },
        "responses": {"200": done} | {status: _oauth_error_response(status) for status in ERRORS}
        | {status: {"$ref": f"#/components/responses/Problem{status}"} for status in PROBLEMS},
    }  # fmt: skip
    return {"post": operation}


ERRORS = {"400": "invalid_request", "401": "invalid_client"}
PROBLEMS = ("403", "405", "413", "429", "500", "503")


def _oauth_error_response(status: str) -> dict[str, Any]:
    examples = {"Told": {"value": {"error": ERRORS[status]}}}
    content = {"application/json": {"schema": OAUTH_ERROR_SCHEMA, "examples": examples}}
    if status == "400":  # or it cannot be read at all
        content |= problem_content(400)
    return {"description": "OAuth's own error", "content": content}
