"""The SQL of what victims are owed of further charges (duty_facts_sql, ADR 140)."""

from victims.actions.fallen_decisions_sql import (
    DECIDED_AGAIN_SQL,
    TOLD_AS_REVIEW_SQL,
    news_of_decision_sql,
)
from victims.actions.stopped_duties_sql import goes_on_sql

# Whether a decision to charge is no news to `sent.victim_id` because it says nothing of them: what
# is about them was alleged only later. What it left out and is charged since stays owed, as late as
# it is, until the charge is told (NEXT_TOLD_SQL).
ALLEGED_SINCE_SQL = f"""({news_of_decision_sql("decision")} = 'NOT_AUTHORISED'
          AND decision.kind = 'CHARGE' AND NOT EXISTS (
              SELECT FROM cases_allegation alleged
              WHERE (alleged.victim_id, alleged.suspect_id) = (sent.victim_id, sent.suspect_id)
                AND alleged.only_side = '' AND alleged.added_at <= decision.at
          ))"""

_ADDED_AT = "coalesce(further.read_at, further.at)"
# To the microsecond before it, since the charge itself goes on from then.
_BEFORE_ADDED = f"({_ADDED_AT} - interval '1 microsecond')"
# Each further charge in force, to its victim: that the charges were changed, where one about them
# went on before; else that a charge about them was authorised, and that the suspect was charged.
# Owed from the day on which it was laid, also where that was recorded, or read, later.
FURTHER_SQL = f"""UNION ALL
    SELECT sent.case_id, sent.victim_id, sent.suspect_id, news.what, further.id::text,
        least({_ADDED_AT}, further."on"::timestamp AT TIME ZONE %(london)s)
    FROM sent JOIN cases_chargestop further ON further.new_victim_id = sent.victim_id
    JOIN cases_decision decision
        ON decision.id = further.decision_id AND decision.suspect_id = sent.suspect_id
    CROSS JOIN LATERAL unnest(
        CASE WHEN {goes_on_sql("further.decision_id", "sent.victim_id", _BEFORE_ADDED)}
            THEN ARRAY['ALTERED'] ELSE ARRAY['CHARGE_AUTHORISED', 'CHARGED'] END
    ) AS news (what)
    WHERE further.kind = 'FURTHER' AND further.status = 'IN_FORCE' AND decision.status = 'LIVE'
"""  # noqa: S608 - joined from the texts of this folder

DECIDED_LATER_SQL = DECIDED_AGAIN_SQL + FURTHER_SQL

# Whether `told` told the victim of a further charge by the decision that had left them out, which
# `duty` is to tell: news_of_duties has the rule.
_FURTHER_TOLD_SQL = """(
              duty.what = 'NOT_AUTHORISED' AND EXISTS (
                  SELECT FROM victims_duty next
                  JOIN cases_chargestop further ON further.id::text = next.source
                      AND further.case_id = next.case_id AND further.kind = 'FURTHER'
                  WHERE (next.record_id, next.suspect_id) = (duty.record_id, duty.suspect_id)
                    AND further.decision_id::text = duty.source AND next.told_id = told.id
              )
          )"""
# Whether `told` meets `duty` by telling what followed from what it is to tell.
NEXT_TOLD_SQL = f"({TOLD_AS_REVIEW_SQL} OR {_FURTHER_TOLD_SQL})"
