-- The two functions through which timeliness asks other apps about audiences, without importing
-- them (docs/decisions/0003). Each app has functions for its own subjects; these combine them. Both
-- are in PL/pgSQL with a generic plan, made once per session: Postgres would inline an SQL function
-- into every calling statement and plan it each time (docs/decisions/0035).

-- The people to notify of each of these clocks, by stage.
CREATE OR REPLACE FUNCTION clocks_audience(clocks uuid[], at timestamptz)
RETURNS TABLE (clock uuid, stage text, user_id bigint)
STABLE LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan AS $$
BEGIN
    RETURN QUERY
    SELECT * FROM cases_audience($1, $2)
    UNION SELECT * FROM duties_audience($1, $2)
    UNION SELECT * FROM reviews_audience($1, $2)
    UNION SELECT * FROM panels_audience($1, $2);
END $$;

-- Whether a person may know what a notice is about. Most notices are about a case, so cases are
-- checked first, and the first true ends it.
CREATE OR REPLACE FUNCTION may_be_told(about uuid, person bigint, at timestamptz)
RETURNS boolean STABLE LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan AS $$
BEGIN
    RETURN may_be_told_of_case($1, $2, $3)
        OR may_be_told_of_transfer($1, $2, $3)
        OR may_be_told_of_record($1, $2, $3)
        OR may_be_told_of_support($1, $2, $3)
        OR may_be_told_of_panel($1, $2, $3)
        OR may_be_told_of_learning($1, $2, $3)
        OR may_be_told_of_second_look($1, $2, $3)
        OR may_be_told_of_break_glass($1, $2, $3)
        OR may_be_told_of_unit($1, $2, $3)
        OR may_be_told_of_reading($1, $2, $3)
        OR may_be_told_of_alert($1, $2, $3);
END $$;
