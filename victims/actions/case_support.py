"""A victim is asked whether they support the case, and what they say is written down."""

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
    Add what a victim said who was asked; raises Refused for a day to come.

    Refused too while a withdrawal is recorded: what it says is confirmed or taken back there, and
    stands in one place.
    """
    record = open_victim_action("record_case_support", record, by=by, at=at, operation="collection")
    check_past_dates(on, at=at)
    return CaseSupport.objects.system("whether a victim supports the case").create(
        case_id=record.case_id, record=record, answer=CaseSupportAnswer(answer), on=on,
        asked_by=VictimFacingBody(asked_by), spoke_to=SpokeTo(spoke_to), by_id=by.user_id, at=at,
    )  # fmt: skip
