"""What of SCIM there is, for directories that ask before they write (RFC 7644, 4)."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _
from scim2_models import (
    AuthenticationScheme,
    Bulk,
    ChangePassword,
    Context,
    ETag,
    Filter,
    Meta,
    Patch,
    Resource,
    ServiceProviderConfig,
    Sort,
)

from people.directories import schema
from people.web.absolute_urls import absolute_url

LIST_SCHEMA = "urn:ietf:params:scim:api:messages:2.0:ListResponse"
BASE = "/scim/v2"


def service(request: HttpRequest) -> dict[str, Any]:
    """/ServiceProviderConfig."""
    scheme = AuthenticationScheme(
        type=AuthenticationScheme.Type.oauthbearertoken,
        name=_("The secret of the directory"),
        description=_("Two administrators set it up. Sent as a bearer token (RFC 6750)."),
        primary=True,
    )
    made = ServiceProviderConfig(
        patch=Patch(supported=True),
        bulk=Bulk(supported=False, max_operations=0, max_payload_size=0),
        filter=Filter(supported=True, max_results=settings.ROWS_AT_ONCE),
        change_password=ChangePassword(supported=False),
        sort=Sort(supported=False),
        etag=ETag(supported=True),
        authentication_schemes=[scheme],
    )
    return _dump(made, "ServiceProviderConfig", "ServiceProviderConfig", request)


def schemas(request: HttpRequest) -> list[dict[str, Any]]:
    """/Schemas."""
    return [_dump(each, "Schema", f"Schemas/{each.id}", request) for each in schema.schemas()]


def resource_types(request: HttpRequest) -> list[dict[str, Any]]:
    """/ResourceTypes."""
    return [
        _dump(each, "ResourceType", f"ResourceTypes/{each.name}", request)
        for each in schema.resource_types()
    ]


def one_or_all(rows: list[dict[str, Any]], name: str) -> dict[str, Any]:
    """All of them as a list, or the one of this id. Raises Http404."""
    if not name:
        return {
            "schemas": [LIST_SCHEMA], "totalResults": len(rows), "startIndex": 1,
            "itemsPerPage": len(rows), "Resources": rows,
        }  # fmt: skip
    for each in rows:
        if each["id"] == name:
            return each
    raise Http404


def _dump(made: Resource[Any], kind: str, path: str, request: HttpRequest) -> dict[str, Any]:
    made.meta = Meta(resource_type=kind, location=absolute_url(f"{BASE}/{path}", request))
    dumped: dict[str, Any] = made.model_dump(scim_ctx=Context.RESOURCE_QUERY_RESPONSE)
    return dumped
