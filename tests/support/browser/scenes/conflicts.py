"""
A case of the scene with a conflict of interest of one person, who asked for it, and a lifted one.
"""

from cases.case_access.actions import conflict_liftings as liftings
from cases.case_access.actions import conflicts
from cases.models import ConflictAttempt
from devtools.case_builder import person
from tests.support.browser.scenes.action_plans import LONG


def add_conflicts(builder):
    """
    The first conflict has a long reason, its person asked for the case, and a lifting of it waits;
    the second is lifted.
    """
    for n in (1, 2):
        somebody = person(builder.cast.police, "refer_cases", name=f"Connie Conflicted {n}")
        made = builder.do(
            conflicts.record_conflict, "supervisor", case=builder.case, person=somebody,
            kind="EX_PARTNER", reason=LONG[:500],
        )  # fmt: skip
        about = {"conflict": made, "reason": LONG[:480]}
        lifting = builder.do(liftings.propose_lifting_conflict, "inspector", **about)
        if n == 2:
            builder.do(liftings.approve_conflict_lifting, "supervisor", lifting=lifting)
            continue
        builder.lifting = lifting
        builder.conflict = made
        ConflictAttempt.objects.unscoped("scene").create(
            case=builder.case,
            conflict=made,
            on=builder.at.date(),
            at=builder.at,
            only_side="POLICE",
        )
    return builder
