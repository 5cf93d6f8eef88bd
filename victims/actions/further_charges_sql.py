"""The SQL of what victims are owed of further charges (duty_facts_sql, ADR 140)."""

from victims.actions.fallen_decisions_sql import DECIDED_AGAIN_SQL, news_of_decision_sql
from victims.actions.stopped_duties_sql import goes_on_sql

# Whether a decision to charge is no news to `sent.victim_id` because it says nothing of them: the
# CPS has charged what is about them since, which is told instead, or it was alleged only later.
CHARGED_OR_ALLEGED_SINCE_SQL = f"""({news_of_decision_sql("decision")} = 'NOT_AUTHORISED'
          AND decision.kind = 'CHARGE' AND (EXISTS (
              SELECT FROM cases_authorisedcharge added
              WHERE added.decision_id = decision.id AND added.added_by_id IS NOT NULL
                AND added.victim_id = sent.victim_id
          ) OR NOT EXISTS (
              SELECT FROM cases_allegation alleged
              WHERE (alleged.victim_id, alleged.suspect_id) = (sent.victim_id, sent.suspect_id)
                AND alleged.only_side = '' AND alleged.added_at <= decision.at
          )))"""  # noqa: S608 - an alias of this folder

_ADDED_AT = "coalesce(further.read_at, further.at)"
# To the microsecond before it, since the charge itself goes on from then.
_BEFORE_ADDED = f"({_ADDED_AT} - interval '1 microsecond')"
# Each further charge in force, to its victim: that the charges were changed, where one about them
# went on before; else that a charge about them was authorised. Owed from the day on which it was
# laid, also where that was recorded, or read, later.
FURTHER_SQL = f"""UNION ALL
    SELECT sent.case_id, sent.victim_id, sent.suspect_id,
        CASE WHEN {goes_on_sql("further.decision_id", "sent.victim_id", _BEFORE_ADDED)}
            THEN 'ALTERED' ELSE 'CHARGE_AUTHORISED' END, further.id::text,
        least({_ADDED_AT}, further."on"::timestamp AT TIME ZONE %(london)s)
    FROM sent JOIN cases_chargestop further ON further.new_victim_id = sent.victim_id
    JOIN cases_decision decision
        ON decision.id = further.decision_id AND decision.suspect_id = sent.suspect_id
    WHERE further.kind = 'FURTHER' AND further.status = 'IN_FORCE' AND decision.status = 'LIVE'
"""  # noqa: S608 - joined from the texts of this folder

DECIDED_LATER_SQL = DECIDED_AGAIN_SQL + FURTHER_SQL
