"""
Who hears about a clock or a case: what timeliness asks and only cases can answer.

The holder's people are chased: the officer in the case, or her unit where no officer is left;
triage, managers or the prosecutors by the state of the suspects. The unit's supervisors or
managers are escalated to. Walls hold here too: nobody inactive or conflicted, grants of the other
side are inert, and a restricted case is heard of by the people named on it alone.
"""

from django.db import migrations

READING = "('refer_cases', 'supervise_cases', 'triage_cases', 'allocate_cases', 'prosecute_cases')"

FORWARDS = f"""
CREATE FUNCTION cases_named_on("case" uuid, at timestamptz)
RETURNS TABLE (user_id bigint, capacity text) STABLE LANGUAGE sql AS $$
    SELECT named.user_id, permission.codename
    FROM cases_casegrant named JOIN auth_permission permission ON permission.id = named.permission_id
    WHERE named.content_object_id = $1 AND (named.expires_at IS NULL OR named.expires_at > $2)
$$;

CREATE FUNCTION cases_held_on(unit bigint, at timestamptz)
RETURNS TABLE (user_id bigint, capacity text) STABLE LANGUAGE sql AS $$
    SELECT held.user_id, permission.codename
    FROM people_unitgrant held JOIN auth_permission permission ON permission.id = held.permission_id
    JOIN people_unit unit ON unit.id = held.content_object_id
    JOIN people_agency unit_agency ON unit_agency.id = unit.agency_id
    JOIN people_user person ON person.id = held.user_id
    JOIN people_agency agency ON agency.id = person.agency_id AND agency.side = unit_agency.side
    WHERE held.content_object_id = $1 AND (held.expires_at IS NULL OR held.expires_at > $2)
$$;

CREATE FUNCTION cases_may_know("case" uuid, person bigint)
RETURNS boolean STABLE LANGUAGE sql AS $$
    SELECT EXISTS (SELECT 1 FROM people_user WHERE id = $2 AND is_active)
       AND NOT EXISTS (SELECT 1 FROM cases_conflict WHERE case_id = $1 AND user_id = $2)
$$;

CREATE OR REPLACE FUNCTION may_be_told(about uuid, person bigint, at timestamptz)
RETURNS boolean STABLE LANGUAGE sql AS $$
    SELECT cases_may_know($1, $2) AND (
        EXISTS (SELECT 1 FROM cases_named_on($1, $3) named WHERE named.user_id = $2)
        OR EXISTS (
            SELECT 1 FROM cases_case known
            CROSS JOIN LATERAL unnest(ARRAY[known.police_unit_id, known.cps_unit_id]) AS unit (id)
            CROSS JOIN LATERAL cases_held_on(unit.id, $3) held
            WHERE known.id = $1 AND NOT known.is_restricted
              AND held.user_id = $2 AND held.capacity IN {READING}
        )
    )
$$;

CREATE OR REPLACE FUNCTION clock_audience(clock uuid, at timestamptz)
RETURNS TABLE (stage text, user_id bigint) STABLE LANGUAGE sql AS $$
    WITH running AS (
        SELECT known.id AS case_id, known.is_restricted, clock.recipient_unit_id AS unit_id,
            clock.recipient_unit_id = known.police_unit_id AS with_police,
            ARRAY(
                SELECT turn.state FROM cases_turn turn
                WHERE turn.clock_id = clock.id AND turn.ended_at IS NULL
            ) AS states
        FROM timeliness_clock clock JOIN cases_case known ON known.id = clock.about
        WHERE clock.id = $1
    ), named AS (
        SELECT named.* FROM running CROSS JOIN LATERAL cases_named_on(running.case_id, $2) named
        WHERE cases_may_know(running.case_id, named.user_id)
    ), held AS (
        SELECT held.* FROM running CROSS JOIN LATERAL cases_held_on(running.unit_id, $2) held
        WHERE cases_may_know(running.case_id, held.user_id)
          AND (NOT running.is_restricted OR held.user_id IN (SELECT named.user_id FROM named))
    ), workers AS (
        SELECT named.user_id FROM named CROSS JOIN running
        WHERE (with_police AND capacity = 'officer_in_case')
           OR (NOT with_police AND 'WITH_PROSECUTOR' = ANY (states)
               AND capacity IN ('reviewing_prosecutor', 'covering_prosecutor'))
        UNION
        SELECT held.user_id FROM held CROSS JOIN running
        WHERE (capacity = 'triage_cases' AND 'TRIAGE' = ANY (states))
           OR (capacity = 'allocate_cases' AND 'READY_TO_ALLOCATE' = ANY (states))
           OR (capacity = 'supervise_cases' AND 'AWAITING_SIGN_OFF' = ANY (states))
           OR (capacity = 'refer_cases' AND with_police
               AND 'officer_in_case' NOT IN (SELECT named.capacity FROM named))
    ), seniors AS (
        SELECT DISTINCT held.user_id FROM held CROSS JOIN running
        WHERE capacity = CASE WHEN with_police THEN 'supervise_cases' ELSE 'allocate_cases' END
    )
    SELECT stage.name, workers.user_id
    FROM workers CROSS JOIN (VALUES ('before_due'), ('after_due')) AS stage (name)
    UNION ALL
    SELECT 'escalated', seniors.user_id FROM seniors
$$;
"""

BACKWARDS = """
CREATE OR REPLACE FUNCTION may_be_told(about uuid, person bigint, at timestamptz)
RETURNS boolean STABLE LANGUAGE sql AS 'SELECT false';
CREATE OR REPLACE FUNCTION clock_audience(clock uuid, at timestamptz)
RETURNS TABLE (stage text, user_id bigint) STABLE LANGUAGE sql AS
    'SELECT NULL::text, NULL::bigint WHERE false';
DROP FUNCTION cases_named_on, cases_held_on, cases_may_know;
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0002_copies"), ("timeliness", "0001_initial")]
    operations = [migrations.RunSQL(FORWARDS, BACKWARDS)]
