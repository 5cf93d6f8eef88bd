"""What is counted of the road to a decision: one statement for each subject (pilots.shares)."""

# Columns: subject, the row it is about, case, day, units, urgency, answers, when to look again.
SUBMISSIONS = """
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

OF_CASES = (SUBMISSIONS,)
