"""
Load a country's cases straight into the tables: ten years, 15 in a hundred suspects open.

The same size always gives the same rows. Triggers and foreign keys are off while it loads, so the
tables that triggers would maintain are filled here. The shares are those measured when the
permission model was chosen: one force has 15 % of the cases, the smallest 0.8 %.

Of half of the suspects all surnames begin with the same seven letters. The other half are called as
people are: few names are frequent, the first has 1.2 % of them, and most of 30,000 are rare.
"""

from psycopg import Connection

LARGEST, SMALLEST = 0.15, 0.008
OFFICERS = 20  # in each unit, and as many prosecutors
LETTERS = "'0123456789abcdef', 'aeiounrstlmkdbhg'"  # of digits that stand for a rank of a name

PLACES = """
INSERT INTO people_unit (agency_id, name, kind, area, contact_name, contact_phone, is_open,
    version)
SELECT id, 'Bench', 'RASSO', '', '', '', true, 1 FROM people_agency WHERE side IN ('POLICE', 'CPS');

CREATE TABLE bench_place AS
SELECT row_number() OVER (ORDER BY police.id) AS n, police.id AS police, min(cps.id) AS cps
FROM people_agency force
JOIN people_unit police ON police.agency_id = force.id AND police.name = 'Bench'
JOIN people_agencyarea goes ON goes.force_id = force.id
JOIN people_unit cps ON cps.agency_id = goes.area_id AND cps.name = 'Bench'
WHERE force.side = 'POLICE' GROUP BY police.id;

INSERT INTO people_route (police_unit_id, cps_unit_id, is_urgent, version)
SELECT police, cps, false, 1 FROM bench_place;

CREATE TABLE bench_share AS
SELECT *, sum(part) OVER (ORDER BY n) AS up_to FROM (
    SELECT *, CASE n WHEN 1 THEN {largest} WHEN count(*) OVER () THEN {smallest}
        ELSE (1 - {largest} - {smallest}) / (count(*) OVER () - 2) END AS part FROM bench_place
) AS parts;

INSERT INTO people_user (email, name, password, agency_id, is_active, is_superuser, is_system,
    version)
SELECT format('%s-%s@bench.example', unit.id, n), format('Bench %s', n), '!', agency_id, true,
    false, false, 1
FROM people_unit unit CROSS JOIN generate_series(1, {officers}) n WHERE unit.name = 'Bench';
GRANT SELECT ON bench_place TO rasso_app, rasso_acts;
"""
ROADS = """
CREATE UNLOGGED TABLE bench_road AS
SELECT road.*, share.police, share.cps, md5('case' || road.n)::uuid AS case_id,
    md5('suspect' || road.n || '-' || number)::uuid AS id,
    opened_at + referred_after AS referred_at,
    opened_at + referred_after + decided_after AS decided_at
FROM (
    SELECT n, number, random() AS at,
        timestamptz '2016-11-26' + (n - 1.0) / {size} * interval '3652 days' AS opened_at,
        interval '1 day' * (5 + floor(-90 * ln(1 - random()))) AS referred_after,
        interval '1 day' * (2 + floor(-60 * ln(1 - random()))) AS decided_after,
        random() < 0.15 AS is_open, random() AS fate, random() AS due,
        (ARRAY['RED', 'GREEN', 'GREEN', 'GREEN_PRIORITY'])[1 + floor(random() * 4)] AS urgency,
        (ARRAY['INVESTIGATING', 'TRIAGE', 'RETURNED', 'READY_TO_ALLOCATE', 'WITH_PROSECUTOR',
               'ACTION_PLAN'])[1 + floor(random() * 6)] AS open_state
    FROM generate_series(1, {size}) n CROSS JOIN LATERAL (
        SELECT 1 AS number UNION ALL SELECT 2 WHERE n % 5 = 0
    ) AS suspects ORDER BY n, number
) AS road
JOIN bench_share share ON road.n * 0.618034 % 1 <= share.up_to
    AND road.n * 0.618034 % 1 > share.up_to - share.part;

ALTER TABLE bench_road ADD COLUMN state text, ADD COLUMN due_at timestamptz,
    ADD COLUMN side text, ADD COLUMN is_sent boolean, ADD COLUMN is_charge boolean;
UPDATE bench_road SET is_open = true WHERE decided_at > timestamptz '2026-11-26';
UPDATE bench_road SET open_state = 'INVESTIGATING'
WHERE referred_at > timestamptz '2026-11-25';
UPDATE bench_road SET
    state = CASE WHEN is_open THEN open_state WHEN fate < 0.4 THEN 'CHARGED'
        ELSE 'NO_FURTHER_ACTION' END,
    is_charge = NOT is_open AND fate < 0.4,
    side = CASE WHEN NOT is_open THEN '' WHEN open_state IN ('TRIAGE', 'READY_TO_ALLOCATE',
        'WITH_PROSECUTOR') THEN 'CPS' ELSE 'POLICE' END,
    due_at = CASE WHEN is_open THEN timestamptz '2026-11-26' + (due - 0.6) * interval '60 days' END,
    is_sent = NOT is_open OR open_state <> 'INVESTIGATING';
CREATE INDEX ON bench_road (n, number);
ANALYZE bench_road;
"""
TABLES = """
INSERT INTO cases_case (id, is_restricted, police_unit_id, cps_unit_id, urn, crime_reference,
    officer_id, prosecutor_id, is_allocated, opened_by_id, opened_at, version)
SELECT case_id, n % 100 = 0, police, CASE WHEN EXISTS (
        SELECT FROM bench_road of_it WHERE of_it.n = bench_road.n AND of_it.is_sent) THEN cps END,
    format('52A%s%s26', chr(65 + n / 100000), lpad((n % 100000)::text, 5, '0')),
    format('42/%s/26', lpad(n::text, 7, '0')), officer.id,
    NULL, false, officer.id, opened_at, 1
FROM bench_road CROSS JOIN LATERAL (
    SELECT id FROM people_user
    WHERE email = format('%s-%s@bench.example', police, 1 + n % {officers})
) AS officer WHERE number = 1;

INSERT INTO cases_suspect (id, is_restricted, police_unit_id, cps_unit_id, case_id, number, surname,
    given_names, custody, state, urgency, only_side, is_open, holder_side, also_waits_for,
    turn_began_at, due_at, listed_at, is_consulted, proposed_by, version)
SELECT road.id, held.is_restricted, police, held.cps_unit_id, case_id, number,
    CASE WHEN n % 2 = 0
        THEN 'Surname' || translate((n::bigint * 7919 % 5000)::text, '0123456789', 'abcdefghij')
        ELSE initcap(translate(left(md5(floor(10 * 3000 ^ (n * 0.754878 % 1))::text),
            4 + floor(10 * 3000 ^ (n * 0.754878 % 1))::int % 5), {letters})) END,
    CASE WHEN n % 2 = 0 THEN 'Sam' ELSE initcap(translate(
        left(md5(floor(8 * 60 ^ (n * 0.569840 % 1))::text), 5), {letters})) END,
    'ON_BAIL', state, urgency,
    CASE WHEN is_sent THEN '' ELSE 'POLICE' END, is_open, side, '{{}}',
    CASE WHEN is_open THEN referred_at END, due_at, coalesce(due_at, timestamptz '9999-01-01'),
    false, '{{}}', 1
FROM bench_road road JOIN cases_case held ON held.id = case_id;

INSERT INTO cases_casenumberpart (unit_id, part, case_id)
SELECT parts.* FROM cases_case AS held CROSS JOIN LATERAL cases_parts_of_case(held) AS parts
ORDER BY 1, 2, 3;
INSERT INTO cases_suspectnamekey (unit_id, key, lacks, others, suspect_id)
SELECT keys.* FROM cases_suspect AS held CROSS JOIN LATERAL cases_keys_of_suspect(held) AS keys
ORDER BY 1, 2, 3, 4, 5;

INSERT INTO cases_turn (id, case_id, suspect_id, state, side, holder_id, verb, began_at, ended_at)
SELECT md5(road.id || verb)::uuid, case_id, road.id, turn.state, turn.side,
    CASE turn.side WHEN 'POLICE' THEN police ELSE cps END, verb, began_at, ended_at
FROM bench_road road CROSS JOIN LATERAL (VALUES
    ('INVESTIGATING', 'POLICE', 'open_case', opened_at, CASE WHEN is_sent THEN referred_at END),
    ('TRIAGE', 'CPS', 'sign_referral_off', CASE WHEN is_sent THEN referred_at END,
        CASE WHEN NOT is_open THEN decided_at ELSE referred_at + interval '1 day' END),
    (open_state, road.side, 'bench', CASE WHEN is_open AND is_sent
        THEN referred_at + interval '1 day' END, NULL)
) AS turn (state, side, verb, began_at, ended_at) WHERE began_at IS NOT NULL;

INSERT INTO cases_referral (id, case_id, status, number, only_side, urgency, code_test, summary,
    suspect_account, strengths, lines_done, lines_open, victim_needs, disclosure, delay,
    no_advice_because, explained, written_by_id, written_at, writers, signed_off_by_id,
    signed_off_at, supervisor_comments, withdrawal_reason, is_assessed, version)
SELECT md5('referral' || road.id)::uuid, case_id, 'SUBMITTED', number, '', urgency, 'FULL', 'Said.',
    '', '', 'Done.', '', '', '', '', '', '{{}}', held.officer_id, referred_at, '{{}}',
    held.officer_id, referred_at, '', '', false, 1
FROM bench_road road JOIN cases_case held ON held.id = case_id WHERE is_sent;

INSERT INTO cases_referral_suspects (referral_id, suspect_id)
SELECT md5('referral' || id)::uuid, id FROM bench_road WHERE is_sent;

INSERT INTO cases_consultation (id, case_id, held_on, mode, summary, by_id, at)
SELECT md5('consultation' || road.id)::uuid, case_id, decided_at::date, 'VIRTUAL', 'Met.',
    held.officer_id, decided_at
FROM bench_road road JOIN cases_case held ON held.id = case_id WHERE NOT is_open AND NOT is_charge;

INSERT INTO cases_review (id, case_id, test, evidence, public_interest, strategy, misconceptions,
    disclosure, victim_witness, has_plan, by_id, at)
SELECT md5('review' || road.id)::uuid, case_id, 'FULL', 'Seen.', '', '', '', '', '', false,
    held.officer_id, decided_at
FROM bench_road road JOIN cases_case held ON held.id = case_id WHERE NOT is_open;

INSERT INTO cases_review_suspects (review_id, suspect_id)
SELECT md5('review' || id)::uuid, id FROM bench_road WHERE NOT is_open;

INSERT INTO cases_decision (id, case_id, suspect_id, number, kind, reason, rationale, by_id,
    authors, at, status, only_side, reading, reading_text, read_by_id, read_at, consultation_id)
SELECT md5('decision' || road.id)::uuid, case_id, road.id, 1,
    CASE WHEN is_charge THEN 'CHARGE' ELSE 'NFA_EVIDENTIAL' END,
    CASE WHEN is_charge THEN '' ELSE 'CONSENT' END, 'Why.', held.officer_id, '{{}}', decided_at,
    'LIVE', '', CASE WHEN is_charge THEN '' ELSE 'COUNTERSIGNED' END, '',
    CASE WHEN NOT is_charge THEN reader.id END, CASE WHEN NOT is_charge THEN decided_at END,
    CASE WHEN NOT is_charge THEN md5('consultation' || road.id)::uuid END
FROM bench_road road JOIN cases_case held ON held.id = case_id
JOIN people_user reader ON reader.email = format('%s-1@bench.example', cps) WHERE NOT is_open;

INSERT INTO cases_reportedcharge (id, case_id, decision_id, number, method, charged_on, explanation,
    by_id, at)
SELECT md5('charge' || road.id)::uuid, case_id, md5('decision' || road.id)::uuid, 1,
    'WRITTEN_CHARGE', (decided_at + (n % 20) * interval '1 day')::date, '', held.officer_id,
    decided_at
FROM bench_road road JOIN cases_case held ON held.id = case_id WHERE is_charge;

INSERT INTO cases_courtfact (id, case_id, suspect_id, decision_id, kind, "on", result, is_void,
    reason, is_current, by_id, at)
SELECT md5('outcome' || road.id)::uuid, case_id, road.id, md5('decision' || road.id)::uuid,
    'OUTCOME', (decided_at + (n % 500) * interval '1 day')::date, 'CONVICTED', false, '', true,
    held.officer_id, decided_at
FROM bench_road road JOIN cases_case held ON held.id = case_id WHERE is_charge AND n % 3 > 0;

INSERT INTO cases_casegrant (user_id, permission_id, granted_by_id, granted_at, content_object_id,
    is_open)
SELECT person.id, permission.id, person.id, opened_at, case_id, is_open
FROM bench_road road
CROSS JOIN LATERAL (VALUES ('officer_in_case', police), ('reviewing_prosecutor', cps))
    AS named (capacity, unit)
JOIN people_user person ON person.email = format('%s-%s@bench.example', unit, 1 + n % {officers})
JOIN django_content_type kind ON (kind.app_label, kind.model) = ('cases', 'case')
JOIN auth_permission permission
    ON permission.codename = capacity AND permission.content_type_id = kind.id
WHERE number = 1 AND (capacity = 'officer_in_case' OR is_sent);

UPDATE cases_suspect SET counted_overdue = true
WHERE is_open AND NOT is_restricted AND due_at < '2026-11-26';
INSERT INTO cases_boardcount (police_unit_id, cps_unit_id, state, only_side, n, overdue)
SELECT police_unit_id, cps_unit_id, state, only_side, count(*),
    count(*) FILTER (WHERE counted_overdue) FROM cases_suspect
WHERE is_open AND NOT is_restricted GROUP BY police_unit_id, cps_unit_id, state, only_side;
"""
# Rows that accumulate over years. Each turn has a clock, and a notice to the person named on the
# case for its side; if the clock ran out, an unread reminder too, which no page shows once it is
# out of date. The audit log has each suspect opened five times, and one in a hundred cases
# requested by somebody who was refused.
TRACES = """
CREATE UNLOGGED TABLE bench_turn AS
SELECT turn.id, turn.case_id, held.urn, holder_id, began_at, ended_at, person.id AS person,
    began_at + interval '28 days' AS due_at, row_number() OVER (ORDER BY began_at, turn.id) AS n,
    ended_at IS NULL OR ended_at > began_at + interval '28 days' AS has_run_out
FROM cases_turn turn JOIN cases_case held ON held.id = turn.case_id
JOIN bench_road road ON road.id = turn.suspect_id
JOIN people_user person
    ON person.email = format('%s-%s@bench.example', holder_id, 1 + road.n % {officers});

INSERT INTO timeliness_clock (id, about, subject, rule, rule_version, confidence, counted_in,
    recipient_unit_id, started_at, due_at, remind_at, overdue_at, escalate_at, closed_at, look_at)
SELECT md5('clock' || id)::uuid, case_id, urn, 'loaded', '1', 'product setting', 'days', holder_id,
    began_at, due_at, due_at - interval '3 days', due_at, due_at + interval '7 days', ended_at,
    CASE WHEN ended_at IS NULL AND due_at > '2026-11-26' THEN due_at END
FROM bench_turn;
UPDATE cases_turn SET clock_id = md5('clock' || id)::uuid WHERE ended_at IS NULL;

INSERT INTO timeliness_reminder (clock_id, due_at, stage, stage_at, made_at, overtaken, told)
SELECT md5('clock' || id)::uuid, due_at, 'after_due', due_at, due_at, false, 1
FROM bench_turn WHERE has_run_out AND due_at < '2026-11-26';

INSERT INTO timeliness_delivery (reference, about, subject, notice, recipient_id, reminder_id,
    created_at, is_stopped, written_in, read_at, send_after, attempts, in_doubt, accepted_at,
    why)
SELECT md5(told.notice || id)::uuid, case_id, urn, told.notice, person, told.reminder, told.at,
    told.reminder IS NOT NULL AND ended_at IS NOT NULL,
    3 + n * 700 / (SELECT count(*) FROM bench_turn), told.read_at, told.at, 1, false, told.at, ''
FROM bench_turn CROSS JOIN LATERAL (
    SELECT 'turn_began' AS notice, NULL::bigint AS reminder, began_at AS at,
        CASE WHEN began_at < '2026-11-12' THEN began_at + interval '1 day' END AS read_at
    UNION ALL SELECT 'after_due', reminder.id, reminder.due_at, NULL
    FROM timeliness_reminder reminder WHERE reminder.clock_id = md5('clock' || bench_turn.id)::uuid
) AS told;

INSERT INTO people_auditentry (at, operation, verb, user_id, capacities, kind, ids, case_id,
    refused, sought, content)
SELECT opened_at + n.n * interval '3 days',
    CASE n.n WHEN 0 THEN 'collection' ELSE 'consultation' END,
    CASE n.n WHEN 0 THEN 'open_case' ELSE 'see_case' END, person.id, '{{}}', 'cases.Case',
    ARRAY[case_id::text], case_id,
    CASE WHEN road.n % 100 = 0 AND n.n = 4 THEN 'Not found' ELSE '' END, '', ''
FROM bench_road road CROSS JOIN generate_series(0, 4) n
JOIN people_user person ON person.email = format('%s-%s@bench.example',
    CASE WHEN n.n < 3 THEN police ELSE cps END, 1 + road.n % {officers})
ORDER BY 1;
DROP TABLE bench_road, bench_turn;
"""
# An index that is costly to maintain per row, so it is built last.
SLOW = ("turns_never_overlap", "cases_turn")


def load_cases(session: Connection, size: int) -> None:
    """Fill a migrated, empty database with `size` cases."""
    session.execute("SET session_replication_role = replica")
    session.execute("SELECT setseed(0.26)")
    [[definition]] = session.execute(
        "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = %s", SLOW[:1]
    ).fetchall()
    session.execute("ALTER TABLE {1} DROP CONSTRAINT {0}".format(*SLOW))
    facts = {
        "size": size, "largest": LARGEST, "smallest": SMALLEST, "officers": OFFICERS,
        "letters": LETTERS,
    }  # fmt: skip
    for text in (PLACES, ROADS, TABLES, TRACES):
        session.execute(text.format(**facts))
    name, table = SLOW
    session.execute(f"ALTER TABLE {table} ADD CONSTRAINT {name} {definition}")
    session.execute("RESET session_replication_role")
    session.execute("CHECKPOINT")  # an index-only scan needs pages that are on disk
    session.execute("VACUUM ANALYZE")
