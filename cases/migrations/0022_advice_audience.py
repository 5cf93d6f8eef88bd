"""
Who hears about the clock of early advice: the early-advice manager until an adviser is named, then
the adviser; and when it is late the early-advice manager, beside the manager who hears of every
clock. A supervisor hears of a reply that is owed while she has the next request.
"""

from django.db import migrations

FORWARDS = """
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
          WHERE conflict.case_id = known.id AND conflict.user_id = held.user_id
      )
$$;

-- What is known of every other clock stays where it is; early advice is added to it.
ALTER FUNCTION clocks_audience(uuid[], timestamptz) RENAME TO clocks_audience_but_advice;

CREATE FUNCTION clocks_audience(clocks uuid[], at timestamptz)
RETURNS TABLE (clock uuid, stage text, user_id bigint) STABLE LANGUAGE sql AS $$
    WITH asked AS MATERIALIZED (
        SELECT turn.clock_id, turn.case_id, turn.suspect_id, turn.state FROM cases_turn turn
        WHERE turn.clock_id = ANY ($1) AND turn.ended_at IS NULL AND turn.state IN
            ('ADVICE_SIGN_OFF', 'ADVICE_MANAGER', 'ADVICE_ADVISER')
    ), advisers AS MATERIALIZED (
        SELECT asked.clock_id, advice.adviser_id
        FROM asked JOIN cases_earlyadvice_suspects link USING (suspect_id)
        JOIN cases_earlyadvice advice
            ON advice.id = link.earlyadvice_id AND advice.status = 'WITH_ADVISER'
        JOIN LATERAL cases_named_on(asked.case_id, $2) named
            ON named.user_id = advice.adviser_id AND named.capacity = 'early_adviser'
        WHERE asked.state = 'ADVICE_ADVISER'
    )
    SELECT * FROM clocks_audience_but_advice($1, $2)
    UNION
    SELECT asked.clock_id, stage, told.user_id
    FROM asked JOIN (VALUES
        ('ADVICE_SIGN_OFF', 'supervise_cases', ARRAY['before_due', 'after_due']),
        ('ADVICE_MANAGER', 'manage_early_advice', ARRAY['before_due', 'after_due', 'escalated']),
        ('ADVICE_ADVISER', 'manage_early_advice', ARRAY['escalated'])
    ) AS role (state, capacity, stages) USING (state)
    CROSS JOIN LATERAL cases_held_as(asked.case_id, role.capacity, $2) told
    CROSS JOIN LATERAL unnest(role.stages) AS stage
    UNION
    SELECT asked.clock_id, chased.stage, told.user_id
    FROM asked CROSS JOIN (VALUES ('before_due'), ('after_due')) AS chased (stage)
    CROSS JOIN LATERAL (
        SELECT advisers.adviser_id AS user_id FROM advisers
        WHERE advisers.clock_id = asked.clock_id
        UNION ALL
        SELECT held.user_id FROM cases_held_as(asked.case_id, 'manage_early_advice', $2) held
        WHERE NOT EXISTS (SELECT FROM advisers WHERE advisers.clock_id = asked.clock_id)
    ) told
    WHERE asked.state = 'ADVICE_ADVISER'
$$;
"""
BACKWARDS = """
DROP FUNCTION clocks_audience(uuid[], timestamptz);
DROP FUNCTION cases_held_as;
ALTER FUNCTION clocks_audience_but_advice(uuid[], timestamptz) RENAME TO clocks_audience;
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0021_early_advice")]
    operations = [migrations.RunSQL(FORWARDS, BACKWARDS)]
