"""The SQL of duties that arise in court and of charges that the CPS stops (duty_facts_sql)."""

# Each stop in force, by victim of its charges. is_last: no charge about the victim goes on then.
STOPPED_SQL = """stopped AS (
    SELECT DISTINCT stop.id, stop.kind, coalesce(stop.read_at, stop.at) AS at,
        decision.suspect_id, laid.victim_id, NOT EXISTS (
            SELECT FROM cases_laidcharge other
            WHERE (other.report_id, other.victim_id) = (laid.report_id, laid.victim_id)
              AND NOT EXISTS (
                  SELECT FROM cases_stoppedcount gone
                  JOIN cases_chargestop before ON before.id = gone.stop_id
                  WHERE gone.laid_id = other.id AND before.status = 'IN_FORCE'
                    AND before.number <= stop.number
              )
        ) AS is_last
    FROM cases_chargestop stop
    JOIN cases_decision decision ON decision.id = stop.decision_id AND decision.status = 'LIVE'
    JOIN cases_stoppedcount count ON count.stop_id = stop.id
    JOIN cases_laidcharge laid ON laid.id = count.laid_id
    WHERE stop.status = 'IN_FORCE' AND (%(case)s::uuid IS NULL OR stop.case_id = %(case)s)
"""

# A victim of charges that the CPS stopped is owed that they ended, by kind, once none of theirs
# goes on; else that the charges were changed. A prosecution of which the court's record says
# already that it was stopped is told once, and a hearing that is not to come is not told.
COURT_AND_STOPS_SQL = """UNION ALL
    SELECT sent.case_id, victim_id, sent.suspect_id,
        CASE fact.kind WHEN 'OUTCOME' THEN 'STOPPED' ELSE fact.kind END, fact.id::text,
        CASE fact.kind WHEN 'OUTCOME' THEN fact."on"::timestamp AT TIME ZONE %(london)s
            ELSE fact.at END
    FROM sent JOIN cases_courtfact fact ON fact.suspect_id = sent.suspect_id
    WHERE fact.is_current AND NOT fact.is_void
      AND (fact.kind IN ('FIRST_HEARING', 'TRIAL') OR fact.result = 'STOPPED')
      AND court_fact_is_about(fact.id, sent.victim_id)
      AND NOT EXISTS (
          SELECT FROM stopped
          WHERE (stopped.suspect_id, stopped.victim_id) = (sent.suspect_id, sent.victim_id)
            AND is_last AND CASE fact.kind WHEN 'OUTCOME' THEN stopped.at <= fact.at
                ELSE (stopped.at AT TIME ZONE %(london)s)::date < fact."on" END
      )
UNION ALL
    SELECT sent.case_id, sent.victim_id, sent.suspect_id,
        CASE WHEN is_last THEN stopped.kind ELSE 'ALTERED' END, stopped.id::text, stopped.at
    FROM sent JOIN stopped
        ON (stopped.suspect_id, stopped.victim_id) = (sent.suspect_id, sent.victim_id)
    WHERE NOT is_last OR NOT EXISTS (
        SELECT FROM cases_courtfact fact
        WHERE fact.suspect_id = sent.suspect_id AND fact.is_current AND NOT fact.is_void
          AND fact.result = 'STOPPED' AND fact.at < stopped.at
          AND court_fact_is_about(fact.id, sent.victim_id)
    )
"""
