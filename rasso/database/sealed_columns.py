"""The function that tells Postgres which columns are sealed, made from the register (ADR 114)."""

from rasso.database.files import DatabaseObject
from rasso.database.text_columns import REGISTER, SEALED_WITH_CASE_KEY, kept_how
from rasso.settings.environment import ROOT

NAME = "cases_sealed_columns"
TEXT = """CREATE OR REPLACE FUNCTION {name}(about text) RETURNS text[]
IMMUTABLE LANGUAGE sql AS $$
    SELECT CASE about
{cases}
        ELSE ARRAY[]::text[]
    END
$$;"""
ABOUT = "The columns of a table that are sealed with the key of a case; none of another table."


def sealed_columns_function() -> DatabaseObject:
    """The function: a table’s sealed columns."""
    columns: dict[str, list[str]] = {}
    for (table, column), how in sorted(kept_how().items()):
        if how == SEALED_WITH_CASE_KEY:
            columns.setdefault(table, []).append(f"'{column}'")
    cases = "\n".join(
        f"        WHEN '{table}' THEN ARRAY[{', '.join(names)}]" for table, names in columns.items()
    )
    text, file = TEXT.format(name=NAME, cases=cases), str(REGISTER.relative_to(ROOT))
    return DatabaseObject("function", NAME, "", ABOUT, text, file)
