"""Values of nullable columns, in places that only rows with a value reach."""

from typing import TypeVar

T = TypeVar("T")


def not_null(value: T | None) -> T:
    """The value, which a constraint or an earlier action guarantees. RuntimeError if it is None."""
    if value is None:
        raise RuntimeError("A row without this value was not expected here.")
    return value
