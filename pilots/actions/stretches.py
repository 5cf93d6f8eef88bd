"""
The one statement that works stages out from turns and recorded facts.

What each stage runs from and to is said in words in pilots.measures. A day is the London day of a
moment. A turn counts by the midnights that pass in it, so that the days of the two sides and of
nobody are together the days of the stage, to the day. suspects: their ids; NULL for all.
"""

STRETCHES = """
WITH chosen AS (
    SELECT suspect.id, in_case.opened_at, suspect.police_unit_id,
        -- Before the CPS has the case: the unit that it would go to.
        coalesce(suspect.cps_unit_id, route.cps_unit_id) AS cps_unit_id
    FROM cases_suspect suspect
    JOIN cases_case in_case ON in_case.id = suspect.case_id
    LEFT JOIN people_route route
        ON route.police_unit_id = suspect.police_unit_id AND NOT route.is_urgent
    WHERE (%(suspects)s::uuid[] IS NULL OR suspect.id = ANY(%(suspects)s::uuid[]))
        AND NOT suspect.is_restricted
), sent AS (
    SELECT named.suspect_id, min(referral.signed_off_at) AS at,
        (array_agg(referral.urgency ORDER BY referral.signed_off_at DESC))[1] AS urgency,
        CASE WHEN bool_and(referral.withdrawn_at IS NOT NULL)
            THEN max(referral.withdrawn_at) END AS withdrawn_at
    FROM chosen
    JOIN cases_referral_suspects named ON named.suspect_id = chosen.id
    JOIN cases_referral referral ON referral.id = named.referral_id
    WHERE referral.signed_off_at IS NOT NULL
    GROUP BY named.suspect_id
), decided AS (
    -- In force now, or until a review set it aside. No further action is from its second reading.
    SELECT decision.suspect_id,
        min(CASE decision.kind WHEN 'CHARGE' THEN decision.at ELSE decision.read_at END) AS at,
        min(decision.at) FILTER (WHERE decision.kind = 'CHARGE') AS to_charge_at
    FROM chosen JOIN cases_decision decision ON decision.suspect_id = chosen.id
    WHERE decision.status IN ('LIVE', 'SET_ASIDE')
    GROUP BY decision.suspect_id
), charged AS (
    SELECT DISTINCT ON (decision.suspect_id) decision.suspect_id, report.charged_on
    FROM chosen
    JOIN cases_decision decision ON decision.suspect_id = chosen.id
    JOIN cases_reportedcharge report ON report.decision_id = decision.id
    ORDER BY decision.suspect_id, decision.number DESC, report.number DESC
), heard AS (
    SELECT fact.suspect_id, min(fact."on") AS outcome_on
    FROM chosen JOIN cases_courtfact fact ON fact.suspect_id = chosen.id
    WHERE fact.kind = 'OUTCOME' AND fact.is_current AND NOT fact.is_void
    GROUP BY fact.suspect_id
), road AS (
    SELECT chosen.*, coalesce(sent.urgency, '') AS urgency,
        london_day(chosen.opened_at) AS opened_on, london_day(sent.at) AS sent_on,
        london_day(sent.withdrawn_at) AS withdrawn_on, london_day(decided.at) AS decided_on,
        london_day(decided.to_charge_at) AS to_charge_on, charged.charged_on, heard.outcome_on,
        london_day(finalised.at) AS finalised_on
    FROM chosen
    LEFT JOIN sent ON sent.suspect_id = chosen.id
    LEFT JOIN decided ON decided.suspect_id = chosen.id
    LEFT JOIN charged ON charged.suspect_id = chosen.id
    LEFT JOIN heard ON heard.suspect_id = chosen.id
    LEFT JOIN cases_finalisation finalised
        ON finalised.suspect_id = chosen.id AND finalised.reopened_at IS NULL
), stage AS (
    SELECT road.*, measure, began_on, coalesce(ended_on, stopped_on) AS until_on,
        CASE WHEN coalesce(ended_on, stopped_on) < began_on THEN 'UNCLEAR'
            WHEN ended_on IS NOT NULL THEN 'ENDED'
            WHEN stopped_on IS NOT NULL THEN 'STOPPED' ELSE 'OPEN' END AS outcome
    FROM road CROSS JOIN LATERAL (VALUES
        ('recorded-to-referral', opened_on, sent_on, NULL),
        ('referral-to-decision', sent_on, decided_on, least(withdrawn_on, finalised_on)),
        ('decision-to-charge', to_charge_on, charged_on, finalised_on),
        ('charge-to-completion', charged_on, outcome_on, NULL)
    ) AS four (measure, began_on, ended_on, stopped_on)
    WHERE began_on IS NOT NULL
), shared AS (
    SELECT stage.id, stage.measure,
        coalesce(sum(days) FILTER (WHERE turn.side = 'POLICE'), 0) AS police_days,
        coalesce(sum(days) FILTER (WHERE turn.side = 'CPS'), 0) AS cps_days
    FROM stage
    LEFT JOIN cases_turn turn ON turn.suspect_id = stage.id
    CROSS JOIN LATERAL (SELECT greatest(0,
        least(stage.until_on, london_day(turn.ended_at))
        - greatest(stage.began_on, london_day(turn.began_at))) AS days) AS within
    WHERE stage.outcome = 'ENDED'
    GROUP BY stage.id, stage.measure
)
INSERT INTO pilots_stretch (suspect_id, measure, month, police_unit_id, cps_unit_id, urgency,
    began_on, until_on, outcome, police_days, cps_days, other_days)
SELECT stage.id, stage.measure, date_trunc('month', began_on)::date, police_unit_id, cps_unit_id,
    urgency, began_on, until_on, outcome, police_days, cps_days,
    until_on - began_on - police_days - cps_days
FROM stage LEFT JOIN shared ON shared.id = stage.id AND shared.measure = stage.measure
RETURNING measure, month, police_unit_id, cps_unit_id, urgency
"""
