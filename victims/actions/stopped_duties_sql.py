"""The SQL of duties that arise in court and of charges that the CPS stops (duty_facts_sql)."""


def _goes_on_sql(suspect: str, victim: str, at: str) -> str:
    """
    Whether a charge about a victim goes on at a time, of columns that name them: one of the newest
    report that neither the CPS nor the court has stopped by then.

    A charge that the court stopped is of that report, or the one in an earlier report that is of
    the same count, or says the same where one of them is of none (cases.queries.same_charges).
    """
    return f"""EXISTS (
        SELECT FROM cases_laidcharge other
        JOIN cases_reportedcharge report ON report.id = other.report_id
        JOIN cases_decision charged ON charged.id = report.decision_id AND charged.status = 'LIVE'
        WHERE (charged.suspect_id, other.victim_id) = ({suspect}, {victim})
          AND NOT EXISTS (
              SELECT FROM cases_reportedcharge newer
              WHERE newer.decision_id = report.decision_id AND newer.number > report.number
          )
          AND NOT EXISTS (
              SELECT FROM cases_stoppedcount gone JOIN cases_chargestop before
                  ON before.id = gone.stop_id AND before.status = 'IN_FORCE'
              WHERE gone.laid_id = other.id AND coalesce(before.read_at, before.at) <= {at}
          )
          AND NOT EXISTS (
              SELECT FROM cases_courtfact ended
              LEFT JOIN cases_courtfactcharge about ON about.fact_id = ended.id
              LEFT JOIN cases_laidcharge was ON was.id = about.charge_id
              WHERE ended.decision_id = charged.id AND ended.is_current AND NOT ended.is_void
                AND ended.result = 'STOPPED' AND ended.at <= {at}
                AND (about.id IS NULL OR was.id = other.id OR was.report_id <> other.report_id AND (
                    was.count_id = other.count_id
                    OR (was.count_id IS NULL OR other.count_id IS NULL)
                      AND (was.victim_id, was.offence_id, was.from_on, was.to_on) IS NOT DISTINCT
                        FROM (other.victim_id, other.offence_id, other.from_on, other.to_on)
                ))
          )
    )"""  # noqa: S608 - of the names of columns in this file


_STOPPED_AT = "coalesce(stop.read_at, stop.at)"
_GOES_ON_AFTER_STOP = _goes_on_sql("decision.suspect_id", "laid.victim_id", _STOPPED_AT)
_GOES_ON_AFTER_FACT = _goes_on_sql("sent.suspect_id", "sent.victim_id", "fact.at")
# Each stop in force, by victim of its charges. is_last: no charge about the victim goes on then.
# since: from when a victim is owed it: the day on which the proceedings ended, also where that was
# recorded, or read, later. Recording it late takes no time from the victim.
STOPPED_SQL = f"""stopped AS (
    SELECT DISTINCT stop.id, stop.kind, {_STOPPED_AT} AS at,
        least({_STOPPED_AT}, stop."on"::timestamp AT TIME ZONE %(london)s) AS since,
        coalesce(stop."on", ({_STOPPED_AT} AT TIME ZONE %(london)s)::date) AS ended_on,
        decision.suspect_id, laid.victim_id, NOT {_GOES_ON_AFTER_STOP} AS is_last
    FROM cases_chargestop stop
    JOIN cases_decision decision ON decision.id = stop.decision_id AND decision.status = 'LIVE'
    JOIN cases_stoppedcount count ON count.stop_id = stop.id
    JOIN cases_laidcharge laid ON laid.id = count.laid_id
    WHERE stop.status = 'IN_FORCE' AND (%(case)s::uuid IS NULL OR stop.case_id = %(case)s)
"""  # noqa: S608 - joined from the texts of this file

# What is recorded in court is owed while the decision to charge that it belongs to is in force.
# A victim of charges that the CPS or the court stopped is owed that they ended, by kind, once none
# of theirs goes on; else that the charges were changed. A prosecution of which the court's record
# says already that it was stopped is told once, and a hearing that is not to come is not told.
COURT_AND_STOPS_SQL = f"""UNION ALL
    SELECT sent.case_id, victim_id, sent.suspect_id,
        CASE WHEN fact.kind <> 'OUTCOME' THEN fact.kind WHEN {_GOES_ON_AFTER_FACT} THEN 'ALTERED'
            ELSE 'STOPPED' END, fact.id::text,
        CASE fact.kind WHEN 'OUTCOME' THEN fact."on"::timestamp AT TIME ZONE %(london)s
            ELSE fact.at END
    FROM sent JOIN cases_courtfact fact ON fact.suspect_id = sent.suspect_id
    JOIN cases_decision charged ON charged.id = fact.decision_id AND charged.status = 'LIVE'
    WHERE fact.is_current AND NOT fact.is_void
      AND (fact.kind IN ('FIRST_HEARING', 'TRIAL') OR fact.result = 'STOPPED')
      AND court_fact_is_about(fact.id, sent.victim_id)
      AND NOT EXISTS (
          SELECT FROM stopped
          WHERE (stopped.suspect_id, stopped.victim_id) = (sent.suspect_id, sent.victim_id)
            AND is_last AND CASE fact.kind WHEN 'OUTCOME' THEN stopped.at <= fact.at
                ELSE ended_on < fact."on" END
      )
UNION ALL
    SELECT sent.case_id, sent.victim_id, sent.suspect_id,
        CASE WHEN is_last THEN stopped.kind ELSE 'ALTERED' END, stopped.id::text, stopped.since
    FROM sent JOIN stopped
        ON (stopped.suspect_id, stopped.victim_id) = (sent.suspect_id, sent.victim_id)
    WHERE NOT is_last OR NOT EXISTS (
        SELECT FROM cases_courtfact fact
        JOIN cases_decision charged ON charged.id = fact.decision_id AND charged.status = 'LIVE'
        WHERE fact.suspect_id = sent.suspect_id AND fact.is_current AND NOT fact.is_void
          AND fact.result = 'STOPPED' AND fact.at < stopped.at
          AND court_fact_is_about(fact.id, sent.victim_id) AND NOT {_GOES_ON_AFTER_FACT}
    )
"""  # noqa: S608 - joined from the texts of this file
