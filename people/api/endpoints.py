"""
Decorators of API endpoints: token scope, request form and response schema.

Placed above the guard:

    @action_endpoint(AddSuspectForm, creates=True)
    @guarded("add_suspect", Case, CASE)
    def add_suspect(request, case, allowed): ...
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Protocol, TypeVar, cast

from people.web.forms import Form, RowFormSet
from people.web.guards import GuardedView, ViewResponse

READ, ACT, FIGURES = "read", "act", "figures"  # scopes of a token
SCOPES = {
    READ: "Read what the people of its units may read",
    ACT: "Act for an officer, who is named in each call",
    FIGURES: "Read figures, without what may not be shown",
}


A = TypeVar("A", bound=ViewResponse)
A_co = TypeVar("A_co", bound=ViewResponse, covariant=True)


class Endpoint(GuardedView[A_co], Protocol[A_co]):
    """A guarded view with the attributes set by read_endpoint() or action_endpoint()."""

    needs: str
    creates: bool
    shows: Any  # a serializer, a JSON Schema, or bytes
    narrows: dict[str, str]
    among: dict[str, Any]
    asks: Callable[[], Form]
    rows: Callable[[], RowFormSet] | None
    files: bool
    instead: Callable[[], Form] | None


def read_endpoint(
    shows: Any,
    *,
    needs: str = READ,
    asks: Mapping[str, str] | Iterable[tuple[str, str]] = (),
    among: Mapping[str, Any] | Iterable[tuple[str, Any]] = (),
) -> Callable[[GuardedView[A]], Endpoint[A]]:
    """
    Declare an endpoint that reads (GET).

    shows: the serializer of its response. needs: the token scope. asks: {query parameter: its
    description}. among: {query parameter: its allowed values}.
    """

    def mark(door: GuardedView[A]) -> Endpoint[A]:
        made = cast(Endpoint[A], door)
        made.needs, made.creates = needs, False
        made.shows, made.narrows, made.among = shows, dict(asks), dict(among)
        return made

    return mark


def action_endpoint(
    asks: Callable[[], Any],
    *,
    creates: bool = False,
    rows: Callable[[], Any] | None = None,
    files: bool = False,
    instead: Callable[[], Any] | None = None,
) -> Callable[[GuardedView[A]], Endpoint[A]]:
    """
    Declare an endpoint that runs an action (POST).

    asks: the form class, or a function that makes the form without a row, for the OpenAPI schema.
    rows: the same for a formset. creates: responds 201 with a new row, not with the row in the URL.
    files: takes multipart/form-data. instead: the form used for some rows in place of `asks`.
    """

    def mark(door: GuardedView[A]) -> Endpoint[A]:
        made = cast(Endpoint[A], door)
        made.needs, made.creates = ACT, creates
        made.asks, made.rows, made.files, made.instead = asks, rows, files, instead
        return made

    return mark
