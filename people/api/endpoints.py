"""
Marks on the doors of the API: what each needs of a token, asks and answers.

Written above the guard, as in

    @acts(AddSuspect, creates=True)
    @guarded("add_suspect", Case, CASE)
    def add_suspect(request, case, allowed): ...
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Protocol, TypeVar, cast

from people.web.forms import Form, RowFormSet
from people.web.guards import GuardedView, ViewResponse

READ, ACT, FIGURES = "read", "act", "figures"  # what a token may be for
SCOPES = {
    READ: "Read what the people of its units may read",
    ACT: "Act for an officer, who is named in each call",
    FIGURES: "Read figures, without what may not be shown",
}


A = TypeVar("A", bound=ViewResponse)
A_co = TypeVar("A_co", bound=ViewResponse, covariant=True)


class Endpoint(GuardedView[A_co], Protocol[A_co]):
    """A door with the marks of reads() or acts(); those of the other are not there."""

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
    Mark a door that reads.

    shows: the serializer of its answer; asks: {name in the query: what it narrows by}; among: {one
    of these names: all its answers there are}.
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
    Mark a door that acts.

    asks: the form, or a function that makes it without a row, for its description; rows: the same
    for the rows of a form; creates: it answers with a row that was not there, instead of the one
    that it is about; files: it takes a form with files; instead: the form that it asks about some
    rows.
    """

    def mark(door: GuardedView[A]) -> Endpoint[A]:
        made = cast(Endpoint[A], door)
        made.needs, made.creates = ACT, creates
        made.asks, made.rows, made.files, made.instead = asks, rows, files, instead
        return made

    return mark
