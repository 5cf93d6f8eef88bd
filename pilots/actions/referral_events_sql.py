"""
SQL of the measure events of cases and their referrals, early advice and decisions
(pilots.measures.advice_proportions, pilots.measures.rates). The columns are those of
case_events_sql.
"""

from pilots.actions.decided_sql import DECIDED_SQL

CASES_SQL = """
SELECT 'cases', held.id, held.id, london_day(recorded.opened_at), held.police_unit_id,
    held.cps_unit_id, '',
    'case-referred:' || CASE WHEN EXISTS (
        SELECT FROM cases_referral WHERE case_id = held.id AND signed_off_at IS NOT NULL
    ) THEN 'YES' ELSE 'NO' END,
    NULL
FROM held JOIN cases_case recorded ON recorded.id = held.id
"""

REFERRALS_SQL = """
SELECT 'referrals', referral.id, held.id, london_day(referral.signed_off_at), held.police_unit_id,
    held.cps_unit_id, '', coalesce('advice-followed:' || nullif(referral.advice_followed, ''), ''),
    NULL
FROM held JOIN cases_referral referral ON referral.case_id = held.id
    AND referral.signed_off_at IS NOT NULL
"""

# By the first clock of the request, which a refusal that is overturned does not make longer, and by
# its first due time, which an extension that the police agreed to does not move. The way in which
# it was given stands before the one that was planned.
ADVICE_SQL = """
SELECT 'advice', advice.id, held.id, london_day(clock.started_at), held.police_unit_id,
    held.cps_unit_id, '',
    concat_ws(' ', 'advice-in-time:' || became.answer,
        'advice-in-time-' || way.name || ':' || became.answer,
        'advice-as-planned:' || CASE WHEN advice.planned_method = '' THEN NULL
            WHEN given.id IS NULL THEN 'OPEN' WHEN given.method = '' THEN NULL
            WHEN given.method = advice.planned_method THEN 'YES' ELSE 'NO' END),
    CASE WHEN given.at IS NULL AND refused.at IS NULL AND clock.due_at >= %(at)s
        THEN clock.due_at + interval '1 second' END
FROM held
JOIN cases_earlyadvice advice ON advice.case_id = held.id
JOIN LATERAL (
    SELECT began.started_at, coalesce(began.first_due_at, began.due_at) AS due_at
    FROM timeliness_clock began
    JOIN cases_advicestep step ON step.advice_id = advice.id AND step.at = began.started_at
        AND step.verb IN ('accept_early_advice', 'overturn_refusal')
    WHERE began.about = held.id AND began.rule = 'early_advice_response'
    ORDER BY began.started_at LIMIT 1
) AS clock ON true
LEFT JOIN cases_givenadvice given ON given.advice_id = advice.id
CROSS JOIN LATERAL (
    SELECT max(at) AS at FROM cases_advicestep
    WHERE advice_id = advice.id AND verb IN ('refuse_early_advice', 'withdraw_early_advice')
        AND advice.status NOT IN ('WITH_MANAGER', 'TAKEN_ON', 'WITH_ADVISER')
) AS refused
CROSS JOIN LATERAL (
    SELECT CASE WHEN given.at <= clock.due_at THEN 'KEPT'
        WHEN given.at IS NOT NULL THEN 'LATE'
        WHEN clock.due_at < coalesce(refused.at, %(at)s) THEN 'BREACHED'
        WHEN refused.at IS NOT NULL THEN 'ENDED' ELSE 'OPEN' END AS answer
) AS became
CROSS JOIN LATERAL (
    SELECT replace(lower(coalesce(nullif(given.method, ''), nullif(advice.planned_method, ''))),
        '_', '-') AS name
) AS way
"""

# What never came into force is private to the CPS.
DECISIONS_SQL = f"""
SELECT 'decisions', decision.id, held.id, london_day(coalesce(decision.read_at, decision.at)),
    held.police_unit_id, held.cps_unit_id, '',
    concat_ws(' ', 'decision-charge:' || decision.kind,
        'decision-charge-' || nullif(decision.reason, '') || ':YES'),
    NULL
FROM held JOIN cases_decision decision ON decision.case_id = held.id
    AND {DECIDED_SQL}
"""  # noqa: S608 - words of our own

REFERRAL_EVENT_QUERIES = (CASES_SQL, REFERRALS_SQL, ADVICE_SQL, DECISIONS_SQL)
