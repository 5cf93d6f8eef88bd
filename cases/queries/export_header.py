"""What a file of figures says of itself: how it is marked, who took it, and when."""

from django.utils.translation import gettext as _

from people.access.scopes import Scope

MARKING = "OFFICIAL-SENSITIVE"  # the same in every language, as on each page and printed sheet


def export_header_rows(scope: Scope) -> list[tuple[str, str]]:
    """(what, words) of the first lines of a file that this person or system takes away now."""
    return [
        (_("Marking"), MARKING),
        (_("Taken by"), scope.name),
        (_("Taken on"), f"{scope.at:%Y-%m-%d %H:%M} UTC"),
    ]
