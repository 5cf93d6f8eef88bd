"""
The SQL that derives duties to victims from the facts of the cases, in one statement.

A victim is owed news only about a suspect of their allegations. Each fact has a source, which tells
duties of one kind apart: the id of the row, or a date where the row is the suspect. A fact dated by
day begins with that day in London; day 0 is that day (timeliness.calendar).
"""

import re
from datetime import datetime
from typing import Any
from uuid import UUID

from people.access.expiry import live_at_sql
from people.access.prepared_cursor import prepared_cursor
from people.identity.sides import Side
from timeliness import periods
from timeliness.calendar import LONDON
from victims.actions.fallen_decisions_sql import (
    CHARGES_WITHDRAWN_SQL,
    DISPOSALS_ENDED_SQL,
    TOLD_OF_CHARGE_SQL,
    news_of_decision_sql,
)
from victims.actions.further_charges_sql import ALLEGED_SINCE_SQL, DECIDED_LATER_SQL, NEXT_TOLD_SQL
from victims.actions.stopped_duties_sql import (
    COURT_AND_STOPS_SQL,
    NEWS_OF_OTHER_END_SQL,
    STOPPED_SQL,
    TOLD_THAT_THEY_GO_ON_SQL,
)
from victims.duty_rules import (
    DECIDED_AGAIN_SINCE,
    DECISION_NEWS,
    DUTY_RULES,
    NEWS_OF_ENDS_AND_LEAVE,
)
from victims.queries.named_contacts import CONTACT_CAPACITIES_BY_SIDE
from victims.vrr_rules import FormerIneligibleReason

