"""
SQL of the measure events on telling victims: one statement for each kind of event
(pilots.measures.proportions).

Nothing is counted at a CPS unit of a victim or suspect that is private to the police.
"""

# A duty that ended for a reason outside the agency is not counted. News that was sent in time is
# not late by the post: open until it is known to have arrived or come back (ADR 42).
DUTIES_SQL = """
SELECT CASE duty.owed_by WHEN 'POLICE' THEN 'police-duties' ELSE 'cps-duties' END, duty.id,
    held.id, london_day(clock.due_at), held.police_unit_id,
    CASE WHEN duty.only_side = '' THEN held.cps_unit_id END, '',
    CASE duty.owed_by WHEN 'POLICE' THEN 'told-by-police:' ELSE 'told-by-cps:' END
        || CASE WHEN least(duty.kept_at, CASE WHEN duty.kept_at IS NOT NULL THEN duty.sent_at END)
                <= clock.due_at THEN 'KEPT'
            WHEN duty.kept_at IS NOT NULL THEN 'LATE'
            WHEN clock.due_at < %(at)s AND (duty.sent_at IS NULL OR duty.sent_at > clock.due_at)
                THEN 'BREACHED'
            ELSE 'OPEN' END,
    CASE WHEN duty.is_open AND clock.due_at >= %(at)s THEN clock.due_at + interval '1 second' END
FROM held
JOIN victims_duty duty ON duty.case_id = held.id
JOIN timeliness_clock clock ON clock.id = duty.clock_id
WHERE duty.ended_because = ''
"""

# From each contact that got through to the next. The last interval ends with the work, or when
# the victim no longer wants to hear.
CONTACTS_SQL = """
SELECT 'contacts', began.id, held.id, began.day, held.police_unit_id,
    CASE WHEN record.only_side = '' THEN held.cps_unit_id END, '',
    'heard-in-time:' || CASE WHEN record.update_every_days IS NULL THEN 'UNKNOWN'
        WHEN began.next_day <= began.day + record.update_every_days THEN 'KEPT'
        WHEN began.next_day IS NOT NULL THEN 'LATE'
        WHEN london_day(%(at)s) > began.day + record.update_every_days THEN 'BREACHED'
        ELSE 'OPEN' END,
    CASE WHEN began.next_day IS NULL
        AND london_day(%(at)s) <= began.day + record.update_every_days
        THEN (began.day + record.update_every_days + 1)::timestamp AT TIME ZONE 'Europe/London' END
FROM held
JOIN victims_victimrecord record ON record.case_id = held.id
JOIN (
    SELECT id, record_id, london_day(contacted_at) AS day,
        lead(london_day(contacted_at)) OVER (
            PARTITION BY record_id ORDER BY contacted_at, id
        ) AS next_day
    FROM victims_contact WHERE outcome = 'REACHED' AND NOT 'UNCHECKED' = ANY(barriers)
        AND (%(cases)s::uuid[] IS NULL OR case_id = ANY(%(cases)s::uuid[]))
) AS began ON began.record_id = record.id
WHERE began.next_day IS NOT NULL
    OR record.is_open AND NOT record.is_withdrawn AND record.wants_contact <> 'NO'
"""

# No service's records are read here: a referral is recorded by the side that made it.
VICTIMS_SQL = """
SELECT 'victims', record.id, held.id, london_day(victim.added_at), held.police_unit_id,
    CASE WHEN record.only_side = '' THEN held.cps_unit_id END, '',
    concat_ws(' ',
        'supports:' || CASE WHEN gone.confirmed_on IS NOT NULL THEN 'NO'
            WHEN gone.id IS NULL THEN coalesce(asked.answer, 'UNKNOWN') ELSE 'UNKNOWN' END,
        'stays:' || CASE WHEN gone.id IS NULL THEN 'YES'
            WHEN gone.confirmed_on IS NULL THEN 'UNKNOWN' ELSE 'NO' END,
        'withdrew-when:' || CASE WHEN gone.confirmed_on IS NOT NULL THEN gone.stage END,
        'interval-agreed:' || CASE WHEN record.update_every_days IS NULL THEN 'NO' ELSE 'YES' END,
        'isva-by-police:' || CASE WHEN sent.by_police THEN 'YES' ELSE 'NO' END,
        'isva-by-cps:' || CASE WHEN record.only_side = 'POLICE' THEN NULL
            WHEN sent.by_cps THEN 'YES' ELSE 'NO' END),
    NULL
FROM held
JOIN victims_victimrecord record ON record.case_id = held.id
JOIN cases_victim victim ON victim.id = record.victim_id
LEFT JOIN victims_withdrawal gone ON gone.record_id = record.id AND gone.taken_back_at IS NULL
-- What was said last. Whoever took a withdrawal back was asked then, and supports the case again.
LEFT JOIN LATERAL (
    SELECT said.answer FROM (
        SELECT answer, "on", at FROM victims_casesupport WHERE record_id = record.id
        UNION ALL
        SELECT 'YES', taken_back_on, taken_back_at FROM victims_withdrawal
        WHERE record_id = record.id AND taken_back_at IS NOT NULL
    ) AS said
    ORDER BY said."on" DESC, said.at DESC LIMIT 1
) AS asked ON TRUE
CROSS JOIN LATERAL (
    SELECT bool_or(only_side = 'POLICE') AS by_police, bool_or(only_side = 'CPS') AS by_cps
    FROM victims_supportreferral WHERE record_id = record.id
) AS sent
"""

VICTIM_EVENT_QUERIES = (DUTIES_SQL, CONTACTS_SQL, VICTIMS_SQL)
