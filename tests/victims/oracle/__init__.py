"""What may be done for a victim, said once more by hand, as tests/cases/oracle does of a case."""

from tests.victims.oracle import letters, meetings, records, reviews

ANYBODY = "anybody who is active"
NOUNS = (
    letters,
    meetings,
    records,
    reviews,
)  # fmt: skip
SITE = {
    "see_victims": ANYBODY,
    "find_victim": ANYBODY,
}
