"""The SQL of duties that arise in court and of charges that the CPS stops (duty_facts_sql)."""

from cases.models.charge_stop import STOPS_FOR_GOOD

_FOR_GOOD = ", ".join(f"'{kind}'" for kind in STOPS_FOR_GOOD)


def _is_of_newest_report_sql(report: str) -> str:
    """Whether no later report on the decision of one was made. report: its name in the query."""
    return f"""NOT EXISTS (
              SELECT FROM cases_reportedcharge newer
              WHERE newer.decision_id = {report}.decision_id AND newer.number > {report}.number
          )"""


def _is_about_other_sql(fact: str, about: str) -> str:
    """
    Whether a court fact is about the charge `other`, of the names of the fact and of what it is
    about. One that names none is about every charge that was laid by its day, and when it was first
    recorded (cases/queries/charges_of_facts.py).
    """
    return f"""({about}.id IS NULL AND (
                    instead.id IS NULL
                    OR coalesce(instead."on", (coalesce(instead.read_at, instead.at)
                        AT TIME ZONE %(london)s)::date) <= {fact}."on"
                ) AND charge_was_laid_by(other.id, court_fact_recorded_at({fact}.id))
                OR is_same_charge({about}.charge_id, other.id))"""


# Whether a later plea of not guilty to the charge `other` stands beside the plea `ended`.
_DENIED_LATER = f"""EXISTS (
                  SELECT FROM cases_courtfact denied
                  LEFT JOIN cases_courtfactcharge denies ON denies.fact_id = denied.id
                  WHERE denied.decision_id = ended.decision_id AND denied.is_current
                    AND NOT denied.is_void AND denied.result = 'NOT_GUILTY'
                    AND (denied."on", denied.at) > (ended."on", ended.at)
                    AND {_is_about_other_sql("denied", "denies")}
              )"""


def goes_on_sql(decision: str, victim: str, at: str) -> str:
    """
    Whether a charge about a victim went on at a time, of columns that name them and the decision to
    charge: one of its newest report that the CPS did not add later and had not stopped by then, and
    that had neither an
    outcome nor a sentence in court, nor was the last plea to it guilty.

    What the court decided counts from when it was first recorded, however it was corrected since.
    So does leave to proceed with what lay on the file, from which on it goes on.
    """
    return f"""EXISTS (
        SELECT FROM cases_laidcharge other
        JOIN cases_reportedcharge report ON report.id = other.report_id
        LEFT JOIN cases_chargestop instead ON instead.id = other.altered_by_id
        WHERE (report.decision_id, other.victim_id) = ({decision}, {victim})
          AND {_is_of_newest_report_sql("report")}
          AND (instead.id IS NULL OR coalesce(instead.read_at, instead.at) <= {at})
          AND NOT EXISTS (
              SELECT FROM cases_stoppedcount gone JOIN cases_chargestop before
                  ON before.id = gone.stop_id AND before.status = 'IN_FORCE'
              WHERE gone.laid_id = other.id AND coalesce(before.read_at, before.at) <= {at}
                AND (gone.leave_id IS NULL OR court_fact_recorded_at(gone.leave_id) > {at})
          )
          AND NOT EXISTS (
              SELECT FROM cases_courtfact ended
              LEFT JOIN cases_courtfactcharge about ON about.fact_id = ended.id
              WHERE ended.decision_id = {decision} AND ended.is_current AND NOT ended.is_void
                AND (ended.kind IN ('OUTCOME', 'SENTENCE')
                  OR ended.result = 'GUILTY' AND NOT {_DENIED_LATER})
                AND court_fact_recorded_at(ended.id) <= {at}
                AND {_is_about_other_sql("ended", "about")}
          )
    )"""  # noqa: S608 - of the names of columns in this file