# What the CPS decides, it decides on what it was sent: on the newest version that it has of each
# allegation. The police's own facts concern the victims of what is alleged now (ADR 61).
# A charge report that is corrected to the authorised charge alters no charge: the first one was
# wrong. Where the charge had been as authorised and was altered, altering it back is a change. Of a
# report whose charge about a victim no longer stands in the newest one, the victim hears nothing;
# one who was told of it hears that it was altered.
# The suspect's history, not the suspect's row, says when bail changed. A changed end is a change of
# bail on the day it was recorded, and may change back.
# An outcome recorded by hand is of one prosecution; of which, the release before does not say. That
# the jury could not agree is one to the victim, though it ends no charge.
# An ineligible VRR request that is recorded again is replaced: the later one has the answer. No row
# identifies a decision of the police, or a stop in court: decisions made before the first request
# are the same decision, whatever their kind, and later ones are another.
OWED_SQL = f"""
WITH tied AS (
    SELECT DISTINCT case_id, victim_id, suspect_id FROM cases_allegation
    WHERE is_current AND case_id = %(case)s
), newest_sent AS (
    SELECT DISTINCT ON (first_id) case_id, victim_id, suspect_id FROM cases_allegation
    WHERE only_side = '' AND case_id = %(case)s
    ORDER BY first_id, number DESC
), sent AS (
    SELECT DISTINCT case_id, victim_id, suspect_id FROM newest_sent
), {STOPPED_SQL}), owed (case_id, record_id, suspect_id, what, source, happened_at) AS (
    SELECT tied.case_id, victim_id, tied.suspect_id, fact.what, fact.day::text,
        fact.day::timestamp AT TIME ZONE %(london)s
    FROM tied JOIN cases_suspect suspect ON suspect.id = tied.suspect_id
    CROSS JOIN LATERAL (
        VALUES ('ARREST', suspect.arrested_on), ('RELEASED', suspect.released_on)
    ) AS fact (what, day)
    WHERE fact.day >= %(since)s
UNION ALL
    SELECT tied.case_id, victim_id, tied.suspect_id, 'BAIL',
        concat_ws(' ', suspect.bailed_on, suspect.bail_ends_on, bail.changes),
        CASE WHEN bail.changes = 0 THEN suspect.bailed_on::timestamp AT TIME ZONE %(london)s
            ELSE bail.changed_at END
    FROM tied JOIN cases_suspect suspect ON suspect.id = tied.suspect_id
    CROSS JOIN LATERAL (
        SELECT count(*) AS changes, max(changed.history_date) AS changed_at
        FROM (
            SELECT history_date, bail_ends_on, lag(bail_ends_on) OVER in_order AS before,
                row_number() OVER in_order AS n
            FROM cases_historicalsuspect history
            WHERE history.id = suspect.id AND history.bailed_on = suspect.bailed_on
            WINDOW in_order AS (ORDER BY history_date, history_id)
        ) AS changed
        WHERE n > 1 AND bail_ends_on IS DISTINCT FROM before
    ) AS bail
    WHERE suspect.bailed_on >= %(since)s
UNION ALL
    SELECT tied.case_id, victim_id, tied.suspect_id, event.what, event.id::text,
        event."on"::timestamp AT TIME ZONE %(london)s
    FROM tied JOIN victims_victimevent event ON event.suspect_id = tied.suspect_id
    WHERE event.withdrawn_at IS NULL AND event."on" >= %(since)s
      AND (event.what <> 'OUTCOME' OR EXISTS (
          SELECT FROM cases_courtfact fact
          JOIN cases_decision charged ON charged.id = fact.decision_id AND charged.status = 'LIVE'
          WHERE fact.suspect_id = tied.suspect_id AND fact.kind IN ('OUTCOME', 'NO_VERDICT')
            AND fact.is_current AND NOT fact.is_void AND fact.result <> 'STOPPED'
            AND (event.decision_id IS NULL OR event.decision_id = charged.id)
            AND court_fact_is_about(fact.id, tied.victim_id)
      ))
UNION ALL
    SELECT tied.case_id, victim_id, tied.suspect_id, 'NOT_INVESTIGATED', report.id::text,
        report.answered_at
    FROM tied JOIN cases_closingreport report ON report.suspect_id = tied.suspect_id
    WHERE report.status = 'CLOSED'
UNION ALL
    SELECT sent.case_id, victim_id, sent.suspect_id,
        {news_of_decision_sql("decision")},
        decision.id::text, coalesce(decision.read_at, decision.at)
    FROM sent JOIN cases_decision decision ON decision.suspect_id = sent.suspect_id
    WHERE decision.status = 'LIVE' AND NOT {ALLEGED_SINCE_SQL}
UNION ALL
    SELECT sent.case_id, sent.victim_id, sent.suspect_id, reported.what, reported.id::text,
        reported.happened_at
    FROM sent JOIN cases_decision decision ON decision.suspect_id = sent.suspect_id
    CROSS JOIN LATERAL (
        SELECT report.id, CASE WHEN before IS NULL THEN 'CHARGED' ELSE 'ALTERED' END AS what,
            CASE WHEN before IS NULL THEN report.charged_on::timestamp AT TIME ZONE %(london)s
                ELSE report.at END AS happened_at
        FROM (
            SELECT one.*, laid.offences, lag(laid.offences) OVER in_order AS last,
                authorised.offences AS authorised,
                max(laid.offences) FILTER (WHERE laid.offences = authorised.offences) OVER (
                    PARTITION BY one.decision_id ORDER BY one.number
                    ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
                ) IS NOT NULL AS was_as_authorised,
                last_value(laid.offences) OVER (
                    PARTITION BY one.decision_id ORDER BY one.number
                    ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
                ) AS newest, min(one.charged_on) OVER (PARTITION BY one.decision_id) AS since,
                max(laid.offences) OVER (
                    PARTITION BY one.decision_id ORDER BY one.number
                    ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
                ) AS before
            FROM cases_reportedcharge one CROSS JOIN LATERAL (
                SELECT array_agg(charge.offence_id ORDER BY charge.offence_id) AS offences
                FROM cases_laidcharge charge
                WHERE charge.report_id = one.id AND charge.victim_id = sent.victim_id
                  AND charge.altered_by_id IS NULL
            ) AS laid
            CROSS JOIN LATERAL (
                SELECT array_agg(count.offence_id ORDER BY count.offence_id) AS offences
                FROM cases_authorisedcharge charge
                LEFT JOIN cases_allegation alleged ON alleged.id = charge.allegation_id
                CROSS JOIN LATERAL (
                    SELECT coalesce(charge.offence_id, alleged.offence_id) AS offence_id,
                        coalesce(charge.victim_id, alleged.victim_id) AS victim_id
                ) AS count
                WHERE charge.decision_id = decision.id AND charge.added_by_id IS NULL
                  AND count.victim_id = sent.victim_id
            ) AS authorised
            WHERE one.decision_id = decision.id
            WINDOW in_order AS (PARTITION BY one.decision_id ORDER BY one.number)
        ) AS report
        WHERE CASE WHEN before IS NULL THEN offences IS NOT NULL AND newest IS NOT NULL
            ELSE offences IS DISTINCT FROM last AND (
                was_as_authorised OR offences IS DISTINCT FROM authorised
                OR offences IS NULL AND {TOLD_OF_CHARGE_SQL}
            ) END
    ) AS reported
    WHERE decision.status = 'LIVE'
{CHARGES_WITHDRAWN_SQL}{COURT_AND_STOPS_SQL}{DISPOSALS_ENDED_SQL}{DECIDED_LATER_SQL}UNION ALL
    SELECT tied.case_id, tied.victim_id, tied.suspect_id, 'NO_REVIEW_' || asked.side,
        asked.id::text, asked.at
    FROM tied JOIN victims_righttoreview asked
        ON (asked.record_id, asked.suspect_id) = (tied.victim_id, tied.suspect_id)
    WHERE asked.status = 'NOT_ELIGIBLE' AND NOT asked.reasons::text[] <@ %(past_grounds)s::text[]
      AND NOT EXISTS (
          SELECT FROM victims_righttoreview later
          WHERE (later.record_id, later.suspect_id, later.side)
              = (asked.record_id, asked.suspect_id, asked.side)
            AND later.decision_id IS NOT DISTINCT FROM asked.decision_id
            AND (later.reviewed = 'CPS_MEANS_TO_STOP') = (asked.reviewed = 'CPS_MEANS_TO_STOP')
            AND later.at > asked.at AND later.decided_on <= asked.asked_on
            AND NOT EXISTS (SELECT FROM cases_chargestop again WHERE again.id = later.stop_id
                AND coalesce(again.read_at, again.at) > asked.at)
      )
)
"""  # noqa: S608 - joined from the texts of this folder
OWED_OF_CASE_SQL = f"{OWED_SQL} SELECT record_id, suspect_id, what, source, happened_at FROM owed"  # noqa: S608
# A text of its own, since a plan that is kept for one case and for all would read all for the one.
OWED_OF_ALL_SQL = re.sub(r" AND (stop\.)?case_id = %\(case\)s", "", OWED_SQL)

