"""The endpoint that serves the OpenAPI document, to systems with a token only."""

from functools import cache
from typing import Any

from django.conf import settings
from django.utils.translation import override
from drf_spectacular.generators import SchemaGenerator

from people.administration.permissions import SITE
from people.api.endpoints import read_endpoint
from people.api.responses import Answer
from people.web.audit_context import GuardedRequest
from people.web.guards import guarded_site

PARTS = ("components", "info", "openapi", "paths")
OPENAPI_SCHEMA = {  # OpenAPI itself defines the parts in detail
    "type": "object",
    "properties": {name: {"type": "string" if name == "openapi" else "object"} for name in PARTS},
    "required": [*PARTS],
}


@cache
def openapi_description() -> dict[str, Any]:
    """
    The whole OpenAPI 3.1 document as plain data, cached.

    Always in one language: most of it, such as the examples, exists in no other, and clients
    generated from it compare it with the one they were generated from.
    """
    with override(settings.LANGUAGE_CODE):
        document: dict[str, Any] = SchemaGenerator().get_schema(request=None, public=True)
    return document


@read_endpoint(OPENAPI_SCHEMA)
@guarded_site("see_description", SITE)
def see_description(request: GuardedRequest, allowed: frozenset[str]) -> Answer:
    """This description."""
    return Answer(openapi_description(), headers={"Content-Language": settings.LANGUAGE_CODE})
