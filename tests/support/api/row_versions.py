"""The version of a row as a caller reads it, counted from the rows that tell of its changes."""

CHANGES = {  # of a model without a version: the rows that each change of a row adds
    "EarlyAdvice": ("steps",),
    "VictimRequest": ("notices",),
}
DAYS = {  # and the days that each change fills
    "VictimRequest": (
        "authorised_on", "agreed_on", "withdrawn_on", "requested_on", "replied_on", "returned_on",
        "dropped_at",
    ),
    "Bearing": ("ended_at",),
    "Gap": ("ended_at",),
    "Proposal": ("judged_at",),
    "ProposedPlan": ("judged_at", "withdrawn_at"),
}  # fmt: skip


def version_of(row):
    """The version that reading a row gives now; None of a row that has none."""
    kind = type(row).__name__
    if kind not in CHANGES and kind not in DAYS:
        return getattr(row, "version", None)
    added = sum(getattr(row, name).unscoped("test").count() for name in CHANGES.get(kind, ()))
    added += kind == "Proposal" and row.status == "SET"
    added += kind == "ProposedPlan" and row.status in ("SENT", "REPLACED")
    return 1 + added + sum(getattr(row, day) is not None for day in DAYS.get(kind, ()))
