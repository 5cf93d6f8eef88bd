"""
Who hears of a clock of a state for which an Area has settled a length.

Triage, the early-advice manager or the legal manager for a request that waits for them, and the
prosecutors for a charge that differs. What waits for the police has its officer and supervisors.
"""

from django.db import migrations

AUDIENCE = """
CREATE OR REPLACE FUNCTION clocks_audience_but_readers(clocks uuid[], at timestamptz)
RETURNS TABLE (clock uuid, stage text, user_id bigint) STABLE LANGUAGE sql AS $$
    WITH asked AS MATERIALIZED (
        SELECT turn.clock_id, turn.case_id, turn.suspect_id, turn.state FROM cases_turn turn
        WHERE turn.clock_id = ANY ($1) AND turn.ended_at IS NULL AND turn.state IN
            ({states})
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
{also}        ('ADVICE_MANAGER', 'manage_early_advice', ARRAY['before_due', 'after_due', 'escalated']),
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
    WHERE asked.state = 'ADVICE_ADVISER'{union}
$$;
"""
NOW = AUDIENCE.format(
    states="""'ADVICE_SIGN_OFF', 'ADVICE_TRIAGE', 'ADVICE_MANAGER', 'ADVICE_ADVISER',
            'ADVICE_ESCALATED', 'ADVICE_LEGAL_MANAGER', 'CHARGE_DIFFERS'""",
    also="""        ('ADVICE_TRIAGE', 'triage_cases', ARRAY['before_due', 'after_due']),
        ('ADVICE_ESCALATED', 'manage_early_advice', ARRAY['before_due', 'after_due']),
        ('ADVICE_LEGAL_MANAGER', 'allocate_cases', ARRAY['before_due', 'after_due']),
""",
    union="""
    UNION
    SELECT asked.clock_id, chased.stage, told.user_id
    FROM asked CROSS JOIN (VALUES ('before_due'), ('after_due')) AS chased (stage)
    CROSS JOIN LATERAL prosecutors_of(asked.case_id, $2) told
    WHERE asked.state = 'CHARGE_DIFFERS'""",
)
BEFORE = AUDIENCE.format(
    states="'ADVICE_SIGN_OFF', 'ADVICE_MANAGER', 'ADVICE_ADVISER'", also="", union=""
)


class Migration(migrations.Migration):
    dependencies = [("cases", "0021_listed_by_age")]
    operations = [migrations.RunSQL(NOW, BEFORE)]
