"""The mark of every file that is taken away: its marking, who took it, when, and its number."""

from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from people.access.file_marks import moment_with_zone
from people.access.scopes import Scope

MARKING = "OFFICIAL-SENSITIVE"  # not translated, as on pages and letters


@dataclass(frozen=True)
class FileMark:
    """
    Who a file was made for, which names them wherever it is found later.

    taken_by: the person, as person_named() has them. number: the id of its Export, under which the
    audit log has who took it and its reason.
    """

    scope: Scope
    taken_by: str
    number: UUID

    @property
    def rows(self) -> list[tuple[str, str]]:
        """(label, text) of the first lines of the file."""
        return [
            (_("Marking"), MARKING),
            (_("Taken by"), self.taken_by),
            (_("Made on"), moment_with_zone(self.scope.at)),
            (_("Number of the file"), str(self.number)),
        ]

    @property
    def line(self) -> str:
        """The same as one line: at the foot of each table, sheet or printed page."""
        return "; ".join(text for _label, text in self.rows)
