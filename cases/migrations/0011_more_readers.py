"""Inspectors and early-advice managers read the cases of their units, so they may be told."""

from django.db import migrations

BEFORE = "('refer_cases', 'supervise_cases', 'triage_cases', 'allocate_cases', 'prosecute_cases')"
READING = (
    "('refer_cases', 'supervise_cases', 'inspect_cases', 'triage_cases', 'manage_early_advice', "
    "'allocate_cases', 'prosecute_cases')"
)


def may_be_told(reading):
    """The function that says whether a person may be told about a case."""
    return f"""
CREATE OR REPLACE FUNCTION may_be_told(about uuid, person bigint, at timestamptz)
RETURNS boolean STABLE LANGUAGE sql AS $$
    SELECT EXISTS (SELECT FROM cases_named_on($1, $3) named WHERE named.user_id = $2)
        OR EXISTS (
            SELECT FROM cases_case known
            CROSS JOIN LATERAL unnest(ARRAY[known.police_unit_id, known.cps_unit_id]) AS unit (id)
            CROSS JOIN LATERAL cases_held_on(unit.id, $3) held
            WHERE known.id = $1 AND NOT known.is_restricted
              AND held.user_id = $2 AND held.capacity IN {reading}
              AND NOT EXISTS (
                  SELECT FROM cases_conflict conflict
                  WHERE conflict.case_id = known.id AND conflict.user_id = held.user_id
              )
        )
$$;
"""  # noqa: S608 - joined from the texts above


class Migration(migrations.Migration):
    dependencies = [("cases", "0010_nothing_goes"), ("people", "0004_inspectors_and_advice")]
    operations = [migrations.RunSQL(may_be_told(READING), may_be_told(BEFORE))]
