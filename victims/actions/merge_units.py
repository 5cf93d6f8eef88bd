"""Move a merged service's supports to the other service. Called by the merging of units."""

from datetime import datetime

from people.access import grants
from people.access.scopes import Scope
from people.models import Unit
from victims.models import Support, SupportStatus

MERGE_PURPOSE = "a service is merged into another"


def move_supports_to_unit(*, unit: Unit, into: Unit, by: Scope, at: datetime) -> None:
    """
    Move every support of one service, open or requested, to the service it is merged into.

    The ISVA of each stays. Where both services support the same victim for the same side, the
    support by the merged one ends.
    """
    theirs = Support.objects.unscoped(MERGE_PURPOSE).filter(service=unit)
    there = Support.objects.unscoped(MERGE_PURPOSE).filter(service=into, is_open=True)
    both = set(there.values_list("record", "side"))
    for row in theirs.filter(is_open=True, record__in={record for record, _side in both}):
        if (row.record_id, row.side) in both:
            if row.isva_id:
                grants.revoke_capacity("assigned_isva", of=row.isva, on=row, by=by, at=at)
            row.status, row.is_open, row.isva = SupportStatus.ENDED, False, None
            row.save(update_fields=["status", "is_open", "isva"])
    theirs.update(service=into)
