-- Who is notified of a clock of a case, and at which reminder points: one row for each rule.
--   what      what the clock is of: the state of an open turn, the key of a period, or
--             'case' any clock of a case, 'question' the challenge of an action item,
--             'custody limit' one whose suspect is visible to the CPS
--   side      of the unit that has the clock; '' either
--   capacity  of the recipients
--   held_on   what the capacity is on: NAMED, a named role on the case; the clock's UNIT; the CPS
--             unit of the case; the CASE, which is either of its units
--   unless    applies only if no one has one of these named roles on the case
--   stages    CHASED before and after it is due; ESCALATED; BOTH
-- The custody time limit is the prosecution's to keep (Prosecution of Offences Act 1985 s.22; CPS
-- legal guidance, Custody Time Limits), so prosecutors and managers are notified besides the
-- police. Each side has clocks of its own towards the time for beginning a prosecution, from the
-- allegations that it reads ('time_limit_ends'); those who lead its unit hear of each end as the
-- officer or the prosecutors do.
CREATE OR REPLACE VIEW cases_listener (what, side, capacity, held_on, unless, stages) AS VALUES
    ('case', 'POLICE', 'officer_in_case', 'NAMED', '{}'::text[], 'CHASED'),
    ('case', 'POLICE', 'refer_cases', 'UNIT', '{officer_in_case}', 'CHASED'),
    ('case', 'POLICE', 'supervise_cases', 'UNIT', '{}', 'ESCALATED'),
    ('case', 'CPS', 'allocate_cases', 'UNIT', '{}', 'ESCALATED'),
    ('AWAITING_SIGN_OFF', '', 'supervise_cases', 'UNIT', '{}', 'CHASED'),
    ('CLOSING_SIGN_OFF', '', 'supervise_cases', 'UNIT', '{}', 'CHASED'),
    ('TRIAGE', '', 'triage_cases', 'UNIT', '{}', 'CHASED'),
    ('READY_TO_ALLOCATE', '', 'allocate_cases', 'UNIT', '{}', 'CHASED'),
    ('WITH_PROSECUTOR', 'CPS', 'reviewing_prosecutor', 'NAMED', '{}', 'CHASED'),
    ('WITH_PROSECUTOR', 'CPS', 'covering_prosecutor', 'NAMED', '{}', 'CHASED'),
    ('WITH_PROSECUTOR', 'CPS', 'allocate_cases', 'UNIT',
        '{reviewing_prosecutor,covering_prosecutor}', 'CHASED'),
    ('SECOND_READER', '', 'allocate_cases', 'CPS', '{}', 'CHASED'),  -- they find one
    ('CHARGE_REVERSAL', '', 'allocate_cases', 'CPS', '{}', 'CHASED'),
    ('CHARGE_STOP', '', 'allocate_cases', 'CPS', '{}', 'CHASED'),
    ('DISPOSAL_REVERSAL', '', 'allocate_cases', 'CPS', '{}', 'CHASED'),
    ('NFA_REVERSAL', '', 'allocate_cases', 'CPS', '{}', 'CHASED'),
    ('CHARGE_DIFFERS', '', 'reviewing_prosecutor', 'NAMED', '{}', 'CHASED'),
    ('CHARGE_DIFFERS', '', 'covering_prosecutor', 'NAMED', '{}', 'CHASED'),
    ('CHARGE_DIFFERS', '', 'allocate_cases', 'CPS',
        '{reviewing_prosecutor,covering_prosecutor}', 'CHASED'),
    ('ADVICE_SIGN_OFF', '', 'supervise_cases', 'CASE', '{}', 'CHASED'),
    ('ADVICE_TRIAGE', '', 'triage_cases', 'CASE', '{}', 'CHASED'),
    ('ADVICE_MANAGER', '', 'manage_early_advice', 'CASE', '{}', 'BOTH'),
    ('ADVICE_ADVISER', '', 'adviser', 'NAMED', '{}', 'CHASED'),
    ('ADVICE_ADVISER', '', 'manage_early_advice', 'CASE', '{adviser}', 'CHASED'),
    ('ADVICE_ADVISER', '', 'manage_early_advice', 'CASE', '{}', 'ESCALATED'),
    ('ADVICE_ESCALATED', '', 'manage_early_advice', 'CASE', '{}', 'CHASED'),
    ('ADVICE_LEGAL_MANAGER', '', 'allocate_cases', 'CASE', '{}', 'CHASED'),
    ('threshold_review', '', 'reviewing_prosecutor', 'NAMED', '{}', 'CHASED'),
    ('threshold_review', '', 'covering_prosecutor', 'NAMED', '{}', 'CHASED'),
    ('threshold_review', '', 'allocate_cases', 'CPS',
        '{reviewing_prosecutor,covering_prosecutor}', 'CHASED'),
    ('prosecution_consent_reply', '', 'reviewing_prosecutor', 'NAMED', '{}', 'CHASED'),
    ('prosecution_consent_reply', '', 'covering_prosecutor', 'NAMED', '{}', 'CHASED'),
    ('prosecution_consent_reply', '', 'allocate_cases', 'CPS',
        '{reviewing_prosecutor,covering_prosecutor}', 'CHASED'),
    ('question', '', 'reviewing_prosecutor', 'NAMED', '{}', 'CHASED'),
    ('question', '', 'covering_prosecutor', 'NAMED', '{}', 'CHASED'),
    ('question', '', 'allocate_cases', 'CPS',
        '{reviewing_prosecutor,covering_prosecutor}', 'CHASED'),
    ('bail_ends', '', 'supervise_cases', 'CASE', '{}', 'CHASED'),
    ('detention_ends', '', 'supervise_cases', 'CASE', '{}', 'CHASED'),
    ('custody_limit_ends', '', 'supervise_cases', 'CASE', '{}', 'CHASED'),
    ('custody limit', '', 'reviewing_prosecutor', 'NAMED', '{}', 'CHASED'),
    ('custody limit', '', 'covering_prosecutor', 'NAMED', '{}', 'CHASED'),
    ('custody limit', '', 'allocate_cases', 'CPS',
        '{reviewing_prosecutor,covering_prosecutor}', 'CHASED'),
    ('custody limit', '', 'allocate_cases', 'CASE', '{}', 'ESCALATED'),
    ('time_limit_ends', 'POLICE', 'supervise_cases', 'UNIT', '{}', 'CHASED'),
    ('time_limit_ends', 'POLICE', 'officer_in_case', 'NAMED', '{}', 'ESCALATED'),
    ('time_limit_ends', 'CPS', 'reviewing_prosecutor', 'NAMED', '{}', 'BOTH'),
    ('time_limit_ends', 'CPS', 'covering_prosecutor', 'NAMED', '{}', 'BOTH'),
    ('time_limit_ends', 'CPS', 'allocate_cases', 'UNIT', '{}', 'CHASED');

