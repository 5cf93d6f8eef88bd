-- Who has a named role on a case, and who has a capacity on a unit. Access blocks apply as on
-- pages, and tests/cases/test_audience.py compares the two: no inactive or conflicted account, no
-- capacity on a unit of another side, and on a restricted case only named roles. In SQL, because
-- timeliness asks for a thousand clocks at once and knows no cases (docs/decisions/0003).

-- Accounts with a live named role on a case, and the role. Not who opened it by break-glass: they
-- read it for some hours, and are notified of nothing.
CREATE OR REPLACE FUNCTION cases_named_on("case" uuid, at timestamptz)
RETURNS TABLE (user_id bigint, capacity text) STABLE LANGUAGE sql AS $$
    SELECT named.user_id, permission.codename
    FROM cases_casegrant named
    JOIN auth_permission permission ON permission.id = named.permission_id
    JOIN people_user person ON person.id = named.user_id AND person.is_active
    WHERE named.content_object_id = $1 AND people_is_live(named.expires_at, $2)
      AND permission.codename <> 'broke_glass'
      AND NOT EXISTS (
          SELECT FROM cases_kept_from conflict
          WHERE conflict.case_id = named.content_object_id AND conflict.user_id = named.user_id
      )
$$;

-- Accounts with a live capacity on a unit, and the capacity.
CREATE OR REPLACE FUNCTION cases_held_on(unit bigint, at timestamptz)
RETURNS TABLE (user_id bigint, capacity text) STABLE LANGUAGE sql AS $$
    SELECT held.user_id, permission.codename
    FROM people_unitgrant held JOIN auth_permission permission ON permission.id = held.permission_id
    JOIN people_unit unit ON unit.id = held.content_object_id
    JOIN people_agency unit_agency ON unit_agency.id = unit.agency_id
    JOIN people_user person ON person.id = held.user_id AND person.is_active
    JOIN people_agency agency ON agency.id = person.agency_id AND agency.side = unit_agency.side
    WHERE held.content_object_id = $1 AND people_is_live(held.expires_at, $2)
$$;

-- Whether an account may be notified of a case: named on it, or a reader of one of its units.
CREATE OR REPLACE FUNCTION may_be_told_of_case(about uuid, person bigint, at timestamptz)
RETURNS boolean STABLE LANGUAGE sql AS $$
    SELECT EXISTS (SELECT FROM cases_named_on($1, $3) named WHERE named.user_id = $2)
        OR EXISTS (
            SELECT FROM cases_case known
            CROSS JOIN LATERAL unnest(ARRAY[known.police_unit_id, known.cps_unit_id]) AS unit (id)
            CROSS JOIN LATERAL cases_held_on(unit.id, $3) held
            WHERE known.id = $1 AND NOT known.is_restricted AND held.user_id = $2
              AND held.capacity IN (
                  SELECT capacity FROM people_capacity_set WHERE name = 'READING'
              )
              AND NOT EXISTS (
                  SELECT FROM cases_kept_from conflict
                  WHERE conflict.case_id = known.id AND conflict.user_id = held.user_id
              )
        )
$$;

-- Whether an account may be notified of a break-glass: as of its case.
CREATE OR REPLACE FUNCTION may_be_told_of_break_glass(about uuid, person bigint, at timestamptz)
RETURNS boolean STABLE LANGUAGE sql AS $$
    SELECT EXISTS (
        SELECT FROM cases_breakglass opened
        WHERE opened.id = $1 AND may_be_told_of_case(opened.case_id, $2, $3)
    )
$$;

-- Whether an account may be notified of an offer of a case: while it is open, the managers of the
-- unit that the case is offered to.
CREATE OR REPLACE FUNCTION may_be_told_of_transfer(about uuid, person bigint, at timestamptz)
RETURNS boolean STABLE LANGUAGE sql AS $$
    SELECT EXISTS (
        SELECT FROM cases_transfer offered
        CROSS JOIN LATERAL cases_held_on(offered.cps_unit_id, $3) held
        WHERE offered.id = $1 AND offered.is_open AND NOT offered.is_restricted
          AND held.user_id = $2 AND held.capacity = 'allocate_cases'
          AND NOT EXISTS (
              SELECT FROM cases_kept_from conflict
              WHERE conflict.case_id = offered.case_id AND conflict.user_id = held.user_id
          )
    )
$$;

-- Whether an account may be notified that access to a unit was granted: those who lead it or, for a
-- unit without cases, others with the same access; and whoever was made administrator of the agency
-- on it. Of a unit of oversight, whoever administers accounts or reads the log on any.
CREATE OR REPLACE FUNCTION may_be_told_of_unit(about uuid, person bigint, at timestamptz)
RETURNS boolean STABLE LANGUAGE sql AS $$
    SELECT EXISTS (
        SELECT FROM people_unit unit CROSS JOIN LATERAL cases_held_on(unit.id, $3) held
        WHERE unit.reference = $1 AND held.user_id = $2 AND held.capacity IN (
            SELECT capacity FROM people_capacity_set
            WHERE name IN ('HEARING_OF_ACCESS', 'AGENCY_CAPACITIES')
        )
    ) OR EXISTS (
        SELECT FROM people_unit unit
        JOIN people_agency office ON office.id = unit.agency_id AND office.side = 'OVERSIGHT'
        JOIN people_unitgrant own ON own.user_id = $2
        JOIN people_unit other ON other.id = own.content_object_id
        JOIN people_agency others ON others.id = other.agency_id AND others.side = 'OVERSIGHT'
        CROSS JOIN LATERAL cases_held_on(other.id, $3) held
        WHERE unit.reference = $1 AND held.user_id = $2 AND held.capacity IN (
            SELECT capacity FROM people_capacity_set WHERE name = 'HEARING_OF_ACCESS'
        )
    )
$$;

-- Whether a person may know of an alert: those who lead the unit, and never whom it is about.
CREATE OR REPLACE FUNCTION may_be_told_of_alert(about uuid, person bigint, at timestamptz)
RETURNS boolean STABLE LANGUAGE sql AS $$
    SELECT EXISTS (
        SELECT FROM people_insideralert alert JOIN people_unit unit ON unit.id = alert.unit_id
        WHERE alert.id = $1 AND $2 <> ALL (alert.about)
          AND may_be_told_of_unit(unit.reference, $2, $3)
    )
$$;

-- Whether a person may know of a request to read more: whoever asks, and those who lead the unit.
CREATE OR REPLACE FUNCTION may_be_told_of_reading(about uuid, person bigint, at timestamptz)
RETURNS boolean STABLE LANGUAGE sql AS $$
    SELECT EXISTS (
        SELECT FROM people_readingrequest asked JOIN people_unit unit ON unit.id = asked.unit_id
        WHERE asked.id = $1 AND (asked.by_id = $2 OR may_be_told_of_unit(unit.reference, $2, $3))
    )
$$;
