"""The allegations whose investigation a closing report ends."""

from django.db.models import QuerySet

from cases.models import Allegation, Suspect
from cases.queries.allegations import visible_allegations
from people.access.scopes import Scope


def allegations_in_order(suspect: Suspect, scope: Scope) -> QuerySet[Allegation]:
    """The allegations against a suspect with offence and victim: by victim, then by day."""
    rows = visible_allegations(scope).filter(suspect=suspect).select_related("offence", "victim")
    return rows.order_by("victim__number", "from_on", "pk")
