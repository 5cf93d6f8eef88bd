"""
Who hears about a clock of a case.

The holder's people are chased: the officer in the case, or her unit where no officer is left;
triage, managers or the prosecutors by the state of the suspects, or the managers where no
prosecutor is left. The unit's supervisors or managers are escalated to.

Each function adds one subject to the one before it. What the police question: the prosecutors are
chased. Early advice: the early-advice manager until an adviser is named, then the adviser; and when
it is late the early-advice manager, beside the manager who hears of every clock; a supervisor hears
of a reply that is owed while she has the next request. While a decision waits for a second reader,
the unit's managers are chased: they find one.
"""

from django.db import migrations

CHASED, ESCALATED = "ARRAY['before_due', 'after_due']", "ARRAY['escalated']"
TURNS_AND_ACTIONS = f"""
CREATE FUNCTION clocks_audience_but_challenges(clocks uuid[], at timestamptz)
RETURNS TABLE (clock uuid, stage text, user_id bigint) STABLE LANGUAGE sql AS $$
    WITH open_turns AS MATERIALIZED (
        SELECT turn.clock_id, array_agg(turn.state) AS states FROM cases_turn turn
        WHERE turn.clock_id = ANY ($1) AND turn.ended_at IS NULL GROUP BY turn.clock_id
    ), running AS MATERIALIZED (
        SELECT clock.id AS clock_id, known.id AS case_id, known.is_restricted, states,
            clock.recipient_unit_id AS unit_id,
            clock.recipient_unit_id = known.police_unit_id AS with_police
        FROM timeliness_clock clock JOIN cases_case known ON known.id = clock.about
        LEFT JOIN open_turns ON open_turns.clock_id = clock.id
        WHERE clock.id = ANY ($1)
    ), named AS MATERIALIZED (
        SELECT running.clock_id, named.user_id, named.capacity
        FROM running CROSS JOIN LATERAL cases_named_on(running.case_id, $2) named
    ), held AS MATERIALIZED (
        SELECT unit.unit_id, held.user_id, held.capacity
        FROM (SELECT DISTINCT unit_id FROM running) unit
        CROSS JOIN LATERAL cases_held_on(unit.unit_id, $2) held
    ), wanted AS MATERIALIZED (
        SELECT clock_id, case_id, is_restricted, unit_id, capacity, stages
        FROM running CROSS JOIN LATERAL (VALUES
            ('triage_cases', 'TRIAGE' = ANY (states), {CHASED}),
            ('allocate_cases', 'READY_TO_ALLOCATE' = ANY (states), {CHASED}),
            ('supervise_cases', 'AWAITING_SIGN_OFF' = ANY (states), {CHASED}),
            ('refer_cases', with_police AND NOT EXISTS (
                SELECT FROM named
                WHERE named.clock_id = running.clock_id AND named.capacity = 'officer_in_case'
            ), {CHASED}),
            ('allocate_cases', NOT with_police AND 'WITH_PROSECUTOR' = ANY (states) AND NOT EXISTS (
                SELECT FROM named WHERE named.clock_id = running.clock_id
                    AND named.capacity IN ('reviewing_prosecutor', 'covering_prosecutor')
            ), {CHASED}),
            ('supervise_cases', with_police, {ESCALATED}),
            ('allocate_cases', NOT with_police, {ESCALATED})
        ) AS role (capacity, is_wanted, stages)
        WHERE is_wanted
    ), told AS (
        SELECT running.clock_id, named.user_id, {CHASED} AS stages
        FROM running JOIN named USING (clock_id)
        WHERE (with_police AND capacity = 'officer_in_case')
           OR (NOT with_police AND 'WITH_PROSECUTOR' = ANY (states)
               AND capacity IN ('reviewing_prosecutor', 'covering_prosecutor'))
        UNION ALL
        SELECT wanted.clock_id, held.user_id, wanted.stages
        FROM wanted JOIN held USING (unit_id, capacity)
        WHERE NOT EXISTS (
            SELECT FROM cases_conflict conflict
            WHERE conflict.lifted_at IS NULL AND conflict.case_id = wanted.case_id AND conflict.user_id = held.user_id
        ) AND (
            NOT wanted.is_restricted
            OR (wanted.clock_id, held.user_id) IN (SELECT clock_id, user_id FROM named)
        )
    )
    SELECT DISTINCT told.clock_id, stage, told.user_id
    FROM told CROSS JOIN LATERAL unnest(told.stages) AS stage
$$;
"""  # noqa: S608 - joined from the texts above
QUESTIONS = """
CREATE FUNCTION clocks_audience_but_advice(clocks uuid[], at timestamptz)
RETURNS TABLE (clock uuid, stage text, user_id bigint) STABLE LANGUAGE sql AS $$
    SELECT * FROM clocks_audience_but_challenges($1, $2)
    UNION
    SELECT challenge.clock_id, chased.stage, told.user_id
    FROM cases_challenge challenge
    CROSS JOIN LATERAL prosecutors_of(challenge.case_id, $2) told
    CROSS JOIN (VALUES ('before_due'), ('after_due')) AS chased (stage)
    WHERE challenge.clock_id = ANY ($1)
$$;
"""
ADVICE = """
CREATE FUNCTION clocks_audience_but_readers(clocks uuid[], at timestamptz)
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
SECOND_READERS = """
CREATE OR REPLACE FUNCTION clocks_audience(clocks uuid[], at timestamptz)
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
          WHERE conflict.lifted_at IS NULL AND conflict.case_id = known.id AND conflict.user_id = held.user_id
      )
