"""Expected rules: a victim as a number on a case."""

from tests.support.cases.expected.roles import READERS, TEAM

ALWAYS = {"there"}
TABLES = {
    "Victim": (
        {
            "see_circumstances": (READERS, ALWAYS),
            "record_circumstances": (TEAM, ALWAYS),
            "begin_victim_request": (TEAM, ALWAYS),
        },
        ("there",),
    )
}
