"""A conflict of interest as tests need it: recorded, whoever recorded it."""

from cases.models import Conflict


def in_conflict(user, case, *, at, **facts):
    """A person may see nothing of a case from now on."""
    usual = {
        "kind": "RELATIVE", "reason": "A cousin.", "declared_by": user,
        "only_side": user.agency.side,
    }  # fmt: skip
    return Conflict.objects.system("test").create(
        user=user, case=case, declared_at=at, **usual | facts
    )


def lifted(conflict, *, at):
    """It was lifted again."""
    conflict.lifted_by, conflict.lifted_at = conflict.declared_by, at
    conflict.lifted_because = "It was another person."
    conflict.save(update_fields=["lifted_by", "lifted_at", "lifted_because"])


def open_conflicts(user, case):
    """The conflict of a person with a case that has not been lifted; none or one."""
    rows = Conflict.objects.system("test")
    return rows.filter(user=user, case=case, lifted_at=None)
