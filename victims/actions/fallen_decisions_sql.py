"""The SQL of duties that arise from decisions, and once one of them falls (duty_facts_sql)."""

from cases.models.charge_stop import STOPS_FOR_NOW
from victims.duty_rules import DECISION_NEWS, DUTY_RULES

_FOR_NOW = ", ".join(f"'{kind}'" for kind in STOPS_FOR_NOW)


def news_of_decision_sql(decision: str) -> str:
    """
    The news that a decision is for `sent.victim_id` while it is in force: an expression in SQL.

    decision: the alias of its row. One of DECISION_NEWS: what it decides about this victim, without
    the counts that were added to it later, which are news of their own (FURTHER_SQL).
    """
    return f"""CASE WHEN {decision}.kind LIKE 'NFA%%' THEN 'NFA' WHEN EXISTS (
            SELECT FROM cases_allegationdisposal disposed
            JOIN cases_allegation alleged ON alleged.id = disposed.allegation_id
            WHERE disposed.decision_id = {decision}.id AND alleged.victim_id = sent.victim_id
        ) THEN 'DISPOSAL' WHEN EXISTS (
            SELECT FROM cases_authorisedcharge charge
            LEFT JOIN cases_allegation alleged ON alleged.id = charge.allegation_id
            WHERE charge.decision_id = {decision}.id AND charge.added_by_id IS NULL
              AND coalesce(charge.victim_id, alleged.victim_id) = sent.victim_id
        ) THEN 'CHARGE_AUTHORISED' ELSE 'NOT_AUTHORISED' END"""  # noqa: S608 - an alias of this folder


def told_of_decision_sql(what: str) -> str:
    """
    Whether `sent.victim_id` was told of `decision`, or the news is on its way: a condition in SQL.

    what: the news item that tells it, or that tells what followed from it. It counts from when the
    decision came into force until a later one does of which the same item tells this victim, or any
    where it tells of none: whoever tells a victim may not have seen yet that the decision fell, or
    that the next one is of another kind.
    """
    same = [news.value for news in DECISION_NEWS if what in DUTY_RULES[news].told_by]
    is_same = (
        f"""AND {news_of_decision_sql("later")}
                    IN ({", ".join(f"'{each}'" for each in same)})"""
        if same
        else ""
    )
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
                  AND later.status IN ('LIVE', 'SET_ASIDE') {is_same}
            ), 'infinity')
      )"""  # noqa: S608 - what is a constant of this folder


# Whether `sent.victim_id` was told of a charge since `report.since`, the first day of charging.
TOLD_OF_CHARGE_SQL = """EXISTS (
                    SELECT FROM victims_told told
                    JOIN victims_contact contact ON contact.id = told.contact_id
                    WHERE contact.record_id = sent.victim_id AND told.suspect_id = sent.suspect_id
                      AND told.what = 'CHARGED' AND told.taken_back_at IS NULL
                      AND contact.contacted_at >= report.since::timestamp AT TIME ZONE %(london)s
                )"""

# Whether `reversal` is the outcome of a request of `sent.victim_id`, who hears of it as that.
# Another request about the same decision may have been overturned without setting it aside: the
# review that did so was decided at the moment of the reversal.
SET_ASIDE_FOR_THEM_SQL = """EXISTS (
              SELECT FROM victims_righttoreview asked
              JOIN victims_reviewstep step ON step.right_id = asked.id
              WHERE (asked.record_id, asked.decision_id) = (sent.victim_id, decision.id)
                AND asked.outcome = 'OVERTURNED' AND reversal.ground = 'REVIEW'
                AND (step.verb, step.at) = ('decide_review', reversal.at)
          )"""

# A charge that was withdrawn before it was reported is owed to a victim who was told of it, or to
# whom the news is on its way. A victim whom a charge left out, and who was told so, is owed that it
# is decided again, as with a disposal.
CHARGES_WITHDRAWN_SQL = f"""UNION ALL
    SELECT sent.case_id, sent.victim_id, sent.suspect_id, 'CHARGE_WITHDRAWN', reversal.id::text,
        coalesce(reversal.read_at, reversal.at)
    FROM sent JOIN cases_decision decision ON decision.suspect_id = sent.suspect_id
    JOIN cases_reversal reversal ON reversal.decision_id = decision.id
    WHERE reversal.status = 'IN_FORCE' AND decision.kind = 'CHARGE'
      AND reversal.ground NOT IN ('REVIEW', 'PANEL')
      AND {told_of_decision_sql("CHARGE")}
UNION ALL
    SELECT sent.case_id, sent.victim_id, sent.suspect_id, 'DECIDED_AGAIN', reversal.id::text,
        coalesce(reversal.read_at, reversal.at)
    FROM sent JOIN cases_decision decision ON decision.suspect_id = sent.suspect_id
    JOIN cases_reversal reversal ON reversal.decision_id = decision.id
    WHERE reversal.status = 'IN_FORCE' AND decision.kind = 'CHARGE'
      AND {news_of_decision_sql("decision")} = 'NOT_AUTHORISED'
      AND {told_of_decision_sql("NFA")} AND NOT {SET_ASIDE_FOR_THEM_SQL}
