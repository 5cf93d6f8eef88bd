"""Cases of the scene whose victim has everything recorded that a worklist says in a line."""

from cases.case_details.actions.circumstances import record_circumstances


def record_every_circumstance(builder):
    """Record domestic abuse by the first suspect, a child at the time, and grounds as a witness."""
    builder.do(
        record_circumstances, "officer", victim=builder.victim, domestic_abuse="YES",
        abusers=builder.suspects[:1], was_child="YES", is_vulnerable="YES",
        grounds=["IMPAIRMENT", "FEAR"], assessment="NOT_REQUIRED",
        not_assessed_because="She asks for none. " + "Gwasanaeth-Erlyn-y-Goron-" * 15,
    )  # fmt: skip
    return builder
