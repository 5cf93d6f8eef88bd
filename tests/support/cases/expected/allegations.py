"""Expected rules: allegations; tests/cases test the stages of the suspect."""

from tests.support.cases.expected.roles import TEAM

TABLES = {
    "Allegation": ({"correct_allegation": (TEAM, {"current"})}, ("current", "corrected")),
}