_STOPPED_AT = "coalesce(stop.read_at, stop.at)"
_GOES_ON_AFTER_STOP = goes_on_sql("stop.decision_id", "laid.victim_id", _STOPPED_AT)
_FACT_AT = "court_fact_recorded_at(fact.id)"
_GOES_ON_AFTER_FACT = goes_on_sql("fact.decision_id", "sent.victim_id", _FACT_AT)
# Whether every charge about the victim ended for good, or another took its place.
_ALL_ENDED_FOR_GOOD = f"""NOT EXISTS (
                SELECT FROM cases_laidcharge mine
                JOIN cases_reportedcharge report ON report.id = mine.report_id
                WHERE (report.decision_id, mine.victim_id) = (stop.decision_id, laid.victim_id)
                  AND {_is_of_newest_report_sql("report")}
                  AND NOT EXISTS (
                      SELECT FROM cases_stoppedcount gone JOIN cases_chargestop how
                          ON how.id = gone.stop_id AND how.status = 'IN_FORCE'
                      WHERE gone.laid_id = mine.id AND gone.is_current
                        AND how.kind IN ({_FOR_GOOD}, 'ALTERED')
                  )
            )"""  # noqa: S608 - joined from the texts of this file
# Each stop in force, by victim of its charges: of the decision to charge in force, and what ended
# for good also once that was set aside, where every charge about the victim did. is_last: no charge
# about the victim goes on then. since: from when a victim is owed it: the day on which the
# proceedings ended, also where that was recorded, or read, later; of the last, the last of those
# days. Recording it late takes no time from the victim.
STOPPED_SQL = f"""stopped AS (
    SELECT id, kind, at, decision_id, suspect_id, victim_id, is_last,
        CASE WHEN is_last THEN max(since) OVER by_then ELSE since END AS since,
        CASE WHEN is_last THEN max(ended_on) OVER by_then ELSE ended_on END AS ended_on
    FROM (
        SELECT DISTINCT stop.id, stop.kind, {_STOPPED_AT} AS at,
            least({_STOPPED_AT}, stop."on"::timestamp AT TIME ZONE %(london)s) AS since,
            coalesce(stop."on", ({_STOPPED_AT} AT TIME ZONE %(london)s)::date) AS ended_on,
            stop.decision_id, decision.suspect_id, laid.victim_id,
            NOT {_GOES_ON_AFTER_STOP} AS is_last
        FROM cases_chargestop stop
        JOIN cases_decision decision ON decision.id = stop.decision_id
        JOIN cases_stoppedcount count ON count.stop_id = stop.id
        JOIN cases_laidcharge laid ON laid.id = count.laid_id
        WHERE stop.status = 'IN_FORCE' AND stop.case_id = %(case)s
          AND (decision.status = 'LIVE'
            OR decision.status = 'SET_ASIDE' AND stop.kind IN ({_FOR_GOOD})
              AND {_ALL_ENDED_FOR_GOOD})
    ) AS each WINDOW by_then AS (PARTITION BY decision_id, victim_id ORDER BY at)
"""  # noqa: S608 - joined from the texts of this file

# Whether a court gave leave to proceed with a charge about the victim after `stopped`, before the
# court stopped the rest by `fact`.
_LEAVE_BETWEEN = f"""EXISTS (
                SELECT FROM cases_courtfact leave
                WHERE leave.decision_id = fact.decision_id AND leave.kind = 'LEAVE'
                  AND leave.is_current AND NOT leave.is_void
                  AND court_fact_is_about(leave.id, sent.victim_id)
                  AND court_fact_recorded_at(leave.id) > stopped.at
                  AND court_fact_recorded_at(leave.id) <= {_FACT_AT}
            )"""
