"""Expected rules: court facts."""

from tests.support.cases.expected.roles import COURT

FACT_STATES = ("current", "corrected")

TABLES = {"CourtFact": ({"correct_court_fact": (COURT, {"current"})}, FACT_STATES)}
