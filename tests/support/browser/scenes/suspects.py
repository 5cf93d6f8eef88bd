"""Suspects of the scene of whom everything is recorded that an MG3 asks, in long words."""

from datetime import date

from cases.case_details.actions.personal_details import record_personal_details
from cases.open_lines import OpenLine

ACCOUNTS = {
    "1": "He says that she agreed. " + "Gwasanaeth-Erlyn-y-Goron-" * 20,
    "2": "He answered no question.",
}
OPEN_LINES = [
    OpenLine(
        "The download of his phone. " + "Gwasanaeth-Erlyn-y-Goron-" * 20, date(2025, 5, 1),
        may_change_decision=True, effect="It may show what was said before.",
    ),
    OpenLine("Her friend abroad.", undated_because="She has not answered yet."),
]  # fmt: skip

PLEAS_AND_ORDERS = {
    "pleas": {"1": "NOT_GUILTY"},
    "orders_sought": "A restraining order. " + "Gwasanaeth-Erlyn-y-Goron-" * 20,
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
