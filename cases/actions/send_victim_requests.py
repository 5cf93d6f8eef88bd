"""Show the CPS what the police asked about a victim on their own decision."""

from collections.abc import Collection
from uuid import UUID

from django.db.models import Q

from cases.models import VictimRequest
from people.models import Side


def send_victim_requests(cases: Collection[UUID]) -> None:
    """
    Show the CPS the police's own requests about the victims that it knows, in these cases.

    What was given up, or no longer agreed to, before anybody was asked stays private to the police.
    Call it once `only_side`
    of the victims is cleared.
    """
    rows = VictimRequest.objects.unscoped("sent with their victims").filter(
        Q(dropped_at=None, withdrawn_on=None) | Q(requested_on__isnull=False),
        case__in=cases, victim__only_side="", only_side=Side.POLICE,
    )  # fmt: skip
    rows.update(only_side="")
