-- The two questions that timeliness asks of whatever it has notices and clocks of, without knowing
-- it (docs/decisions/0003). Each app answers for its own subjects; here the answers are put
-- together, and a new subject is one line more. Both are in PL/pgSQL with a plan that is made once
-- a session: in SQL Postgres unfolds all of it into whatever statement asks, and plans that each
-- time (docs/decisions/0035).

-- Who hears of each of these clocks, and at which stage.
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

-- Whether a person may be told of what a notice is about. Most notices are about a case, so that is
-- asked first, and the first yes ends it.
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
        OR may_be_told_of_unit($1, $2, $3);
END $$;
