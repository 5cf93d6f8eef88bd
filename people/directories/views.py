"""
The addresses below /scim/v2: SCIM 2.0 for the directories of agencies (RFC 7643 and 7644).

The library that reads SCIM is imported when a directory calls, as it takes half a second.
"""

from typing import Any

from django.conf import settings
from django.http import Http404, JsonResponse

from people.access.row_security import acting
from people.directories.actions import people as actions
from people.directories.answers import answer
from people.directories.guard import (
    DirectoryRequest,
    guarded_for_directory,
    parsed_reference,
    resource_view,
)
from people.directories.queries import people_of_directory, person_of_directory
from people.directories.said import version_of
from people.models import User

LIST_SCHEMA = "urn:ietf:params:scim:api:messages:2.0:ListResponse"
LAST_ROW = 2**31  # beyond every row: Postgres takes no larger number than 2**63
SAID = "what the directory of an agency says of its people"


@guarded_for_directory("see_people_of_directory")
def list_users(request: DirectoryRequest) -> JsonResponse:
    """The people of the agency, filtered and in pages of at most ROWS_AT_ONCE."""
    from people.directories import filters, reading

    asked = reading.search_of(request)
    rows = people_of_directory(request.directory)
    if asked.filter is not None:
        rows = rows.filter(filters.Conditions().visit(asked.filter.ast))
        request.audit.set_search_text(str(asked.filter))
    start = min(asked.start_index_0 or 0, LAST_ROW)
    most = settings.ROWS_AT_ONCE
    size = most if asked.count is None else max(0, min(asked.count, most))
    found = list(rows[start : start + size])
    request.audit.add_rows(User, [person.pk for person in found])
    return answer({
        "schemas": [LIST_SCHEMA],
        "totalResults": rows.count(),
        "startIndex": start + 1,
        "itemsPerPage": len(found),
        "Resources": [reading.resource_of(person, request, asked) for person in found],
    })  # fmt: skip


@guarded_for_directory("see_people_of_directory")
def see_user(request: DirectoryRequest, reference: str) -> JsonResponse:
    from people.directories import reading

    person = person_of_directory(request.directory, parsed_reference(reference))
    if person is None:
        raise Http404
    request.audit.add_rows(User, [person.pk])
    return _answer_with(request, person, reading.parameters_of(request))


@guarded_for_directory("add_by_directory")
def add_user(request: DirectoryRequest) -> JsonResponse:
    from people.directories import reading

    said, parameters = reading.joiner(request), reading.parameters_of(request)
    with acting(SAID):
        person = actions.add_by_directory(by=request.scope, at=request.scope.at, said=said)
    return _answer_with(request, person, parameters, status=201)


@guarded_for_directory("change_by_directory")
def replace_user(request: DirectoryRequest, reference: str) -> JsonResponse:
    from people.directories import reading

    return _change(request, reference, reading.replacement(request))


@guarded_for_directory("change_by_directory")
def patch_user(request: DirectoryRequest, reference: str) -> JsonResponse:
    from people.directories import reading

    return _change(request, reference, reading.modification(request))


@guarded_for_directory("remove_by_directory")
def remove_user(request: DirectoryRequest, reference: str) -> JsonResponse:
    with acting(SAID):
        actions.remove_by_directory(
            by=request.scope, at=request.scope.at, reference=parsed_reference(reference),
            seen=request.headers.get("If-Match", ""),
        )  # fmt: skip
    return answer(None, 204)


@guarded_for_directory("see_people_of_directory")
def see_service(request: DirectoryRequest) -> JsonResponse:
    """What of SCIM is there: /ServiceProviderConfig."""
    from people.directories import discovery

    return answer(discovery.service(request))


@guarded_for_directory("see_people_of_directory")
def list_schemas(request: DirectoryRequest, name: str = "") -> JsonResponse:
    from people.directories import discovery

    return answer(discovery.one_or_all(discovery.schemas(request), name))


@guarded_for_directory("see_people_of_directory")
def list_resource_types(request: DirectoryRequest, name: str = "") -> JsonResponse:
    from people.directories import discovery

    return answer(discovery.one_or_all(discovery.resource_types(request), name))


@guarded_for_directory("see_people_of_directory")
def nothing_here(request: DirectoryRequest) -> JsonResponse:
    raise Http404


def _change(request: DirectoryRequest, reference: str, change: Any) -> JsonResponse:
    from people.directories import reading

    with acting(SAID):
        person = actions.change_by_directory(
            by=request.scope, at=request.scope.at, reference=parsed_reference(reference),
            change=change, seen=request.headers.get("If-Match", ""),
        )  # fmt: skip
    return _answer_with(request, person, reading.parameters_of(request))


def _answer_with(
    request: DirectoryRequest, person: User, parameters: Any, *, status: int = 200
) -> JsonResponse:
    from people.directories import reading

    body = reading.resource_of(person, request, parameters)
    location = reading.location_of(person, request)
    return answer(body, status, ETag=version_of(person), Location=location)


users = resource_view(GET=list_users, POST=add_user)
search = resource_view(POST=list_users)
user = resource_view(GET=see_user, PUT=replace_user, PATCH=patch_user, DELETE=remove_user)
service = resource_view(GET=see_service)
schemas = resource_view(GET=list_schemas)
resource_types = resource_view(GET=list_resource_types)
nothing = resource_view(GET=nothing_here)
