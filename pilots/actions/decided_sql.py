"""Which decisions about a suspect decided anything, as a condition of a query."""

# Of the name `decision`: in force now, or until it was set aside. A charge or disposal that the CPS
# took back itself, before the police had acted on it, decided nothing (ADR 139).
DECIDED_SQL = """(decision.status = 'LIVE' OR decision.status = 'SET_ASIDE' AND (
        decision.kind LIKE 'NFA%%' OR NOT EXISTS (
            SELECT FROM cases_reversal taken_back WHERE taken_back.decision_id = decision.id
            AND taken_back.status = 'IN_FORCE' AND taken_back.ground NOT IN ('REVIEW', 'PANEL')
        )
    ))"""
