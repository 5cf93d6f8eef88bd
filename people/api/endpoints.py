"""
Decorators of API endpoints: token scope, request form and response schema.

Placed above the guard:

    @action_endpoint(AddSuspectForm, creates=True)
    @guarded("add_suspect", Case, CASE)
    def add_suspect(request, case, allowed): ...
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Protocol, TypeVar, cast

from people.web.forms import Form, RowFormSet
from people.web.guards import GuardedView, ViewResponse

READ, ACT, FIGURES = "read", "act", "figures"  # scopes of a token
SCOPES = {
    READ: "Read what the people of its units may read",
    ACT: "Act for the officer of the token",
    FIGURES: "Read figures, without what may not be shown",
}


A = TypeVar("A", bound=ViewResponse)
A_co = TypeVar("A_co", bound=ViewResponse, covariant=True)


class Endpoint(GuardedView[A_co], Protocol[A_co]):
    """A guarded view with the attributes set by read_endpoint() or action_endpoint()."""

    token_scope: str
    creates: bool
    response_schema: Any  # a serializer, a JSON Schema, or bytes
    query_parameters: dict[str, str]
    query_choices: dict[str, Any]
    request_form: Callable[[], Form]
    request_rows: Sequence[Callable[[], RowFormSet]]
    files: bool
    alternative_forms: Sequence[Callable[[], Form]]


def read_endpoint(
    response_schema: Any,
    *,
    token_scope: str = READ,
    query_parameters: Mapping[str, str] | Iterable[tuple[str, str]] = (),
    query_choices: Mapping[str, Any] | Iterable[tuple[str, Any]] = (),
) -> Callable[[GuardedView[A]], Endpoint[A]]:
    """
    Declare an endpoint that reads (GET).

    response_schema: the serializer of its response. query_parameters: {name: its description}.
    query_choices: {name of a query parameter: its allowed values}.
    """

    def mark(view: GuardedView[A]) -> Endpoint[A]:
        endpoint = cast(Endpoint[A], view)
        endpoint.token_scope, endpoint.creates = token_scope, False
        endpoint.response_schema = response_schema
        endpoint.query_parameters, endpoint.query_choices = (
            dict(query_parameters),
            dict(query_choices),
        )
        return endpoint

    return mark


def action_endpoint(
    request_form: Callable[[], Any],
    *,
    creates: bool = False,
    request_rows: Sequence[Callable[[], Any]] = (),
    files: bool = False,
    alternative_forms: Sequence[Callable[[], Any]] = (),
) -> Callable[[GuardedView[A]], Endpoint[A]]:
    """
    Declare an endpoint that runs an action (POST).

    request_form: the form class, or a function that makes the form without a row, for the OpenAPI
    schema. request_rows: the same for each formset. alternative_forms: the forms used for some rows
    in place of request_form. creates: responds 201 with a new row, not with the row in the URL.
    files: takes multipart/form-data.
    """

    def mark(view: GuardedView[A]) -> Endpoint[A]:
        endpoint = cast(Endpoint[A], view)
        endpoint.token_scope, endpoint.creates = ACT, creates
        endpoint.request_form, endpoint.alternative_forms = request_form, alternative_forms
        endpoint.request_rows, endpoint.files = request_rows, files
        return endpoint

    return mark
