"""
Who may be told of a case: what timeliness asks and only cases can answer.

Walls hold here too: nobody inactive or in open conflict with the case, grants of the other side are
inert, and a restricted case is heard of by the people named on it alone. Of an offer that waits the
managers of the unit it is offered to may be told.
"""

from django.db import migrations

READING = (
    "('refer_cases', 'supervise_cases', 'inspect_cases', 'triage_cases', 'manage_early_advice', "
    "'allocate_cases', 'prosecute_cases')"
)
PEOPLE = """
CREATE FUNCTION cases_named_on("case" uuid, at timestamptz)
RETURNS TABLE (user_id bigint, capacity text) STABLE LANGUAGE sql AS $$
    SELECT named.user_id, permission.codename
    FROM cases_casegrant named
    JOIN auth_permission permission ON permission.id = named.permission_id
    JOIN people_user person ON person.id = named.user_id AND person.is_active
    WHERE named.content_object_id = $1 AND (named.expires_at IS NULL OR named.expires_at > $2)
      AND NOT EXISTS (
          SELECT FROM cases_conflict conflict
          WHERE conflict.lifted_at IS NULL AND conflict.case_id = named.content_object_id AND conflict.user_id = named.user_id
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

CREATE FUNCTION cases_held_as("case" uuid, capacity text, at timestamptz)
RETURNS TABLE (user_id bigint) STABLE LANGUAGE sql AS $$
    SELECT held.user_id FROM cases_case known
    CROSS JOIN LATERAL unnest(ARRAY[known.police_unit_id, known.cps_unit_id]) AS unit (id)
    CROSS JOIN LATERAL cases_held_on(unit.id, $3) held
    WHERE known.id = $1 AND held.capacity = $2
      AND (NOT known.is_restricted
           OR held.user_id IN (SELECT named.user_id FROM cases_named_on($1, $3) named))
      AND NOT EXISTS (
          SELECT FROM cases_conflict conflict
          WHERE conflict.lifted_at IS NULL AND conflict.case_id = known.id AND conflict.user_id = held.user_id
      )
$$;

CREATE FUNCTION prosecutors_of("case" uuid, at timestamptz)
RETURNS TABLE (user_id bigint) STABLE LANGUAGE sql AS $$
    WITH named AS MATERIALIZED (SELECT * FROM cases_named_on($1, $2)),
    prosecutors AS (
        SELECT named.user_id FROM named
        WHERE named.capacity IN ('reviewing_prosecutor', 'covering_prosecutor')
    )
    SELECT prosecutors.user_id FROM prosecutors
    UNION
    SELECT held.user_id FROM cases_case known
    CROSS JOIN LATERAL cases_held_on(known.cps_unit_id, $2) held
    WHERE known.id = $1 AND held.capacity = 'allocate_cases'
      AND NOT EXISTS (SELECT FROM prosecutors)
      AND (NOT known.is_restricted OR held.user_id IN (SELECT named.user_id FROM named))
      AND NOT EXISTS (
          SELECT FROM cases_conflict conflict
          WHERE conflict.lifted_at IS NULL AND conflict.case_id = known.id AND conflict.user_id = held.user_id
      )
$$;
"""
MAY_BE_TOLD = f"""
CREATE FUNCTION may_be_told_of_case(about uuid, person bigint, at timestamptz)
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
                  WHERE conflict.lifted_at IS NULL AND conflict.case_id = known.id AND conflict.user_id = held.user_id
              )
        )
$$;

CREATE OR REPLACE FUNCTION may_be_told(about uuid, person bigint, at timestamptz)
RETURNS boolean STABLE LANGUAGE sql AS $$
    SELECT may_be_told_of_case($1, $2, $3) OR EXISTS (
        SELECT FROM cases_transfer offered
        CROSS JOIN LATERAL cases_held_on(offered.cps_unit_id, $3) held
        WHERE offered.id = $1 AND offered.is_open AND NOT offered.is_restricted
          AND held.user_id = $2 AND held.capacity = 'allocate_cases'
          AND NOT EXISTS (
              SELECT FROM cases_conflict conflict
              WHERE conflict.lifted_at IS NULL AND conflict.case_id = offered.case_id AND conflict.user_id = held.user_id
          )
    )
$$;
"""  # noqa: S608 - joined from the texts above
BACKWARDS = """
CREATE OR REPLACE FUNCTION may_be_told(about uuid, person bigint, at timestamptz)
RETURNS boolean STABLE LANGUAGE sql AS 'SELECT false';
DROP FUNCTION may_be_told_of_case, prosecutors_of, cases_held_as, cases_held_on, cases_named_on;
"""


class Migration(migrations.Migration):
    replaces = [("cases", "0013_notes")]
    dependencies = [("cases", "0012_dates_that_move")]

    operations = [
        migrations.RunSQL(PEOPLE + MAY_BE_TOLD, BACKWARDS),
    ]
