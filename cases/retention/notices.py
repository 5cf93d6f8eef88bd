"""Notices that a case was destroyed."""

from datetime import datetime

from django.db.models import QuerySet

from cases.models import Case
from people.models import Side, User
from timeliness.actions import outbox


def notify_of_destruction(case: Case, people: QuerySet[User], *, at: datetime) -> None:
    """
    Notify those who lead a unit that a case of it was destroyed.

    About the unit, since a notice about the case is removed with it.
    """
    for side, unit in ((Side.POLICE, case.police_unit), (Side.CPS, case.cps_unit)):
        if unit is not None:
            outbox.enqueue_notices(
                set(people.filter(agency__side=side).values_list("pk", flat=True)),
                notice="case_destroyed", subject=unit.name, about=unit.reference, at=at,
            )  # fmt: skip
