"""What may be done for a victim, said once more by hand, as tests/cases/oracle does of a case."""

from tests.victims.oracle import records

ANYBODY = "anybody who is active"
NOUNS = (
    records,
)  # fmt: skip
SITE = {
    "see_victims": ANYBODY,
    "find_victim": ANYBODY,
}
