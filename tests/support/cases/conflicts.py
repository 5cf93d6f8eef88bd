"""Conflicts of interest for tests."""

from contextlib import contextmanager

from django.db import transaction
from django.utils import timezone

from cases.case_access.actions import conflict_liftings
from cases.models import Conflict
from devtools.case_builder import person
from tests.support.cases.sealed_rows import update_in_clear


def add_conflict(user, case, *, at, **facts):
    """Record a conflict of interest of a person with a case."""
    usual = {
        "kind": "RELATIVE", "reason": "A cousin.", "declared_by": user,
        "only_side": user.agency.side,
    }  # fmt: skip
    return Conflict.objects.unscoped("test").create(
        user=user, case=case, declared_at=at, **usual | facts
    )


def lift_conflict_row(conflict, *, at):
    """Lift it again."""
    conflict.lifted_by, conflict.lifted_at = conflict.declared_by, at
    conflict.lifted_because = "It was another person."
    conflict.save(update_fields=["lifted_by", "lifted_at", "lifted_because"])


def open_conflicts(user, case):
    """The open conflicts of a person with a case: one or none."""
    rows = Conflict.objects.unscoped("test")
    return rows.filter(user=user, case=case, lifted_at=None)


def lift_conflict_by_two(builder, conflict, who="supervisor", reason="Somebody else."):
    """
    Lift a conflict as two people do: one of the cast proposes it, a colleague approves it.
    """
    unit, capacity = {
        "POLICE": (builder.cast.police, "inspect_cases"),
        "CPS": (builder.cast.cps, "allocate_cases"),
    }[conflict.only_side]
    builder.cast.approves_lifting = person(unit, capacity, name="Ann Approver")
    proposed = builder.do(
        conflict_liftings.propose_lifting_conflict, who, conflict=conflict, reason=reason
    )
    builder.do(conflict_liftings.approve_conflict_lifting, "approves_lifting", lifting=proposed)
    return proposed


@contextmanager
def nobody_in_conflict():
    """
    Lift every conflict of interest inside the block.

    A system by itself reads no case that is walled from anyone whom it serves.
    """
    with transaction.atomic():
        open_ones = Conflict.objects.unscoped("test").filter(lifted_at=None)
        for conflict in open_ones:
            update_in_clear(
                open_ones.filter(pk=conflict.pk),
                lifted_at=timezone.now(), lifted_by=conflict.user, lifted_because="For the test.",
            )  # fmt: skip
        yield
        transaction.set_rollback(True)
