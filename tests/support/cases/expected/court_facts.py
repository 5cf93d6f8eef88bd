"""What may be done about a fact from court, by whom and when."""

from tests.support.cases.expected.roles import COURT

FACT_STATES = ("current", "corrected")

TABLES = {"CourtFact": ({"correct_court_fact": (COURT, {"current"})}, FACT_STATES)}
