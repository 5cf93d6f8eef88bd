"""Record why a duty under the Victims' Code was not met in time."""

from datetime import datetime

from django.db import transaction

from people.access.scopes import Scope
from victims.actions.open_victim_action import open_victim_action
from victims.models import CodeBreach, Duty


@transaction.atomic
def record_code_breach(*, duty: Duty, by: Scope, at: datetime, reason: str) -> CodeBreach:
    """Record the reason, for the side that owes the duty. The duty stays as it is."""
    duty = open_victim_action("record_code_breach", duty, by=by, at=at, operation="collection")
    return CodeBreach.objects.unscoped("why a victim was not told in time").create(
        case_id=duty.case_id, duty=duty, reason=reason, by_id=by.actor.id, at=at
    )
