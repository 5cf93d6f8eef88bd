"""
SQL of the measure events of action plans, and of the gaps that an action is the first to ask for
(pilots.measures.decision_proportions). The columns are those of case_events_sql.
"""

# The gaps that an action (item) of a plan is the first to ask for: their kind, and if asking was
# late, the days. Late: it stood at the first review of its suspect, and the plan is set on a later
# one.
FIRST_ASKED_GAPS_SQL = """
    SELECT gap.material, CASE WHEN gap.at <= reviewed.at AND reviewed.id <> plan.review_id
            AND reviewed.at < plan.set_at
        THEN london_day(plan.set_at) - london_day(reviewed.at) END AS days
    FROM cases_actionitem_gaps fills
    JOIN cases_gap gap ON gap.id = fills.gap_id
    LEFT JOIN LATERAL (
        SELECT review.id, review.at FROM cases_review_suspects named
        JOIN cases_review review ON review.id = named.review_id
        WHERE named.suspect_id = gap.suspect_id ORDER BY review.at, review.id LIMIT 1
    ) AS reviewed ON true
    WHERE fills.actionitem_id = item.id AND NOT EXISTS (
        SELECT FROM cases_actionitem_gaps also
        JOIN cases_actionitem earlier ON earlier.id = also.actionitem_id
        JOIN cases_actionplan before ON before.id = earlier.plan_id
        WHERE also.gap_id = gap.id
            AND (before.number, earlier.number) < (plan.number, item.number)
    )
"""

PLANS_SQL = f"""
SELECT 'plans', plan.id, held.id, london_day(plan.set_at), held.police_unit_id,
    held.cps_unit_id, '',
    concat_ws(' ', 'later-plan:' || CASE WHEN EXISTS (
        SELECT FROM cases_actionitem item
        JOIN cases_actionitem_suspects named ON named.actionitem_id = item.id
        JOIN cases_actionitem_suspects also ON also.suspect_id = named.suspect_id
        JOIN cases_actionitem earlier ON earlier.id = also.actionitem_id
        JOIN cases_actionplan before ON before.id = earlier.plan_id
        WHERE item.plan_id = plan.id AND before.number < plan.number
            AND before.case_id = plan.case_id
    ) THEN 'YES' ELSE 'NO' END,
    'plan-charged:' || led_to.answer,
    'answered-charged:' || CASE WHEN replied.is_whole THEN led_to.answer END,
    'days-answered-charged:' || days.n, parts.said),
    NULL
FROM held
JOIN cases_actionplan plan ON plan.case_id = held.id
CROSS JOIN LATERAL (
    SELECT bool_and(item.status <> 'OPEN') AND max(entry.at) IS NOT NULL AS is_whole,
        max(entry.at) AS at
    FROM cases_actionitem item
    LEFT JOIN cases_itementry entry ON entry.item_id = item.id
        AND entry.kind IN ('ANSWERED', 'PARTLY', 'CANNOT')
    WHERE item.plan_id = plan.id AND item.status <> 'CANCELLED'
) AS replied
CROSS JOIN LATERAL (
    SELECT count(DISTINCT named.suspect_id) AS of,
        count(DISTINCT named.suspect_id) FILTER (WHERE live.kind = 'CHARGE') AS charged,
        count(DISTINCT named.suspect_id) FILTER (WHERE live.kind <> 'CHARGE') AS otherwise,
        min(live.at) FILTER (WHERE live.kind = 'CHARGE' AND live.at >= replied.at) AS charged_at,
        max(live.at) FILTER (WHERE live.kind <> 'CHARGE' AND live.at >= replied.at) AS other_at
    FROM cases_actionitem item
    JOIN cases_actionitem_suspects named ON named.actionitem_id = item.id
    LEFT JOIN LATERAL (
        SELECT kind, coalesce(read_at, at) AS at FROM cases_decision
        WHERE suspect_id = named.suspect_id AND status = 'LIVE' ORDER BY number DESC LIMIT 1
    ) AS live ON true
    WHERE item.plan_id = plan.id
) AS decided
CROSS JOIN LATERAL (
    SELECT CASE WHEN decided.of = 0 THEN NULL WHEN decided.charged > 0 THEN 'YES'
        WHEN decided.of = decided.otherwise THEN 'NO' ELSE 'OPEN' END AS answer
) AS led_to
CROSS JOIN LATERAL (
    SELECT CASE WHEN replied.is_whole THEN london_day(CASE led_to.answer
        WHEN 'YES' THEN decided.charged_at WHEN 'NO' THEN decided.other_at END)
        - london_day(replied.at) END AS n
) AS days
CROSS JOIN LATERAL (
    SELECT string_agg('answered-charged-' || part || ':' || led_to.answer
        || coalesce(' days-answered-charged-' || part || ':' || days.n, ''), ' ' ORDER BY part
    ) FILTER (WHERE replied.is_whole) AS said
    FROM (
        SELECT DISTINCT lower(category) AS part FROM cases_actionitem
        WHERE plan_id = plan.id AND status <> 'CANCELLED'
        UNION ALL
        SELECT CASE WHEN count(asked.days) > 0 THEN 'late' ELSE 'not-late' END
        FROM cases_actionitem item CROSS JOIN LATERAL ({FIRST_ASKED_GAPS_SQL}) AS asked
        WHERE item.plan_id = plan.id HAVING count(*) > 0
    ) AS of_plan
) AS parts
"""  # noqa: S608 - words of our own
