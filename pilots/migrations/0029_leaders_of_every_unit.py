"""
Those who lead a pilot area, and those of the office, may be told of access that was given on it.

As 0028, for units that have no cases: whoever convenes panels reads the reasons of decisions, and
whoever reads the log sees who opened what.
"""

from django.db import migrations

OF_CASES = "'supervise_cases', 'inspect_cases', 'allocate_cases', 'manage_support'"
OF_OTHERS = "'manage_pilot_area', 'convene_panels', 'administer_accounts', 'read_audit_log'"


def may_be_told(leaders):
    return f"""
CREATE OR REPLACE FUNCTION may_be_told(about uuid, person bigint, at timestamptz)
RETURNS boolean STABLE LANGUAGE sql AS $$
    SELECT may_be_told_but_of_units($1, $2, $3) OR EXISTS (
        SELECT FROM people_unit unit CROSS JOIN LATERAL cases_held_on(unit.id, $3) held
        WHERE unit.reference = $1 AND held.user_id = $2 AND held.capacity IN ({leaders})
    )
$$;
"""  # noqa: S608 - joined from the texts above


class Migration(migrations.Migration):
    dependencies = [("pilots", "0028_audience_of_units")]
    operations = [migrations.RunSQL(may_be_told(f"{OF_CASES}, {OF_OTHERS}"), may_be_told(OF_CASES))]