$$;
"""
BACKWARDS = """
CREATE OR REPLACE FUNCTION clocks_audience(clocks uuid[], at timestamptz)
RETURNS TABLE (clock uuid, stage text, user_id bigint) STABLE LANGUAGE sql AS
    'SELECT NULL::uuid, NULL::text, NULL::bigint WHERE false';
DROP FUNCTION clocks_audience_but_readers, clocks_audience_but_advice,
    clocks_audience_but_challenges;
"""


class Migration(migrations.Migration):
    replaces = [
        ("cases", "0014_threads"),
        ("cases", "0015_submissions"),
        ("cases", "0016_document_versions"),
        ("cases", "0017_challenges"),
        ("cases", "0018_named_pairs"),
        ("cases", "0019_amended"),
        ("cases", "0020_second_readers"),
        ("cases", "0021_early_advice"),
        ("cases", "0022_advice_audience"),
        ("cases", "0023_advice_escalated"),
        ("cases", "0024_readers_are_chased"),
        ("cases", "0025_file_quality"),
        ("cases", "0026_victim_requests"),
        ("cases", "0027_police_only"),
        ("cases", "0028_rule_scores"),
        ("cases", "0029_no_advice_because"),
        ("cases", "0030_second_plans"),
        ("cases", "0031_uploads"),
        ("cases", "0032_transfers"),
        ("cases", "0033_links"),
        ("cases", "0034_prosecutors"),
        ("cases", "0035_quarantine"),
        ("cases", "0036_advice_checks"),
        ("cases", "0037_wordings"),
        ("cases", "0038_charges_compared"),
        ("cases", "0039_finalisations"),
        ("cases", "0040_court_facts"),
        ("cases", "0041_structured_reviews"),
        ("cases", "0042_merged_units"),
        ("cases", "0043_sides"),
        ("cases", "0044_set_aside"),
        ("cases", "0045_corrected_allegations"),
        ("cases", "0046_withdrawn_second_plans"),
        ("cases", "0047_learning_side"),
        ("cases", "0048_conflicts_recorded"),
    ]
    dependencies = [("cases", "0013_audience")]

    operations = [
        migrations.RunSQL(TURNS_AND_ACTIONS + QUESTIONS + ADVICE + SECOND_READERS, BACKWARDS),
    ]
