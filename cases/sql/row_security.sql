-- What row-level security asks about a case (docs/decisions/0087). These functions run with their
-- owner's rights: a policy that read the tables as the reader would ask itself again.

-- Ids of the cases with which one of these accounts is in conflict.
CREATE OR REPLACE FUNCTION cases_in_conflict(accounts bigint[]) RETURNS uuid[]
STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = public, pg_temp LANGUAGE sql AS $$
    SELECT array_agg(DISTINCT conflict.case_id) FROM cases_kept_from conflict
    WHERE conflict.user_id = ANY($1)
$$;

-- Whether whoever reads in this transaction may read rows under a case. units: the name of the set
-- of their units that read such rows (READ_SETS of people/identity/capacities.py).
CREATE OR REPLACE FUNCTION cases_is_readable(about uuid, units text) RETURNS boolean
STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = public, pg_temp LANGUAGE plpgsql AS $$
BEGIN
    RETURN EXISTS (
        SELECT FROM cases_case known
        WHERE known.id = about
          AND (
              NOT known.is_restricted
              AND ARRAY[known.police_unit_id, known.cps_unit_id] && people_reader_ids(units)
              OR EXISTS (
                  SELECT FROM cases_casegrant named
                  WHERE named.content_object_id = known.id AND named.user_id = people_reader()
                    AND people_is_live(named.expires_at, people_reader_at())
              )
          )
          AND people_is_within(ARRAY[known.police_unit_id, known.cps_unit_id])
          AND known.id <> ALL (people_reader_conflicts())
    );
END
$$;
