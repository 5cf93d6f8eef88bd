"""
Those who lead a unit may be told of access that was given on it. A notice is then about the unit.

It stands here, because what may be told is asked of every app, and this one was the last to say.
"""

from django.db import migrations

LEADERS = "('supervise_cases', 'inspect_cases', 'allocate_cases', 'manage_support')"
MAY_BE_TOLD = f"""
ALTER FUNCTION may_be_told(uuid, bigint, timestamptz) RENAME TO may_be_told_but_of_units;

CREATE FUNCTION may_be_told(about uuid, person bigint, at timestamptz)
RETURNS boolean STABLE LANGUAGE sql AS $$
    SELECT may_be_told_but_of_units($1, $2, $3) OR EXISTS (
        SELECT FROM people_unit unit CROSS JOIN LATERAL cases_held_on(unit.id, $3) held
        WHERE unit.reference = $1 AND held.user_id = $2 AND held.capacity IN {LEADERS}
    )
$$;
"""  # noqa: S608 - joined from the texts above
BACKWARDS = """
DROP FUNCTION may_be_told;
ALTER FUNCTION may_be_told_but_of_units(uuid, bigint, timestamptz) RENAME TO may_be_told;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("pilots", "0027_members_reminded"),
        ("cases", "0013_audience"),
        ("people", "0008_reference_of_a_unit"),
    ]
    operations = [migrations.RunSQL(MAY_BE_TOLD, BACKWARDS)]
