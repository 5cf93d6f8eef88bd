"""What undermines the case or assists the defence, for the pages on which a decision is made."""

from cases.models import Bearing, Suspect
from people.access.scopes import Scope


def undermining_of_suspect(suspect: Suspect, scope: Scope) -> list[Bearing]:
    """What is recorded of a suspect as undermining, as the reader may see it. One query."""
    rows = Bearing.objects.for_scope(scope).filter(suspect=suspect, undermines=True, ended_at=None)
    return list(rows.select_related("document", "held", "point", "by__agency").order_by("at", "pk"))
