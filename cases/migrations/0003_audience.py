"""
Who hears about a clock or a case: what timeliness asks and only cases can answer.

The holder's people are chased: the officer in the case, or her unit where no officer is left;
triage, managers or the prosecutors by the state of the suspects, or the managers where no
prosecutor is left. The unit's supervisors or
managers are escalated to. Walls hold here too: nobody inactive or conflicted, grants of the other
side are inert, and a restricted case is heard of by the people named on it alone.
"""

from django.db import migrations

READING = "('refer_cases', 'supervise_cases', 'triage_cases', 'allocate_cases', 'prosecute_cases')"
CHASED, ESCALATED = "ARRAY['before_due', 'after_due']", "ARRAY['escalated']"

FORWARDS = f"""
CREATE FUNCTION cases_named_on("case" uuid, at timestamptz)
RETURNS TABLE (user_id bigint, capacity text) STABLE LANGUAGE sql AS $$
    SELECT named.user_id, permission.codename
    FROM cases_casegrant named
    JOIN auth_permission permission ON permission.id = named.permission_id
    JOIN people_user person ON person.id = named.user_id AND person.is_active
    WHERE named.content_object_id = $1 AND (named.expires_at IS NULL OR named.expires_at > $2)
      AND NOT EXISTS (
          SELECT FROM cases_conflict conflict
          WHERE conflict.case_id = named.content_object_id AND conflict.user_id = named.user_id
      )
$$;

CREATE FUNCTION cases_held_on(unit bigint, at timestamptz)
RETURNS TABLE (user_id bigint, capacity text) STABLE LANGUAGE sql AS $$
    SELECT held.user_id, permission.codename
    FROM people_unitgrant held JOIN auth_permission permission ON permission.id = held.permission_id
    JOIN people_unit unit ON unit.id = held.content_object_id
    JOIN people_agency unit_agency ON unit_agency.id = unit.agency_id
    JOIN people_user person ON person.id = held.user_id AND person.is_active
    JOIN people_agency agency ON agency.id = person.agency_id AND agency.side = unit_agency.side
    WHERE held.content_object_id = $1 AND (held.expires_at IS NULL OR held.expires_at > $2)
$$;

CREATE OR REPLACE FUNCTION may_be_told(about uuid, person bigint, at timestamptz)
RETURNS boolean STABLE LANGUAGE sql AS $$
    SELECT EXISTS (SELECT FROM cases_named_on($1, $3) named WHERE named.user_id = $2)
        OR EXISTS (
            SELECT FROM cases_case known
            CROSS JOIN LATERAL unnest(ARRAY[known.police_unit_id, known.cps_unit_id]) AS unit (id)
            CROSS JOIN LATERAL cases_held_on(unit.id, $3) held
            WHERE known.id = $1 AND NOT known.is_restricted
              AND held.user_id = $2 AND held.capacity IN {READING}
              AND NOT EXISTS (
                  SELECT FROM cases_conflict conflict
                  WHERE conflict.case_id = known.id AND conflict.user_id = held.user_id
              )
        )
$$;

CREATE OR REPLACE FUNCTION clocks_audience(clocks uuid[], at timestamptz)
RETURNS TABLE (clock uuid, stage text, user_id bigint) STABLE LANGUAGE sql AS $$
    WITH open_turns AS MATERIALIZED (
        SELECT turn.clock_id, array_agg(turn.state) AS states FROM cases_turn turn
        WHERE turn.clock_id = ANY ($1) AND turn.ended_at IS NULL GROUP BY turn.clock_id
    ), running AS MATERIALIZED (
        SELECT clock.id AS clock_id, known.id AS case_id, known.is_restricted, states,
            clock.recipient_unit_id AS unit_id,
            clock.recipient_unit_id = known.police_unit_id AS with_police
        FROM timeliness_clock clock JOIN cases_case known ON known.id = clock.about
        LEFT JOIN open_turns ON open_turns.clock_id = clock.id
        WHERE clock.id = ANY ($1)
    ), named AS MATERIALIZED (
        SELECT running.clock_id, named.user_id, named.capacity
        FROM running CROSS JOIN LATERAL cases_named_on(running.case_id, $2) named
    ), held AS MATERIALIZED (
        SELECT unit.unit_id, held.user_id, held.capacity
        FROM (SELECT DISTINCT unit_id FROM running) unit
        CROSS JOIN LATERAL cases_held_on(unit.unit_id, $2) held
    ), wanted AS MATERIALIZED (
        SELECT clock_id, case_id, is_restricted, unit_id, capacity, stages
        FROM running CROSS JOIN LATERAL (VALUES
            ('triage_cases', 'TRIAGE' = ANY (states), {CHASED}),
            ('allocate_cases', 'READY_TO_ALLOCATE' = ANY (states), {CHASED}),
            ('supervise_cases', 'AWAITING_SIGN_OFF' = ANY (states), {CHASED}),
            ('refer_cases', with_police AND NOT EXISTS (
                SELECT FROM named
                WHERE named.clock_id = running.clock_id AND named.capacity = 'officer_in_case'
            ), {CHASED}),
            ('allocate_cases', NOT with_police AND 'WITH_PROSECUTOR' = ANY (states) AND NOT EXISTS (
                SELECT FROM named WHERE named.clock_id = running.clock_id
                    AND named.capacity IN ('reviewing_prosecutor', 'covering_prosecutor')
            ), {CHASED}),
            ('supervise_cases', with_police, {ESCALATED}),
            ('allocate_cases', NOT with_police, {ESCALATED})
        ) AS role (capacity, is_wanted, stages)
        WHERE is_wanted
    ), told AS (
        SELECT running.clock_id, named.user_id, {CHASED} AS stages
        FROM running JOIN named USING (clock_id)
        WHERE (with_police AND capacity = 'officer_in_case')
           OR (NOT with_police AND 'WITH_PROSECUTOR' = ANY (states)
               AND capacity IN ('reviewing_prosecutor', 'covering_prosecutor'))
        UNION ALL
        SELECT wanted.clock_id, held.user_id, wanted.stages
        FROM wanted JOIN held USING (unit_id, capacity)
        WHERE NOT EXISTS (
            SELECT FROM cases_conflict conflict
            WHERE conflict.case_id = wanted.case_id AND conflict.user_id = held.user_id
        ) AND (
            NOT wanted.is_restricted
            OR (wanted.clock_id, held.user_id) IN (SELECT clock_id, user_id FROM named)
        )
    )
    SELECT DISTINCT told.clock_id, stage, told.user_id
    FROM told CROSS JOIN LATERAL unnest(told.stages) AS stage
$$;
"""  # noqa: S608 - joined from the texts above

BACKWARDS = """
CREATE OR REPLACE FUNCTION may_be_told(about uuid, person bigint, at timestamptz)
RETURNS boolean STABLE LANGUAGE sql AS 'SELECT false';
CREATE OR REPLACE FUNCTION clocks_audience(clocks uuid[], at timestamptz)
RETURNS TABLE (clock uuid, stage text, user_id bigint) STABLE LANGUAGE sql AS
    'SELECT NULL::uuid, NULL::text, NULL::bigint WHERE false';
DROP FUNCTION cases_named_on, cases_held_on;
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0002_copies"), ("timeliness", "0001_initial")]
    operations = [migrations.RunSQL(FORWARDS, BACKWARDS)]