# Of a hearing or trial for a victim: `off`, when their last charge ended before its day; `heard`,
# how many charges about them are heard, and when leave was recorded, or a charge added, by which
# that is so.
_HEARD_SQL = f"""LEFT JOIN LATERAL (
        SELECT max(stopped.at) AS at FROM stopped
        WHERE (stopped.decision_id, stopped.victim_id) = (fact.decision_id, sent.victim_id)
          AND is_last AND ended_on < fact."on"
    ) AS off ON fact.kind IN ('FIRST_HEARING', 'TRIAL')
    LEFT JOIN LATERAL (
        SELECT count(*) AS charges, min(coalesce((
            SELECT min(court_fact_recorded_at(gone.leave_id)) FROM cases_stoppedcount gone
            JOIN cases_courtfact leave ON leave.id = gone.leave_id AND leave."on" <= fact."on"
            WHERE gone.laid_id = mine.id AND court_fact_recorded_at(gone.leave_id) > off.at
        ), CASE WHEN coalesce(added.read_at, added.at) > off.at
            THEN coalesce(added.read_at, added.at) END)) AS again_at
        FROM cases_laidcharge mine JOIN cases_reportedcharge report ON report.id = mine.report_id
        LEFT JOIN cases_chargestop added ON added.id = mine.altered_by_id AND added.kind = 'FURTHER'
        WHERE (report.decision_id, mine.victim_id) = (fact.decision_id, sent.victim_id)
          AND {_is_of_newest_report_sql("report")} AND charge_is_heard_at(mine.id, fact.id)
    ) AS heard ON fact.kind IN ('FIRST_HEARING', 'TRIAL')"""  # noqa: S608 - of this file
# Leave to proceed with charges about the victim that lay on the file, while the decision to charge
# is in force: they go on again. It is owed from its day, also where it was recorded later. Of leave
# that was recorded in error, a victim who was told of it hears how their charges stand after all.
_ERROR_AT = "fact.at"
_LEAVE_SQL = f"""UNION ALL
    SELECT sent.case_id, sent.victim_id, sent.suspect_id,
        CASE WHEN NOT fact.is_void THEN 'PROCEEDED'
            WHEN {goes_on_sql("fact.decision_id", "sent.victim_id", _ERROR_AT)} THEN 'ALTERED'
            ELSE 'ON_FILE' END, fact.id::text,
        CASE WHEN fact.is_void THEN fact.at
            ELSE least({_FACT_AT}, fact."on"::timestamp AT TIME ZONE %(london)s) END
    FROM sent JOIN cases_courtfact fact ON fact.suspect_id = sent.suspect_id
    JOIN cases_decision charged ON charged.id = fact.decision_id AND charged.status = 'LIVE'
    WHERE fact.kind = 'LEAVE' AND fact.is_current
      AND court_fact_is_about(fact.id, sent.victim_id) AND (NOT fact.is_void OR EXISTS (
          SELECT FROM victims_told told
          JOIN victims_contact contact ON contact.id = told.contact_id
          WHERE contact.record_id = sent.victim_id AND told.suspect_id = sent.suspect_id
            AND told.what = 'PROCEEDED' AND told.taken_back_at IS NULL
            AND contact.contacted_at < fact.at AND contact.contacted_at >= date_trunc('minute',
                least({_FACT_AT}, fact."on"::timestamp AT TIME ZONE %(london)s))
      ))
"""  # noqa: S608 - joined from the texts of this file

