"""A victim is asked whether they support the case, and what they say is written down."""

from datetime import date, datetime

from django.db import transaction

from cases.actions.base import must_have_happened
from people.access import Scope
from victims.actions.base import begin
from victims.models import CaseSupport, SpokeTo, Supports, ToldTo, VictimRecord


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
    record = begin("record_case_support", record, by=by, at=at, operation="collection")
    must_have_happened(on, at=at)
    return CaseSupport.objects.system("whether a victim supports the case").create(
        case_id=record.case_id, record=record, answer=Supports(answer), on=on,
        asked_by=ToldTo(asked_by), spoke_to=SpokeTo(spoke_to), by_id=by.user_id, at=at,
    )  # fmt: skip