# (user, unit) of live grants; the query that uses it filters the capacities.
CONTACT_CAPACITY_SQL = f"""SELECT held.user_id, held.content_object_id FROM people_unitgrant held
    JOIN people_user who ON who.id = held.user_id AND who.is_active
    JOIN auth_permission capacity ON capacity.id = held.permission_id
    WHERE {live_at_sql("held", at="coalesce(%(at)s::timestamptz, now())")}"""  # noqa: S608 - no value is in it
# Cases with a fact that lacks its duty; with an open duty that has no fact, another unit than the
# case, or news told or sent meanwhile; with a duty met by news that did not arrive, or sent in time
# by news that came back; or with a named contact who has a conflict or has left the unit.
UNSETTLED_SQL = f"""{OWED_OF_ALL_SQL}
SELECT owed.case_id FROM owed JOIN cases_case known ON known.id = owed.case_id
LEFT JOIN victims_duty duty ON (duty.record_id, duty.suspect_id, duty.what, duty.source)
    = (owed.record_id, owed.suspect_id, owed.what, owed.source)
WHERE duty.ended_because = 'CORRECTED' OR duty.id IS NULL
  AND (known.cps_unit_id IS NOT NULL OR owed.what = ANY (%(by_police)s::text[]))
UNION
SELECT duty.case_id FROM victims_duty duty JOIN timeliness_clock clock ON clock.id = duty.clock_id
WHERE duty.is_open AND (
    clock.recipient_unit_id <>
        CASE duty.owed_by WHEN 'POLICE' THEN duty.police_unit_id ELSE duty.cps_unit_id END
    OR (duty.record_id, duty.suspect_id, duty.what, duty.source) NOT IN (
        SELECT record_id, suspect_id, what, source FROM owed
    )
    OR (
        SELECT count(told.reached_at) > 0 OR duty.sent_at IS DISTINCT FROM
            min(contact.contacted_at) FILTER (
                WHERE told.taken_back_at IS NULL
                  AND (told.reached_at IS NULL OR told.sending_id IS NOT NULL)
            )
        FROM victims_told told JOIN victims_contact contact ON contact.id = told.contact_id
        WHERE contact.record_id = duty.record_id AND told.suspect_id = duty.suspect_id
          AND ((duty.what, told.what) IN (
              SELECT * FROM unnest(%(news)s::text[], %(conveyed)s::text[])
          ) OR {NEXT_TOLD_SQL} OR {TOLD_THAT_THEY_GO_ON_SQL})
          AND contact.contacted_at >= date_trunc('minute', duty.happened_at)
          AND NOT {NEWS_OF_OTHER_END_SQL}
    )
    OR duty.what = ANY (%(met_by_next)s::text[]) AND EXISTS (
        SELECT FROM victims_duty next
        WHERE (next.record_id, next.suspect_id) = (duty.record_id, duty.suspect_id)
          AND next.what = ANY (%(decisions)s::text[]) AND next.told_id IS NOT NULL
          AND next.happened_at >= duty.happened_at
    )
)
UNION
SELECT duty.case_id FROM victims_duty duty JOIN victims_told told ON told.id = duty.told_id
WHERE told.reached_at IS NULL
UNION
SELECT record.case_id FROM victims_victimrecord record JOIN cases_kept_from kept
ON kept.case_id = record.case_id
  AND kept.user_id IN (record.contact_officer_id, record.liaison_officer_id)
UNION
SELECT record.case_id FROM victims_victimrecord record
WHERE record.contact_officer_id IS NOT NULL
AND (record.contact_officer_id, record.police_unit_id) NOT IN (
    {CONTACT_CAPACITY_SQL} AND capacity.codename = ANY(%(call_for_police)s)
) OR record.liaison_officer_id IS NOT NULL
AND (record.liaison_officer_id, record.cps_unit_id) NOT IN (
    {CONTACT_CAPACITY_SQL} AND capacity.codename = ANY(%(call_for_cps)s)
)
UNION
SELECT duty.case_id FROM victims_duty duty
WHERE duty.told_id IS NOT NULL AND duty.sent_at IS NOT NULL AND NOT EXISTS (
    SELECT FROM victims_told told JOIN victims_contact contact ON contact.id = told.contact_id
    WHERE contact.record_id = duty.record_id AND told.suspect_id = duty.suspect_id
      AND contact.contacted_at = duty.sent_at AND told.taken_back_at IS NULL
)
"""  # noqa: S608 - joined from the text above

