"""The description of the API, for whoever has a token: nobody else is told what there is."""

from functools import cache

from drf_spectacular.generators import SchemaGenerator

from people.api.answers import Answer
from people.api.doors import reads
from people.guards import guarded_site
from people.permissions import SITE


@cache
def description():
    """The whole of it, OpenAPI 3.1, as plain data."""
    return SchemaGenerator().get_schema(request=None, public=True)


@reads({"type": "object"})
@guarded_site("see_description", SITE)
def see_description(request, allowed):
    """This description."""
    return Answer(description())
