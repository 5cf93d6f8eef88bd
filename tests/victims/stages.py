"""How the rows about victims are put at each stage that the oracle knows; see tests/cases."""

TOLD_APART_BY = {}
FACTS = {}
