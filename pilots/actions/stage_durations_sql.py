"""
The statement that derives stage durations from turns and recorded facts.

pilots.measures.stages defines the start and end of each stage in words. A day is the London day of
a moment. A turn counts the midnights in it, so that the days of the two sides and of none add up
exactly to the days of the stage. suspects: their ids.

Only rows that differ are written, so that unchanged ones cost no row, index entry or check of a
key.
"""

from pilots.actions.decided_sql import DECIDED_SQL

STAGE_COLUMNS = (  # of a Stretch, besides suspect and stage
    "month", "police_unit_id", "cps_unit_id", "urgency", "began_on", "until_on", "outcome",
    "police_days", "cps_days", "other_days",
)  # fmt: skip


def _prefixed_columns(table: str) -> str:
    return ", ".join(f"{table}.{each}" for each in STAGE_COLUMNS)


STAGES_SQL = f"""
WITH asked AS (
    {{asked}}
), chosen AS (
    SELECT suspect.id, in_case.opened_at, suspect.police_unit_id,
        -- What the police have not sent is counted at no CPS unit.
        CASE WHEN suspect.only_side = '' THEN suspect.cps_unit_id END AS cps_unit_id
    FROM asked
    JOIN cases_suspect suspect ON suspect.id = asked.id
    JOIN cases_case in_case ON in_case.id = suspect.case_id
    LEFT JOIN pilots_countedcase counted ON counted.case_id = suspect.case_id
    WHERE NOT suspect.is_restricted OR counted.case_id IS NOT NULL
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
), decision AS MATERIALIZED (
    SELECT decision.id, suspect_id, number, kind, status, at, read_at
    FROM chosen JOIN cases_decision decision ON decision.suspect_id = chosen.id
), decided AS (
    -- What has a second reader is from their reading.
    SELECT suspect_id, min(coalesce(read_at, at)) AS at,
        min(coalesce(read_at, at)) FILTER (WHERE kind = 'CHARGE') AS to_charge_at
    FROM decision WHERE {DECIDED_SQL} GROUP BY suspect_id
), charged AS (
    -- The newest charge that was reported; what its stages begin and end with is of its decision.
    SELECT DISTINCT ON (decision.suspect_id) decision.suspect_id, decision.id, decision.status,
        report.charged_on, coalesce(decision.read_at, decision.at) AS authorised_at
    FROM decision JOIN cases_reportedcharge report ON report.decision_id = decision.id
    ORDER BY decision.suspect_id, decision.number DESC, report.number DESC
), again AS (
    -- Charges that go on by leave, or after a jury that could not agree, until the last of their
    -- outcomes since; none yet: it is open.
    SELECT suspect_id, bool_or(decided_on IS NULL) AS is_open, max(decided_on) AS outcome_on
    FROM (
        SELECT charged.suspect_id, since."on" AS decided_on
        FROM charged JOIN cases_courtfact leave ON leave.decision_id = charged.id
        JOIN cases_stoppedcount went_on ON went_on.leave_id = leave.id
        CROSS JOIN LATERAL (
            SELECT min(fact."on") AS "on" FROM cases_courtfact fact
            LEFT JOIN cases_courtfactcharge about ON about.fact_id = fact.id
            WHERE fact.decision_id = charged.id AND fact.kind = 'OUTCOME' AND fact.is_current
              AND NOT fact.is_void AND fact."on" >= leave."on"
              AND (about.id IS NULL OR about.charge_id = went_on.laid_id)
        ) AS since
        WHERE leave.kind = 'LEAVE' AND leave.is_current AND NOT leave.is_void AND NOT EXISTS (
            SELECT FROM cases_stoppedcount again JOIN cases_chargestop stop
                ON stop.id = again.stop_id AND stop.status = 'IN_FORCE'
            WHERE again.laid_id = went_on.laid_id AND again.is_current
        )
        UNION ALL
        SELECT charged.suspect_id, since.decided_on
        FROM charged JOIN cases_courtfact jury ON jury.decision_id = charged.id
        CROSS JOIN LATERAL charges_without_verdict(jury.id) AS since
        WHERE jury.kind = 'NO_VERDICT' AND jury.is_current AND NOT jury.is_void
    ) AS each GROUP BY suspect_id
), heard AS (
    SELECT charged.suspect_id, CASE WHEN again.is_open IS NOT TRUE
        THEN coalesce(again.outcome_on, min(fact."on")) END AS outcome_on
    FROM charged JOIN cases_courtfact fact ON fact.decision_id = charged.id
    LEFT JOIN again ON again.suspect_id = charged.suspect_id
    WHERE fact.kind = 'OUTCOME' AND fact.is_current AND NOT fact.is_void
    GROUP BY charged.suspect_id, again.is_open, again.outcome_on
), stopped AS (
    -- Every charge of it was stopped, as also before a decision that was reported is set aside.
    SELECT charged.suspect_id,
        max(coalesce(stop."on", london_day(coalesce(stop.read_at, stop.at)))) AS ended_on
    FROM charged JOIN cases_chargestop stop ON stop.decision_id = charged.id
    JOIN cases_suspect over ON over.id = charged.suspect_id
    WHERE stop.status = 'IN_FORCE' AND (over.state = 'STOPPED' OR charged.status = 'SET_ASIDE')
    GROUP BY charged.suspect_id
), aside AS (
    SELECT charged.suspect_id, london_day(coalesce(reversal.read_at, reversal.at)) AS ended_on
    FROM charged JOIN cases_reversal reversal ON reversal.decision_id = charged.id
    WHERE reversal.status = 'IN_FORCE'
), road AS MATERIALIZED (
    SELECT chosen.*, coalesce(sent.urgency, '') AS urgency,
        london_day(chosen.opened_at) AS opened_on, london_day(sent.at) AS sent_on,
        london_day(sent.withdrawn_at) AS withdrawn_on, london_day(decided.at) AS decided_on,
        london_day(coalesce(charged.authorised_at, decided.to_charge_at)) AS to_charge_on,
        charged.charged_on, least(heard.outcome_on, stopped.ended_on, aside.ended_on) AS outcome_on,
        london_day(finalised.at) AS finalised_on, london_day(closed.answered_at) AS closed_on
    FROM chosen
    LEFT JOIN sent ON sent.suspect_id = chosen.id
    LEFT JOIN decided ON decided.suspect_id = chosen.id
    LEFT JOIN charged ON charged.suspect_id = chosen.id
    LEFT JOIN heard ON heard.suspect_id = chosen.id
    LEFT JOIN stopped ON stopped.suspect_id = chosen.id
    LEFT JOIN aside ON aside.suspect_id = chosen.id
    LEFT JOIN cases_finalisation finalised
        ON finalised.suspect_id = chosen.id AND finalised.reopened_at IS NULL
    LEFT JOIN cases_closingreport closed
        ON closed.suspect_id = chosen.id AND closed.status = 'CLOSED'
), stage AS (
    SELECT road.*, measure, began_on, coalesce(ended_on, stopped_on) AS until_on,
        CASE WHEN coalesce(ended_on, stopped_on) < began_on THEN 'UNCLEAR'
            WHEN ended_on IS NOT NULL THEN 'ENDED'
            WHEN stopped_on IS NOT NULL THEN 'STOPPED' ELSE 'OPEN' END AS outcome
    FROM road CROSS JOIN LATERAL (VALUES
        ('recorded-to-referral', opened_on, sent_on, closed_on),
        ('referral-to-decision', sent_on, decided_on, least(withdrawn_on, finalised_on, closed_on)),
        ('decision-to-charge', to_charge_on, charged_on, finalised_on),
        ('charge-to-completion', charged_on, outcome_on, NULL)
    ) AS four (measure, began_on, ended_on, stopped_on)
    WHERE began_on IS NOT NULL
), turn AS MATERIALIZED (  -- else looked for again for each stage
    SELECT turn.suspect_id, turn.side, london_day(turn.began_at) AS began_on,
        london_day(turn.ended_at) AS ended_on
    -- An array, so that they are not looked for in the index that keeps them apart: it is slow.
    FROM chosen JOIN cases_turn turn ON turn.suspect_id = ANY(ARRAY[chosen.id])
), shared AS (
    SELECT stage.id, stage.measure,
        coalesce(sum(days) FILTER (WHERE turn.side = 'POLICE'), 0) AS police_days,
        coalesce(sum(days) FILTER (WHERE turn.side = 'CPS'), 0) AS cps_days
    FROM stage
    LEFT JOIN turn ON turn.suspect_id = stage.id
    CROSS JOIN LATERAL (SELECT greatest(0, least(stage.until_on, turn.ended_on)
        - greatest(stage.began_on, turn.began_on)) AS days) AS within
    WHERE stage.outcome = 'ENDED'
    GROUP BY stage.id, stage.measure
), found AS (
    SELECT stage.id AS suspect_id, stage.measure, date_trunc('month', began_on)::date AS month,
        police_unit_id, cps_unit_id, urgency, began_on, until_on, outcome, police_days, cps_days,
        until_on - began_on - police_days - cps_days AS other_days
    FROM stage LEFT JOIN shared ON shared.id = stage.id AND shared.measure = stage.measure
), kept AS (
    SELECT ctid AS place, suspect_id, measure, {", ".join(STAGE_COLUMNS)} FROM pilots_stretch
    WHERE suspect_id = ANY(ARRAY(SELECT id FROM asked))  -- by the index, where joining reads all
), changed AS (
    SELECT suspect_id, measure, {_prefixed_columns("found")}, kept.place
    FROM found FULL JOIN kept USING (suspect_id, measure)
    WHERE ({_prefixed_columns("found")}) IS DISTINCT FROM ({_prefixed_columns("kept")})
), gone AS (  -- where it lies, for nobody else writes here: no index is asked again
    DELETE FROM pilots_stretch USING changed
    WHERE pilots_stretch.ctid = changed.place AND changed.month IS NULL
), moved AS (
    UPDATE pilots_stretch SET ({", ".join(STAGE_COLUMNS)}) = ({_prefixed_columns("changed")})
    FROM changed
    WHERE pilots_stretch.ctid = changed.place AND changed.month IS NOT NULL
)
INSERT INTO pilots_stretch (suspect_id, measure, {", ".join(STAGE_COLUMNS)})
SELECT suspect_id, measure, {", ".join(STAGE_COLUMNS)} FROM changed WHERE place IS NULL
"""  # noqa: S608 - words of our own
RECOUNT_STAGES_SQL = STAGES_SQL.format(
    asked="SELECT id FROM unnest(%(suspects)s::uuid[]) AS id ORDER BY id"
)
RECOUNT_ALL_STAGES_SQL = STAGES_SQL.format(asked="SELECT id FROM cases_suspect")
