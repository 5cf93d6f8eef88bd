-- The audiences of notices about victims, their support and duties. Access blocks apply as on the
-- pages (cases/sql/people_of_a_case.sql), and so does what is private to the police. A service is
-- in the audience for a victim whom it supports or is asked to support.

-- Whether a person may get notices about a victim's record: with a named role on its case, or a
-- capacity that reads of victims on one of its units.
CREATE OR REPLACE FUNCTION may_be_told_of_record(about uuid, person bigint, at timestamptz)
RETURNS boolean STABLE LANGUAGE sql AS $$
    SELECT EXISTS (
        SELECT FROM victims_victimrecord record
        JOIN people_user who ON who.id = $2
        JOIN people_agency agency ON agency.id = who.agency_id
        WHERE record.id = $1 AND record.only_side IN ('', agency.side)
          AND NOT EXISTS (
              SELECT FROM cases_kept_from conflict
              WHERE conflict.case_id = record.case_id AND conflict.user_id = who.id
          )
          AND (EXISTS (
              SELECT FROM cases_named_on(record.case_id, $3) named WHERE named.user_id = who.id
          ) OR NOT record.is_restricted AND EXISTS (
              SELECT FROM unnest(ARRAY[record.police_unit_id, record.cps_unit_id]) AS unit (id)
              CROSS JOIN LATERAL cases_held_on(unit.id, $3) held
              WHERE held.user_id = who.id AND held.capacity IN (
                  SELECT capacity FROM people_capacity_set WHERE name = 'READING_OF_VICTIMS'
              )
          ))
    )
$$;

-- Whether a person may get notices about a support: the named ISVA, and where the case is not
-- restricted the service's managers.
CREATE OR REPLACE FUNCTION may_be_told_of_support(about uuid, person bigint, at timestamptz)
RETURNS boolean STABLE LANGUAGE sql AS $$
    SELECT EXISTS (
        SELECT FROM victims_support support
        WHERE support.id = $1 AND NOT EXISTS (
            SELECT FROM cases_kept_from conflict
            WHERE conflict.case_id = support.case_id AND conflict.user_id = $2
        ) AND (EXISTS (
            SELECT FROM victims_supportgrant named
            JOIN people_user known ON known.id = named.user_id AND known.is_active
            WHERE named.content_object_id = support.id AND named.user_id = $2
              AND people_is_live(named.expires_at, $3)
        ) OR NOT support.is_restricted AND EXISTS (
            SELECT FROM cases_held_on(support.service_id, $3) held
            WHERE held.user_id = $2 AND held.capacity = 'manage_support'
        ))
    )
$$;

-- The audience of a duty to a victim. Chased: the victim's named contact; else people on the unit
-- who work with victims; else those who refer or allocate its cases; else people with a named role
-- on the case. Escalated to: supervisors and managers.
CREATE OR REPLACE FUNCTION duties_audience(clocks uuid[], at timestamptz)
RETURNS TABLE (clock uuid, stage text, user_id bigint) STABLE LANGUAGE sql AS $$
    WITH owed AS MATERIALIZED (
        SELECT clock.id AS clock_id, record.case_id, record.is_restricted,
            clock.recipient_unit_id AS unit_id, agency.side = 'POLICE' AS by_police,
            CASE agency.side WHEN 'POLICE' THEN record.contact_officer_id
                ELSE record.liaison_officer_id END AS caller_id
        FROM timeliness_clock clock
        JOIN victims_victimrecord record ON record.id = clock.about
        JOIN people_unit unit ON unit.id = clock.recipient_unit_id
        JOIN people_agency agency ON agency.id = unit.agency_id
        WHERE clock.id = ANY ($1)
    ), held AS MATERIALIZED (
        SELECT owed.clock_id, by_police, caller_id, held.user_id, held.capacity
        FROM owed CROSS JOIN LATERAL cases_held_on(owed.unit_id, $2) held
        WHERE (NOT owed.is_restricted OR held.user_id IN (
            SELECT named.user_id FROM cases_named_on(owed.case_id, $2) named
        )) AND NOT EXISTS (
            SELECT FROM cases_kept_from conflict
            WHERE conflict.case_id = owed.case_id AND conflict.user_id = held.user_id
        )
    ), may_call AS (
        SELECT clock_id, user_id, CASE
            WHEN user_id = caller_id AND capacity IN (
                'contact_victims', 'refer_cases', 'supervise_cases', 'liaise_with_victims'
            ) THEN 1
            WHEN capacity IN ('contact_victims', 'liaise_with_victims') THEN 2
            WHEN capacity = CASE WHEN by_police THEN 'refer_cases' ELSE 'allocate_cases' END THEN 3
            END AS choice
        FROM held
        UNION ALL
        SELECT owed.clock_id, named.user_id, 4
        FROM owed CROSS JOIN LATERAL cases_named_on(owed.case_id, $2) named
        WHERE named.capacity =
            CASE WHEN by_police THEN 'officer_in_case' ELSE 'reviewing_prosecutor' END
    ), chosen AS (
        SELECT clock_id, user_id, choice, min(choice) OVER (PARTITION BY clock_id) AS best
        FROM may_call WHERE choice IS NOT NULL
    )
    SELECT chosen.clock_id, chased.stage, chosen.user_id
    FROM chosen CROSS JOIN (VALUES ('before_due'), ('after_due')) AS chased (stage)
    WHERE choice = best
    UNION
    SELECT held.clock_id, 'escalated', held.user_id FROM held
    WHERE held.capacity = CASE WHEN by_police THEN 'supervise_cases' ELSE 'allocate_cases' END
$$;

-- The audience of a VRR request, besides that of the duty: while the decision is with its reviewer,
-- the reviewer is chased.
CREATE OR REPLACE FUNCTION reviews_audience(clocks uuid[], at timestamptz)
RETURNS TABLE (clock uuid, stage text, user_id bigint) STABLE LANGUAGE sql AS $$
    SELECT asked.clock_id, chased.stage, asked.reviewer_id
    FROM victims_righttoreview asked
    JOIN cases_case known ON known.id = asked.case_id
    JOIN timeliness_clock clock ON clock.id = asked.clock_id
    CROSS JOIN (VALUES ('before_due'), ('after_due')) AS chased (stage)
    WHERE asked.clock_id = ANY ($1) AND asked.status = 'WITH_REVIEWER'
      AND (EXISTS (
          SELECT FROM cases_named_on(known.id, $2) named WHERE named.user_id = asked.reviewer_id
      ) OR NOT known.is_restricted AND EXISTS (
          SELECT FROM cases_held_on(clock.recipient_unit_id, $2) held
          WHERE held.user_id = asked.reviewer_id
      ))
      AND NOT EXISTS (
          SELECT FROM cases_kept_from conflict
          WHERE conflict.case_id = known.id AND conflict.user_id = asked.reviewer_id
      )
$$;
