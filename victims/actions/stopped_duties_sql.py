"""
The SQL of duties that arise in court, of charges that the CPS stops and of out-of-court disposals
that fell away (duty_facts_sql).
"""

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


def told_of_decision_sql(what: str) -> str:
    """
    Whether `sent.victim_id` was told of `decision`, or the news is on its way: a condition in SQL.

    what: the news item that tells it. It counts from when the decision came into force until the
    suspect's next one does, of which such news tells from then on: whoever tells a victim may not
    have seen yet that the decision fell away.
    """
    return f"""EXISTS (
          SELECT FROM victims_told told JOIN victims_contact contact ON contact.id = told.contact_id
          WHERE contact.record_id = sent.victim_id AND told.suspect_id = sent.suspect_id
            AND told.what = '{what}' AND told.taken_back_at IS NULL
            AND contact.contacted_at
                >= date_trunc('minute', coalesce(decision.read_at, decision.at))
            AND contact.contacted_at < coalesce((
                SELECT date_trunc('minute', min(coalesce(later.read_at, later.at)))
                FROM cases_decision later
                WHERE later.suspect_id = decision.suspect_id AND later.number > decision.number
                  AND later.status IN ('LIVE', 'SET_ASIDE')
            ), 'infinity')
      )"""  # noqa: S608 - what is a constant of this folder


# A disposal that was not given, whose conditions were not met, or that was overturned, is owed to a
# victim of one of its allegations who was told of it, or to whom the news is on its way. Overturned
# at this victim's own request, it is told as the outcome of that.
DISPOSALS_ENDED_SQL = f"""UNION ALL
    SELECT DISTINCT sent.case_id, sent.victim_id, sent.suspect_id, 'DISPOSAL_ENDED', fell.source,
        fell.at
    FROM sent JOIN cases_decision decision ON decision.suspect_id = sent.suspect_id
    JOIN cases_allegationdisposal disposed ON disposed.decision_id = decision.id
    JOIN cases_allegation alleged ON alleged.id = disposed.allegation_id
    CROSS JOIN LATERAL (
        SELECT report.id::text AS source, report.at FROM cases_disposalreport report
        WHERE report.decision_id = decision.id AND report.step IN ('NOT_GIVEN', 'NOT_MET')
        UNION ALL
        SELECT reversal.id::text, coalesce(reversal.read_at, reversal.at)
        FROM cases_reversal reversal
        WHERE reversal.decision_id = decision.id AND reversal.status = 'IN_FORCE'
          AND NOT EXISTS (
              SELECT FROM victims_righttoreview asked
              WHERE (asked.record_id, asked.decision_id) = (sent.victim_id, decision.id)
                AND asked.outcome = 'OVERTURNED'
          )
    ) AS fell
    WHERE alleged.victim_id = sent.victim_id AND {told_of_decision_sql("DISPOSAL")}
"""  # noqa: S608 - joined from the text above