-- Those of the clocks that belong to a case, with the case and the side that has the clock.
CREATE OR REPLACE FUNCTION cases_clocks(clocks uuid[])
RETURNS TABLE (
    clock_id uuid, rule text, side text, unit_id bigint,
    case_id uuid, is_restricted boolean, police_unit_id bigint, cps_unit_id bigint
) STABLE LANGUAGE sql AS $$
    SELECT clock.id, clock.rule,
        CASE clock.recipient_unit_id WHEN known.police_unit_id THEN 'POLICE' ELSE 'CPS' END,
        clock.recipient_unit_id,
        known.id, known.is_restricted, known.police_unit_id, known.cps_unit_id
    FROM timeliness_clock clock JOIN cases_case known ON known.id = clock.about
    WHERE clock.id = ANY ($1)
$$;

-- What each of these clocks is of, in the terms of cases_listener.what.
CREATE OR REPLACE FUNCTION cases_clocks_are_of(clocks uuid[])
RETURNS TABLE (clock_id uuid, what text) STABLE LANGUAGE sql AS $$
    SELECT clock.id, unnest(ARRAY['case', clock.rule])
    FROM timeliness_clock clock WHERE clock.id = ANY ($1)
    UNION
    SELECT turn.clock_id, turn.state
    FROM cases_turn turn WHERE turn.clock_id = ANY ($1) AND turn.ended_at IS NULL
    UNION
    SELECT challenge.clock_id, 'question'
    FROM cases_challenge challenge WHERE challenge.clock_id = ANY ($1)
    UNION
    SELECT clock.id, 'custody limit'
    FROM timeliness_clock clock
    JOIN cases_suspect suspect
        ON suspect.case_id = clock.about AND suspect.custody_clock_id = clock.id
    WHERE clock.id = ANY ($1) AND clock.rule = 'custody_limit_ends' AND suspect.only_side = ''
