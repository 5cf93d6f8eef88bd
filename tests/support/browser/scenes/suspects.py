"""Suspects of the scene of whom everything is recorded that an MG3 asks, in long words."""

from cases.case_details.actions.personal_details import record_personal_details

ACCOUNTS = {
    "1": "He says that she agreed. " + "Gwasanaeth-Erlyn-y-Goron-" * 20,
    "2": "He answered no question.",
}


def record_details(builder):
    """Record the personal details of the first suspect, who needs an interpreter."""
    builder.do(
        record_personal_details, "officer", suspect=builder.suspects[0], gender="MALE",
        ethnic_group="W9", nationality="Polish", needs_interpreter="YES", language="Polish",
        mental_health="An appropriate adult was present. " + "Gwasanaeth-Erlyn-y-Goron-" * 20,
        other_proceedings="None known.",
    )  # fmt: skip
    return builder
