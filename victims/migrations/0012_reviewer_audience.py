"""While a decision is with its reviewer, she is chased beside those who work with the victim."""

from django.db import migrations

FORWARDS = """
ALTER FUNCTION clocks_audience(uuid[], timestamptz) RENAME TO clocks_audience_but_reviewers;

CREATE FUNCTION clocks_audience(clocks uuid[], at timestamptz)
RETURNS TABLE (clock uuid, stage text, user_id bigint) STABLE LANGUAGE sql AS $$
    SELECT * FROM clocks_audience_but_reviewers($1, $2)
    UNION
    SELECT asked.clock_id, chased.stage, asked.reviewer_id
    FROM victims_righttoreview asked
    JOIN cases_case known ON known.id = asked.case_id
    JOIN timeliness_clock clock ON clock.id = asked.clock_id
    CROSS JOIN (VALUES ('before_due'), ('after_due')) AS chased (stage)
    WHERE asked.clock_id = ANY ($1) AND asked.status = 'WITH_REVIEWER'
      AND (EXISTS (
          SELECT FROM cases_named_on(known.id, $2) named WHERE named.user_id = asked.reviewer_id
      ) OR NOT known.is_restricted AND EXISTS (
          SELECT FROM cases_held_on(clock.recipient_unit_id, $2) held
          WHERE held.user_id = asked.reviewer_id
      ))
      AND NOT EXISTS (
          SELECT FROM cases_conflict conflict
          WHERE conflict.case_id = known.id AND conflict.user_id = asked.reviewer_id
      )
$$;
"""
BACKWARDS = """
DROP FUNCTION clocks_audience(uuid[], timestamptz);
ALTER FUNCTION clocks_audience_but_reviewers(uuid[], timestamptz) RENAME TO clocks_audience;
"""


class Migration(migrations.Migration):
    dependencies = [("victims", "0011_court_support")]
    operations = [migrations.RunSQL(FORWARDS, BACKWARDS)]