"""  # noqa: S608 - joined from the text above

# A disposal that was not given, whose conditions were not met, that was withdrawn or overturned, is
# owed to a victim of one of its allegations who was told of it, or to whom the news is on its way.
# A victim whom it left out, and who was told so, is owed that it is decided again. Overturned at
# this victim's own request, it is told as the outcome of that.
DISPOSALS_ENDED_SQL = f"""UNION ALL
    SELECT sent.case_id, sent.victim_id, sent.suspect_id,
        CASE WHEN about.news = 'DISPOSAL' THEN 'DISPOSAL_ENDED' ELSE 'DECIDED_AGAIN' END,
        fell.source, fell.at
    FROM sent JOIN cases_decision decision ON decision.suspect_id = sent.suspect_id
    JOIN cases_disposal ON cases_disposal.decision_id = decision.id
    CROSS JOIN LATERAL (SELECT {news_of_decision_sql("decision")} AS news) AS about
    CROSS JOIN LATERAL (
        SELECT report.id::text AS source, report.at FROM cases_disposalreport report
        WHERE report.decision_id = decision.id AND report.step IN ('NOT_GIVEN', 'NOT_MET')
        UNION ALL
        SELECT reversal.id::text, coalesce(reversal.read_at, reversal.at)
        FROM cases_reversal reversal
        WHERE reversal.decision_id = decision.id AND reversal.status = 'IN_FORCE'
          AND NOT {SET_ASIDE_FOR_THEM_SQL}
    ) AS fell
    WHERE CASE WHEN about.news = 'DISPOSAL' THEN {told_of_decision_sql("DISPOSAL")}
        ELSE {told_of_decision_sql("NFA")} END
"""  # noqa: S608 - joined from the text above

# Whether charges about `sent.victim_id` were stopped by `decision`'s prosecutors in a way that lets
# new proceedings follow.
STOPPED_FOR_NOW_SQL = f"""EXISTS (
              SELECT FROM cases_chargestop stop
              JOIN cases_stoppedcount gone ON gone.stop_id = stop.id AND gone.is_current
              JOIN cases_laidcharge laid ON laid.id = gone.laid_id
              WHERE stop.decision_id = decision.id AND stop.status = 'IN_FORCE'
                AND stop.kind IN ({_FOR_NOW}) AND laid.victim_id = sent.victim_id
          )"""
# Whether a charge about `sent.victim_id` was authorised by `decision` and none was laid: none is in
# the police's newest report, and none was stopped.
AUTHORISED_AND_NOT_LAID_SQL = f"""{news_of_decision_sql("decision")} = 'CHARGE_AUTHORISED'
          AND NOT EXISTS (
              SELECT FROM cases_laidcharge laid
              JOIN cases_reportedcharge report ON report.id = laid.report_id
              WHERE report.decision_id = decision.id AND laid.victim_id = sent.victim_id
                AND (NOT EXISTS (
                    SELECT FROM cases_reportedcharge newer
                    WHERE newer.decision_id = decision.id AND newer.number > report.number
                ) OR EXISTS (
                    SELECT FROM cases_stoppedcount gone
                    WHERE gone.laid_id = laid.id AND gone.is_current
                ))
          )"""  # noqa: S608 - joined from the text above
TOLD_OF_PROSECUTION_SQL = " OR ".join(
    told_of_decision_sql(what) for what in ("CHARGE", "CHARGED", "STOPPED")
)

# No further action, and a decision to charge whose charges were stopped, concern every victim who
# was told of them: once set aside, on whichever ground, what concerns them is decided again. It
# says nothing of who asked for it, and is owed on each ground alike, so that it does not tell that
# somebody did. So it is of a victim who was told that a charge was authorised which was then not
# laid; on other grounds they are owed that it was withdrawn. Nobody is owed it of what was set
# aside before ADR 94 held (DECIDED_AGAIN_SINCE).
DECIDED_AGAIN_SQL = f"""UNION ALL
    SELECT sent.case_id, sent.victim_id, sent.suspect_id, 'DECIDED_AGAIN', reversal.id::text,
        coalesce(reversal.read_at, reversal.at)
    FROM sent JOIN cases_decision decision ON decision.suspect_id = sent.suspect_id
    JOIN cases_reversal reversal ON reversal.decision_id = decision.id
    WHERE reversal.status = 'IN_FORCE' AND NOT {SET_ASIDE_FOR_THEM_SQL}
      AND coalesce(reversal.read_at, reversal.at)
        >= %(decided_again_since)s::timestamp AT TIME ZONE %(london)s
      AND (decision.kind LIKE 'NFA%%' AND {told_of_decision_sql("NFA")}
        OR {STOPPED_FOR_NOW_SQL} AND ({TOLD_OF_PROSECUTION_SQL})
        OR reversal.ground IN ('REVIEW', 'PANEL') AND {AUTHORISED_AND_NOT_LAID_SQL}
          AND {told_of_decision_sql("CHARGE")})
"""  # noqa: S608 - joined from the text above

# Whether `told` is the outcome of a review that says what `duty` is to tell: one that the victim
# had asked for of the same decision, and that was overturned once another had set it aside.
TOLD_AS_REVIEW_SQL = """(duty.what, told.what) = ('DECIDED_AGAIN', 'REVIEW_OUTCOME') AND EXISTS (
              SELECT FROM cases_reversal reversal
              JOIN victims_righttoreview asked ON asked.decision_id = reversal.decision_id
              JOIN victims_reviewstep step ON step.right_id = asked.id
              WHERE reversal.id::text = duty.source AND asked.outcome = 'OVERTURNED'
                AND (asked.record_id, asked.suspect_id) = (duty.record_id, duty.suspect_id)
                AND step.verb = 'decide_review' AND step.at >= duty.happened_at
                AND contact.contacted_at >= date_trunc('minute', step.at)
          )"""