$$;

-- Named roles on the cases of these clocks. The adviser of an early-advice request is the one named
-- on the request, if they also have that role on its case.
CREATE OR REPLACE FUNCTION cases_clocks_named(clocks uuid[], at timestamptz)
RETURNS TABLE (clock_id uuid, user_id bigint, capacity text) STABLE LANGUAGE sql AS $$
    SELECT clock.id, named.user_id, named.capacity
    FROM timeliness_clock clock CROSS JOIN LATERAL cases_named_on(clock.about, $2) named
    WHERE clock.id = ANY ($1)
    UNION ALL
    SELECT turn.clock_id, advice.adviser_id, 'adviser'
    FROM cases_turn turn
    JOIN cases_earlyadvice_suspects link ON link.suspect_id = turn.suspect_id
    JOIN cases_earlyadvice advice
        ON advice.id = link.earlyadvice_id AND advice.status = 'WITH_ADVISER'
    JOIN LATERAL cases_named_on(turn.case_id, $2) named
        ON named.user_id = advice.adviser_id AND named.capacity = 'early_adviser'
    WHERE turn.clock_id = ANY ($1) AND turn.ended_at IS NULL AND turn.state = 'ADVICE_ADVISER'
$$;

-- Who is notified of these clocks, and at which reminder point, by the rows of cases_listener.
CREATE OR REPLACE FUNCTION cases_audience(clocks uuid[], at timestamptz)
RETURNS TABLE (clock uuid, stage text, user_id bigint) STABLE LANGUAGE sql AS $$
    WITH named AS MATERIALIZED (
        SELECT * FROM cases_clocks_named($1, $2)
    ), listening AS MATERIALIZED (
        SELECT one.*, listener.capacity, listener.held_on, listener.stages
        FROM cases_clocks($1) one
        JOIN cases_clocks_are_of($1) of_it ON of_it.clock_id = one.clock_id
        JOIN cases_listener listener
            ON listener.what = of_it.what AND listener.side IN ('', one.side)
        WHERE NOT EXISTS (
            SELECT FROM named
            WHERE named.clock_id = one.clock_id AND named.capacity = ANY (listener.unless)
        )
    ), asked AS MATERIALIZED (
        SELECT listening.*, unit.id AS asked_unit_id
        FROM listening CROSS JOIN LATERAL unnest(CASE held_on
            WHEN 'UNIT' THEN ARRAY[unit_id] WHEN 'CPS' THEN ARRAY[cps_unit_id]
            WHEN 'CASE' THEN ARRAY[police_unit_id, cps_unit_id]
        END) AS unit (id)
    ), held AS MATERIALIZED (
        SELECT unit.id AS asked_unit_id, held.user_id, held.capacity
        FROM (SELECT DISTINCT asked_unit_id FROM asked) AS unit (id)
        CROSS JOIN LATERAL cases_held_on(unit.id, $2) held
    ), told AS (
        SELECT listening.clock_id, named.user_id, stages
        FROM listening JOIN named USING (clock_id, capacity) WHERE held_on = 'NAMED'
        UNION ALL
        SELECT asked.clock_id, held.user_id, stages
        FROM asked JOIN held USING (asked_unit_id, capacity)
        WHERE NOT EXISTS (
            SELECT FROM cases_kept_from conflict
            WHERE conflict.case_id = asked.case_id AND conflict.user_id = held.user_id
        ) AND (NOT asked.is_restricted OR (asked.clock_id, held.user_id) IN (
            SELECT clock_id, user_id FROM named
        ))
    )
    SELECT DISTINCT told.clock_id, at_stage.stage, told.user_id
    FROM told JOIN (VALUES
        ('CHASED', 'before_due'), ('CHASED', 'after_due'), ('ESCALATED', 'escalated'),
        ('BOTH', 'before_due'), ('BOTH', 'after_due'), ('BOTH', 'escalated')
    ) AS at_stage (stages, stage) USING (stages)
$$;