# What is recorded in court is owed while the decision to charge that it belongs to is in force.
# That charges were stopped is owed also once it was set aside, where what the CPS stopped is. A
# victim of charges that the CPS or the court stopped is owed that they ended, by kind, once none of
# theirs goes on; else that the charges were changed. A prosecution of which the court's record says
# already that it was stopped is told once, and a hearing that is not to come is not told. One that
# was off meanwhile, and is to come again by leave, is told again, from when that was recorded.
# Nothing that is corrected changes when it was first recorded.
COURT_AND_STOPS_SQL = f"""UNION ALL
    SELECT sent.case_id, victim_id, sent.suspect_id,
        CASE WHEN fact.kind <> 'OUTCOME' THEN fact.kind WHEN {_GOES_ON_AFTER_FACT} THEN 'ALTERED'
            ELSE 'STOPPED' END,
        fact.id || CASE WHEN off.at > fact.at
            THEN ' ' || extract(epoch FROM heard.again_at)::bigint ELSE '' END,
        CASE fact.kind WHEN 'OUTCOME' THEN fact."on"::timestamp AT TIME ZONE %(london)s
            ELSE greatest(fact.at, heard.again_at) END
    FROM sent JOIN cases_courtfact fact ON fact.suspect_id = sent.suspect_id
    JOIN cases_decision charged ON charged.id = fact.decision_id AND (
        charged.status = 'LIVE' OR fact.result = 'STOPPED' AND EXISTS (
            SELECT FROM stopped
            WHERE (stopped.decision_id, stopped.victim_id) = (fact.decision_id, sent.victim_id)
        )
    )
    {_HEARD_SQL}
    WHERE fact.is_current AND NOT fact.is_void
      AND (fact.kind IN ('FIRST_HEARING', 'TRIAL') OR fact.result = 'STOPPED')
      AND court_fact_is_about(fact.id, sent.victim_id)
      AND CASE WHEN fact.kind = 'OUTCOME' THEN NOT EXISTS (
          SELECT FROM stopped
          WHERE (stopped.decision_id, stopped.victim_id) = (fact.decision_id, sent.victim_id)
            AND is_last AND stopped.at <= {_FACT_AT} AND NOT {_LEAVE_BETWEEN}
      ) ELSE heard.charges > 0 AND (off.at IS NULL OR heard.again_at IS NOT NULL) END
{_LEAVE_SQL}UNION ALL
    SELECT sent.case_id, sent.victim_id, sent.suspect_id,
        CASE WHEN is_last THEN stopped.kind ELSE 'ALTERED' END, stopped.id::text, stopped.since
    FROM sent JOIN stopped
        ON (stopped.suspect_id, stopped.victim_id) = (sent.suspect_id, sent.victim_id)
    WHERE NOT is_last OR NOT EXISTS (
        SELECT FROM cases_courtfact fact
        WHERE fact.decision_id = stopped.decision_id AND fact.is_current AND NOT fact.is_void
          AND fact.result = 'STOPPED' AND {_FACT_AT} < stopped.at
          AND court_fact_is_about(fact.id, sent.victim_id) AND NOT {_GOES_ON_AFTER_FACT}
    )
"""  # noqa: S608 - joined from the texts of this file

# Whether told news that ends of charges tells was of another end: news_of_duties has the rule.
NEWS_OF_OTHER_END_SQL = """(
              duty.what = ANY (%(ends)s::text[]) AND contact.at < duty.arose_at AND EXISTS (
                  SELECT FROM victims_duty other JOIN owed
                      ON (owed.record_id, owed.suspect_id, owed.what, owed.source)
                      = (other.record_id, other.suspect_id, other.what, other.source)
                  WHERE (other.record_id, other.suspect_id) = (duty.record_id, duty.suspect_id)
                    AND other.id <> duty.id AND other.what = ANY (%(ends)s::text[])
                    AND (other.what, told.what) IN (
                        SELECT * FROM unnest(%(news)s::text[], %(conveyed)s::text[])
                    )
                    AND other.arose_at <= contact.at
                    AND contact.contacted_at >= date_trunc('minute', other.happened_at)
                    AND (other.kept_at IS NULL OR other.kept_at >= contact.contacted_at)
              )
          )"""

# Whether news that charges go on by leave tells that they were left on the file: news_of_duties has
# the rule.
TOLD_THAT_THEY_GO_ON_SQL = """(
              duty.what = ANY (%(met_by_leave)s::text[]) AND told.what = 'PROCEEDED'
              AND contact.at >= duty.arose_at AND EXISTS (
                  SELECT count(*) FROM cases_chargestop stop
                  JOIN cases_stoppedcount gone ON gone.stop_id = stop.id
                  JOIN cases_laidcharge mine ON mine.id = gone.laid_id
                  WHERE stop.case_id = duty.case_id AND stop.id::text = duty.source
                    AND stop.kind = 'ON_FILE' AND mine.victim_id = duty.record_id
                  HAVING bool_and(
                      gone.leave_id IS NOT NULL AND contact.contacted_at
                          >= date_trunc('minute', court_fact_recorded_at(gone.leave_id))
                  )
              )
          )"""
