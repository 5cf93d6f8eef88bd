-- Whether a grant with this end is live at a moment. One without an end is; what ends at the moment
-- is over. The planner writes the condition into the query that calls it, so it costs no call
-- (tests/rasso/test_live_grants_in_sql.py). For the ORM: people/access/expiry.py.
CREATE OR REPLACE FUNCTION people_is_live(expires_at timestamptz, at timestamptz)
RETURNS boolean IMMUTABLE PARALLEL SAFE LANGUAGE sql AS $$
    SELECT $1 IS NULL OR $1 > $2
$$;
