"""
SQL of the measure events of suspects referred for a charging decision
(pilots.measures.decision_proportions). The columns are those of case_events_sql.
"""

SUSPECTS_SQL = """
SELECT 'suspects', suspect.id, held.id, london_day(sent.first_at), held.police_unit_id,
    held.cps_unit_id, '',
    concat_ws(' ',
        'charged:' || became.answer,
        CASE WHEN recorded.is_abuse THEN 'charged-abuse:' || became.answer END,
        CASE WHEN recorded.is_child THEN 'charged-child:' || became.answer END,
        CASE WHEN recorded.is_vulnerable THEN 'charged-vulnerable:' || became.answer END,
        CASE WHEN decided.kind = 'CHARGE' THEN concat_ws(' ',
            'in-court:' || CASE WHEN court.facts > 0 THEN 'YES' ELSE 'NO' END,
            'convicted:' || CASE
                WHEN court.convictions > 0 THEN 'YES'
                WHEN court.outcomes = 0 AND suspect.state <> 'STOPPED' THEN NULL
                WHEN court.awaits_verdict THEN NULL ELSE 'NO' END) END,
        'referred-again:' || CASE WHEN sent.times > 1 THEN 'YES' ELSE 'NO' END,
        'advice-sought:' || CASE WHEN EXISTS (
            SELECT FROM cases_earlyadvice_suspects asked
            JOIN cases_earlyadvice advice ON advice.id = asked.earlyadvice_id
            WHERE asked.suspect_id = suspect.id AND advice.sent_at <= sent.first_at
        ) THEN 'YES' ELSE 'NO' END),
    CASE WHEN decided.kind = 'CHARGE' AND court.facts = 0
        THEN court.next_on::timestamp AT TIME ZONE 'Europe/London' END
FROM held
JOIN cases_suspect suspect ON suspect.case_id = held.id
JOIN LATERAL (
    SELECT min(referral.signed_off_at) AS first_at, count(*) AS times,
        bool_and(referral.withdrawn_at IS NOT NULL) AS are_withdrawn
    FROM cases_referral_suspects named
    JOIN cases_referral referral ON referral.id = named.referral_id
    WHERE named.suspect_id = suspect.id AND referral.signed_off_at IS NOT NULL
) AS sent ON sent.first_at IS NOT NULL
LEFT JOIN LATERAL (
    SELECT id, kind FROM cases_decision WHERE suspect_id = suspect.id AND status = 'LIVE'
    ORDER BY number DESC LIMIT 1
) AS decided ON true
LEFT JOIN cases_finalisation ended ON ended.suspect_id = suspect.id AND ended.reopened_at IS NULL
LEFT JOIN cases_closingreport closed ON closed.suspect_id = suspect.id AND closed.status = 'CLOSED'
CROSS JOIN LATERAL (  -- what is only listed has not been before a court yet
    SELECT count(*) FILTER (WHERE kind <> 'CUSTODY_LIMIT' AND "on" <= london_day(%(at)s)) AS facts,
        min("on") FILTER (WHERE kind <> 'CUSTODY_LIMIT' AND "on" > london_day(%(at)s)) AS next_on,
        count(*) FILTER (WHERE kind = 'OUTCOME') AS outcomes,
        count(*) FILTER (WHERE result = 'CONVICTED') AS convictions,
        bool_or(CASE kind WHEN 'NO_VERDICT' THEN awaits_verdict(id) ELSE false END)
            AS awaits_verdict
    FROM cases_courtfact WHERE decision_id = decided.id AND is_current AND NOT is_void
) AS court
CROSS JOIN LATERAL (
    SELECT CASE WHEN decided.kind = 'CHARGE' THEN 'YES'
        WHEN decided.kind IS NOT NULL THEN 'NO'
        WHEN sent.are_withdrawn OR ended.id IS NOT NULL OR closed.id IS NOT NULL THEN 'ENDED'
        ELSE 'OPEN' END AS answer
) AS became
CROSS JOIN LATERAL (  -- the newest version of each victim that the CPS was sent
    SELECT coalesce(bool_or(EXISTS (
            SELECT FROM cases_circumstances_abusers named
            WHERE named.circumstances_id = newest.id AND named.suspect_id = suspect.id
        )), false) AS is_abuse,
        coalesce(bool_or(newest.was_child = 'YES'), false) AS is_child,
        coalesce(bool_or(newest.is_vulnerable = 'YES'), false) AS is_vulnerable
    FROM (
        SELECT DISTINCT ON (victim_id) id, was_child, is_vulnerable FROM cases_circumstances
        WHERE only_side = '' AND victim_id IN (
            SELECT victim_id FROM cases_allegation
            WHERE suspect_id = suspect.id AND is_current AND only_side = ''
        )
        ORDER BY victim_id, number DESC
    ) AS newest
) AS recorded
"""

DECISION_EVENT_QUERIES = (SUSPECTS_SQL,)
