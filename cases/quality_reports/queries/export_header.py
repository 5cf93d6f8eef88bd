"""The first lines of every exported file: its marking, who took it, and when."""

from django.utils.translation import gettext as _

from people.access.scopes import Scope

MARKING = "OFFICIAL-SENSITIVE"  # not translated, as on pages and letters


def export_header_rows(scope: Scope) -> list[tuple[str, str]]:
    """(label, text) of the first lines of a file exported by this person or system."""
    return [
        (_("Marking"), MARKING),
        (_("Taken by"), scope.name),
        (_("Taken on"), f"{scope.at:%Y-%m-%d %H:%M} UTC"),
    ]
