"""Live grants and consents: those that have not expired. One without expires_at has no end."""

from datetime import datetime

from django.db.models import Q


def live_at(at: datetime, path: str = "") -> Q:
    """
    Condition on rows with expires_at: still live at `at`. What ends at `at` is over.

    `path`: from the queried model to those rows ("unitgrants"). A condition on the same rows
    belongs in the same filter().
    """
    column = f"{path}__expires_at" if path else "expires_at"
    return Q((column, None)) | Q((f"{column}__gt", at))


def live_at_sql(table: str = "", at: str = "%(at)s") -> str:
    """The same condition for SQL; `table`: the alias of the rows, `at`: the moment, as SQL."""
    column = f"{table}.expires_at" if table else "expires_at"
    return f"({column} IS NULL OR {column} > {at})"
