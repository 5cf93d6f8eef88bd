"""
Whom a clock is told to is planned once a session.

The audience is found by functions that stand on one another, one subject each. In SQL they are all
unfolded into whatever statement asks, and planned with it each time: fifty milliseconds of every
worklist, for the number of unread notices. In PL/pgSQL the plan is kept, for any number of clocks.
A function that a later migration puts on top in SQL unfolds no further than this.
"""

from django.db import migrations

FORWARDS = """
ALTER FUNCTION clocks_audience(uuid[], timestamptz) RENAME TO clocks_audience_planned_anew;

CREATE FUNCTION clocks_audience(clocks uuid[], at timestamptz)
RETURNS TABLE (clock uuid, stage text, user_id bigint)
STABLE LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan AS $$
BEGIN
    RETURN QUERY SELECT * FROM clocks_audience_planned_anew($1, $2);
END $$;
"""
BACKWARDS = """
DROP FUNCTION clocks_audience(uuid[], timestamptz);
ALTER FUNCTION clocks_audience_planned_anew(uuid[], timestamptz) RENAME TO clocks_audience;
"""


class Migration(migrations.Migration):
    dependencies = [("pilots", "0020_left_before_it_came")]
    operations = [migrations.RunSQL(FORWARDS, BACKWARDS)]
