"""Which version of an allegation the CPS had when its investigation was closed."""

from collections.abc import Iterable
from uuid import UUID

from cases.models import Allegation


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
