"""A case of the scene with which people are in conflict: one now, who asked for it, one before."""

from cases.actions import conflicts
from cases.models import ConflictAttempt
from devtools.case_builder import person
from tests.support.browser.scenes.action_plans import LONG


def apart(road):
    """The first was recorded with a long reason and has asked for the case; the other is lifted."""
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
        ConflictAttempt.objects.system("scene").create(
            case=road.case, conflict=made, on=road.at.date(), at=road.at, only_side="POLICE"
        )
    return road
