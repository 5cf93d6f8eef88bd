"""While a decision waits for a second reader, the unit's managers are chased: they find one."""

from django.db import migrations

FORWARDS = """
ALTER FUNCTION clocks_audience(uuid[], timestamptz) RENAME TO clocks_audience_but_readers;

CREATE FUNCTION clocks_audience(clocks uuid[], at timestamptz)
RETURNS TABLE (clock uuid, stage text, user_id bigint) STABLE LANGUAGE sql AS $$
    SELECT * FROM clocks_audience_but_readers($1, $2)
    UNION
    SELECT turn.clock_id, chased.stage, held.user_id
    FROM cases_turn turn
    JOIN cases_case known ON known.id = turn.case_id
    CROSS JOIN LATERAL cases_held_on(known.cps_unit_id, $2) held
    CROSS JOIN (VALUES ('before_due'), ('after_due')) AS chased (stage)
    WHERE turn.clock_id = ANY ($1) AND turn.ended_at IS NULL AND turn.state = 'SECOND_READER'
      AND held.capacity = 'allocate_cases'
      AND (NOT known.is_restricted OR held.user_id IN (
          SELECT named.user_id FROM cases_named_on(known.id, $2) named
      ))
      AND NOT EXISTS (
          SELECT FROM cases_conflict conflict
          WHERE conflict.case_id = known.id AND conflict.user_id = held.user_id
      )
$$;
"""
BACKWARDS = """
DROP FUNCTION clocks_audience(uuid[], timestamptz);
ALTER FUNCTION clocks_audience_but_readers(uuid[], timestamptz) RENAME TO clocks_audience;
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0023_advice_escalated")]
    operations = [migrations.RunSQL(FORWARDS, BACKWARDS)]
