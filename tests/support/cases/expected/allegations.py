"""What may be done about an allegation; at which stage of its suspect, tests/cases say."""

from tests.support.cases.expected.roles import TEAM

TABLES = {
    "Allegation": ({"correct_allegation": (TEAM, {"current"})}, ("current", "corrected")),
}
