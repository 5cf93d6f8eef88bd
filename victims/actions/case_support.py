"""Record whether a victim who was asked supports the case."""

from datetime import date, datetime

from django.db import transaction

from cases.actions.open_case_action import check_past_dates
from people.access.scopes import Scope
from victims.actions.open_victim_action import open_victim_action
from victims.models import CaseSupport, CaseSupportAnswer, SpokeTo, VictimFacingBody, VictimRecord


@transaction.atomic
def record_case_support(
    *,
    record: VictimRecord,
    by: Scope,
    at: datetime,
    answer: str,
    on: date,
    asked_by: str,
    spoke_to: str,
) -> CaseSupport:
    """
    Add a victim's answer. Raises Refused for a day in the future.

    Raises Refused also while a withdrawal is recorded: the victim's position is then recorded only
    by confirming or taking back that withdrawal.
    """
    record = open_victim_action("record_case_support", record, by=by, at=at, operation="collection")
    check_past_dates(on, at=at)
    return CaseSupport.objects.unscoped("whether a victim supports the case").create(
        case_id=record.case_id, record=record, answer=CaseSupportAnswer(answer), on=on,
        asked_by=VictimFacingBody(asked_by), spoke_to=SpokeTo(spoke_to), by_id=by.actor.id, at=at,
    )  # fmt: skip
