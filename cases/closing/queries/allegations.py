"""The allegations whose investigation a closing report ends."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import QuerySet

from cases.models import Allegation, Suspect
from cases.queries.allegations import visible_allegations
from people.access.scopes import Scope


def allegations_in_order(suspect: Suspect, scope: Scope) -> QuerySet[Allegation]:
    """The allegations against a suspect with offence and victim: by victim, then by day."""
    rows = visible_allegations(scope).filter(suspect=suspect).select_related("offence", "victim")
    return rows.order_by("victim__number", "from_on", "pk")


def versions_sent(allegations: Iterable[Allegation]) -> dict[UUID, Allegation]:
    """
    {id of an allegation that the CPS was not sent: the newest version of it that the CPS was sent}.

    Without those of which the CPS was sent none, or one about another victim.
    """
    unsent = {each.first_id: each for each in allegations if each.only_side}
    rows = Allegation.objects.unscoped("what the CPS was sent").filter(first__in=unsent)
    sent = {row.first_id: row for row in rows.filter(only_side="").order_by("number")}
    return {
        unsent[first].pk: row
        for first, row in sent.items()
        if row.victim_id == unsent[first].victim_id
    }