DutyKey = tuple[UUID, UUID, str, str]  # victim, suspect, what, source


def duties_owed_on_case(case_id: UUID) -> dict[DutyKey, datetime]:
    """{(victim, suspect, what, source): when its period begins} of one case. Takes no lock."""
    with prepared_cursor() as cursor:
        cursor.execute(OWED_OF_CASE_SQL, _owed_parameters() | {"case": case_id})
        return {tuple(key): happened_at for *key, happened_at in cursor.fetchall()}


def cases_with_unsettled_duties(*, at: datetime | None = None) -> list[UUID]:
    """
    The ids of cases whose duties differ from their facts, or with a named contact to be ended.

    A named contact ends who has a conflict with the case or has left. One statement over all cases.
    at: now.
    """
    by_side = CONTACT_CAPACITIES_BY_SIDE.items()
    callers = {f"call_for_{side.lower()}": sorted(held) for side, held in by_side} | {"at": at}
    with prepared_cursor() as cursor:
        cursor.execute(UNSETTLED_SQL, _owed_parameters() | callers)
        return [case_id for (case_id,) in cursor.fetchall()]


def _owed_parameters() -> dict[str, Any]:  # as psycopg takes them
    """Parameters of the statement: no duty is derived from before the first period of its rule."""
    rules = {duty.rule for duty in DUTY_RULES.values()}
    since = max(
        min(p.starts for p in periods.PERIODS_BY_VERSION.values() if p.key == key) for key in rules
    )
    by_police = [what.value for what, duty in DUTY_RULES.items() if duty.by == Side.POLICE]
    kept = [(what.value, told) for what, duty in DUTY_RULES.items() for told in duty.told_by]
    news, conveyed = (list(each) for each in zip(*kept, strict=True))
    return {
        "london": LONDON.key,
        "since": since,
        "decided_again_since": DECIDED_AGAIN_SINCE,
        "ends": [what.value for what in NEWS_OF_ENDS_AND_LEAVE],
        "by_police": by_police,
        "past_grounds": FormerIneligibleReason.values,
        "news": news,
        "conveyed": conveyed,
        "met_by_next": [what.value for what, duty in DUTY_RULES.items() if duty.is_met_by_next],
        "met_by_leave": [what.value for what, duty in DUTY_RULES.items() if duty.is_met_by_leave],
        "decisions": [what.value for what in DECISION_NEWS],
    }
