"""
SQL of the measure events on the way to a decision: one statement for each kind of event
(pilots.measures.proportions).
"""

from pilots.actions.plan_events_sql import FIRST_ASKED_GAPS_SQL, PLANS_SQL

# Columns: kind, the row it is about, case, day, units, urgency, answers, when to recount.
SUBMISSIONS_SQL = """
SELECT 'triage' AS measure, referral.id AS about, held.id AS case_id,
    london_day(referral.triaged_at) AS counted_on, held.police_unit_id, held.cps_unit_id,
    referral.urgency,
    CASE WHEN returned.id IS NULL THEN 'returned:ACCEPTED'
        ELSE concat_ws(' ', 'returned:RETURNED', (
            SELECT string_agg('returned-' || code || ':YES', ' ' ORDER BY code)
            FROM cases_returnreason WHERE of_id = returned.id
        )) END AS answers,
    NULL::timestamptz AS look_at
FROM held
JOIN cases_referral referral ON referral.case_id = held.id AND referral.triaged_at IS NOT NULL
LEFT JOIN cases_referralreturn returned ON returned.referral_id = referral.id
"""

# Compliance after disputes is counted only once the dispute window has closed.
FILES_SQL = """
SELECT 'files', quality.id, held.id, london_day(quality.at), quality.police_unit_id,
    held.cps_unit_id, referral.urgency,
    concat_ws(' ',
        'compliant:' || CASE WHEN quality.is_compliant THEN 'YES' ELSE 'NO' END,
        'after-disputes:' || CASE WHEN quality.closes_at > %(at)s THEN 'OPEN'
            WHEN failed.standing = 0 THEN 'YES' ELSE 'NO' END,
        'failures-answered:' || CASE WHEN failed.of = 0 THEN NULL
            WHEN failed.unanswered = 0 THEN 'YES'
            WHEN quality.closes_at > %(at)s THEN 'OPEN' ELSE 'NO' END),
    CASE WHEN quality.closes_at > %(at)s THEN quality.closes_at END
FROM held
JOIN cases_filequality quality ON quality.case_id = held.id
JOIN cases_referral referral ON referral.id = quality.referral_id
CROSS JOIN LATERAL (
    SELECT count(*) AS of, count(*) FILTER (WHERE status <> 'SUCCESSFUL') AS standing,
        count(*) FILTER (WHERE status = 'REPORTED') AS unanswered
    FROM cases_filefailure WHERE quality_id = quality.id
) AS failed
"""

# As in cases/quality_reports/queries/plan_quality.py: a cancelled action item has no due date to
# meet.
ACTIONS_SQL = f"""
SELECT 'actions', item.id, held.id, london_day(plan.set_at), held.police_unit_id,
    held.cps_unit_id, '',
    concat_ws(' ',
        'by-first-date:' || CASE WHEN item.status = 'CANCELLED' THEN NULL
            WHEN said.first_on <= item.first_due_on THEN 'YES'
            WHEN said.first_on IS NOT NULL OR item.status <> 'OPEN' THEN 'NO'
            WHEN item.first_due_on < london_day(%(at)s) THEN 'NO' ELSE 'OPEN' END,
        'by-agreed-date:' || CASE WHEN item.status = 'CANCELLED' THEN NULL
            WHEN item.status <> 'OPEN' THEN CASE WHEN said.last_on <= item.due_on
                THEN 'YES' ELSE 'NO' END
            WHEN item.due_on < london_day(%(at)s) THEN 'NO' ELSE 'OPEN' END,
        'challenged:' || CASE WHEN asked.times > 0 THEN 'YES' ELSE 'NO' END,
        'upheld:' || CASE WHEN asked.times = 0 THEN NULL WHEN asked.decided = 0 THEN 'OPEN'
            WHEN asked.upheld > 0 THEN 'YES' ELSE 'NO' END,
        'reaches-victim:' || CASE WHEN request.id IS NULL THEN 'NO' ELSE 'YES' END,
        'late-ask:' || CASE WHEN fills.kinds > 0 THEN CASE WHEN fills.days IS NULL THEN 'NO'
            ELSE 'YES' END END,
        'days-late-ask:' || fills.days, fills.by_kind),
    CASE WHEN item.status = 'OPEN' THEN (
        SELECT min((due + 1)::timestamp AT TIME ZONE 'Europe/London')
        FROM unnest(ARRAY[item.first_due_on, item.due_on]) AS due
        WHERE due >= london_day(%(at)s)
    ) END
FROM held
JOIN cases_actionplan plan ON plan.case_id = held.id
JOIN cases_actionitem item ON item.plan_id = plan.id
LEFT JOIN cases_victimrequest request ON request.item_id = item.id
CROSS JOIN LATERAL (
    SELECT london_day(min(at)) AS first_on, london_day(max(at)) AS last_on FROM cases_itementry
    WHERE item_id = item.id AND kind IN ('ANSWERED', 'PARTLY', 'CANNOT')
) AS said
CROSS JOIN LATERAL (
    SELECT count(*) AS times, count(*) FILTER (WHERE is_over) AS decided,
        count(*) FILTER (WHERE is_over AND (answer IN ('CANCEL', 'AMEND')
            OR status = 'SETTLED' AND outcome IN ('UPHELD', 'PART'))) AS upheld
    FROM (
        SELECT *, status IN ('ANSWERED', 'SETTLED') OR status = 'WITHDRAWN' AND answer = 'HOLD'
            AS is_over
        FROM cases_challenge WHERE item_id = item.id AND kind = 'CHALLENGE'
    ) AS challenge
) AS asked
CROSS JOIN LATERAL (
    -- days: of the longest of each kind and of all.
    SELECT count(*) AS kinds, max(days) AS days, string_agg(
        'late-ask-' || material || ':YES days-late-ask-' || material || ':' || days,
        ' ' ORDER BY material
    ) AS by_kind
    FROM (
        SELECT material, max(days) AS days FROM ({FIRST_ASKED_GAPS_SQL}) AS asked GROUP BY material
    ) AS filled
) AS fills
"""  # noqa: S608 - words of our own

# A report about a suspect whom the CPS was not sent is counted at no CPS unit.
CLOSINGS_SQL = """
SELECT 'closings', report.id, held.id, london_day(report.answered_at), held.police_unit_id,
    CASE WHEN report.only_side = '' THEN held.cps_unit_id END, '',
    concat_ws(' ',
        'closed-unsupported:' || CASE WHEN 16 = ANY (said.outcomes) THEN 'YES' ELSE 'NO' END,
        CASE WHEN report.status = 'CLOSED' THEN said.by_code END,
        'closed-interviewed:' || CASE WHEN report.interviewed_on IS NULL THEN 'NO' ELSE 'YES' END,
        'closed-reopened:' || CASE WHEN report.status = 'REOPENED' THEN 'YES' ELSE 'NO' END),
    NULL
FROM held JOIN cases_closingreport report ON report.case_id = held.id
    AND report.status IN ('CLOSED', 'REOPENED')
CROSS JOIN LATERAL (  -- of its allegations, which may have different ones
    SELECT array_agg(outcome) AS outcomes, string_agg(
        DISTINCT 'closed-unsupported-' || outcome || ':YES', ' '
    ) AS by_code
    FROM cases_closingoutcome WHERE report_id = report.id
) AS said
"""

CASE_EVENT_QUERIES = (SUBMISSIONS_SQL, FILES_SQL, ACTIONS_SQL, PLANS_SQL, CLOSINGS_SQL)
