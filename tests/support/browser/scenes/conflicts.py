"""
A case of the scene with a conflict of interest of one person, who asked for it, and a lifted one.
"""

from cases.case_access.actions import conflicts
from cases.models import ConflictAttempt
from devtools.case_builder import person
from tests.support.browser.scenes.action_plans import LONG


def apart(road):
    """
    The first conflict has a long reason, and its person asked for the case; the second is lifted.
    """
    for n in (1, 2):
        somebody = person(road.cast.police, "refer_cases", name=f"Connie Conflicted {n}")
        made = road.do(
            conflicts.record_conflict, "supervisor", case=road.case, person=somebody,
            kind="EX_PARTNER", reason=LONG[:500],
        )  # fmt: skip
        if n == 2:
            road.do(
                conflicts.lift_conflict, "inspector", conflict=made, reason="Somebody of that name."
            )
            continue
        road.conflict = made
        ConflictAttempt.objects.unscoped("scene").create(
            case=road.case, conflict=made, on=road.at.date(), at=road.at, only_side="POLICE"
        )
    return road
