"""
The measure events of requests for counselling records (pilots.measures.counselling_proportions).

Part of the statement in pilots.actions.measure_events.
"""

PROPOSALS_SQL = """
SELECT 'counselling-proposals', proposal.id, held.id, london_day(proposal.at), held.police_unit_id,
    held.cps_unit_id, '',
    'counselling-refused:' || CASE proposal.status WHEN 'WAITING' THEN 'OPEN'
        WHEN 'REFUSED' THEN 'YES' ELSE 'NO' END,
    NULL
FROM held JOIN cases_proposal proposal ON proposal.case_id = held.id
"""

REQUESTS_SQL = """
SELECT 'counselling-requests', request.id, held.id, london_day(request.set_at),
    held.police_unit_id, held.cps_unit_id, '',
    concat_ws(' ',
        'counselling-displaced:' || CASE WHEN request.authorised_on IS NOT NULL THEN 'YES'
            WHEN item.status = 'OPEN' THEN 'OPEN' ELSE 'NO' END,
        'counselling-asked:' || CASE WHEN request.requested_on IS NOT NULL THEN 'YES'
            WHEN item.status = 'OPEN' THEN 'OPEN' ELSE 'NO' END,
        'counselling-withdrawn:' || CASE WHEN request.requested_on IS NOT NULL THEN 'NO'
            WHEN item.status = 'OPEN' THEN 'OPEN'
            WHEN item.status = 'CANCELLED' THEN 'YES' ELSE 'NO' END),
    NULL::timestamptz
FROM held JOIN cases_victimrequest request ON request.case_id = held.id
    AND request.reach = 'COUNSELLING'
JOIN cases_actionitem item ON item.id = request.item_id
"""

COUNSELLING_EVENT_QUERIES = (PROPOSALS_SQL, REQUESTS_SQL)
