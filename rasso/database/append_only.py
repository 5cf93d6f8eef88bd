"""
Append-only tables, and tables whose rows are never deleted, from each `sql/append_only.toml`.

Each is protected twice: a trigger refuses the change to every role, including the owner and
superusers, and every role but the owner's loses the privilege. This makes the triggers.
"""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from rasso.database.files import APPS, DatabaseObject
from rasso.settings.environment import ROOT

ROWS = """CREATE OR REPLACE TRIGGER {name} BEFORE {event} ON {table}
    FOR EACH ROW EXECUTE FUNCTION refuse_change();"""
EMPTIED = """CREATE OR REPLACE TRIGGER never_emptied BEFORE TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();"""
VALUES = """CREATE OR REPLACE TRIGGER {name} BEFORE UPDATE ON {table} FOR EACH ROW
    WHEN (({old}) IS DISTINCT FROM ({new})) EXECUTE FUNCTION refuse_change();"""
REWORDED = "never_reworded"


@dataclass(frozen=True)
class ClosedTable:
    """
    A table and the changes that are refused on it.

    is_fixed: no UPDATE at all. named: columns that an UPDATE may not name, even with the same
    value. valued: {trigger: columns whose value must stay}. file: where it is listed.
    """

    name: str
    is_fixed: bool
    named: tuple[str, ...]
    valued: dict[str, tuple[str, ...]]
    file: str

    @property
    def privileges(self) -> tuple[str, ...]:
        """The privileges that only the owner's role keeps."""
        return ("UPDATE",) * self.is_fixed + ("DELETE", "TRUNCATE", "TRIGGER")

    @property
    def triggers(self) -> Iterator[DatabaseObject]:
        """The triggers that refuse the changes."""
        for name, text in self._statements():
            yield DatabaseObject("trigger", name, self.name, "", text, self.file)

    def _statements(self) -> Iterator[tuple[str, str]]:
        name, event = "never_removed", "DELETE"
        if self.is_fixed:
            name, event = "only_grows", "UPDATE OR DELETE"
        yield name, ROWS.format(name=name, event=event, table=self.name)
        yield "never_emptied", EMPTIED.format(table=self.name)
        if self.named:
            event = f"UPDATE OF {', '.join(self.named)}"
            yield REWORDED, ROWS.format(name=REWORDED, event=event, table=self.name)
        for name, columns in self.valued.items():
            old, new = (", ".join(f"{row}.{each}" for each in columns) for row in ("OLD", "NEW"))
            yield name, VALUES.format(name=name, table=self.name, old=old, new=new)


def closed_tables() -> list[ClosedTable]:
    """Every listed table, lowest app first."""
    paths = [ROOT / app / "sql" / "append_only.toml" for app in APPS]
    return [table for path in paths if path.exists() for table in _tables_of_app(path)]


def _tables_of_app(path: Path) -> Iterator[ClosedTable]:
    file = str(path.relative_to(ROOT))
    declared = tomllib.loads(path.read_text(encoding="utf-8"))
    for name in declared["only_grows"]:
        yield ClosedTable(name, True, (), {}, file)
    for name, row in declared.get("keeps_rows", {}).items():
        valued = {REWORDED: row["keeps_values"]} if "keeps_values" in row else {}
        valued |= row.get("also", {})
        named = tuple(row.get("refuses_updates_of", ()))
        yield ClosedTable(name, False, named, {key: tuple(valued[key]) for key in valued}, file)
