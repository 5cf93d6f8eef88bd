"""The description of the API, for whoever has a token: nobody else is told what there is."""

from functools import cache
from typing import Any

from django.conf import settings
from django.utils.translation import override
from drf_spectacular.generators import SchemaGenerator

from people.api.answers import Answer
from people.api.doors import reads
from people.guards import guarded_site
from people.permissions import SITE
from people.visits import Request

PARTS = ("components", "info", "openapi", "paths")
OPENAPI = {  # of which OpenAPI says more than is repeated here
    "type": "object",
    "properties": {name: {"type": "string" if name == "openapi" else "object"} for name in PARTS},
    "required": [*PARTS],
}


@cache
def description() -> dict[str, Any]:
    """
    The whole of it, OpenAPI 3.1, as plain data.

    In one language, whoever asks first: most of it, such as its examples, is written in no other,
    and programs are made from it and compare it with the one they were made from.
    """
    with override(settings.LANGUAGE_CODE):
        return SchemaGenerator().get_schema(request=None, public=True)


@reads(OPENAPI)
@guarded_site("see_description", SITE)
def see_description(request: Request, allowed: frozenset[str]) -> Answer:
    """This description."""
    return Answer(description(), headers={"Content-Language": settings.LANGUAGE_CODE})
