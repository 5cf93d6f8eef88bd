-- Whether whoever reads in this transaction may read rows under a panel (docs/decisions/0087). With
-- its owner's rights, as for a case.
CREATE OR REPLACE FUNCTION pilots_is_panel_readable(about uuid, units text) RETURNS boolean
STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = public, pg_temp LANGUAGE plpgsql AS $$
BEGIN
    RETURN EXISTS (
        SELECT FROM pilots_panel known
        WHERE known.id = about
          AND (
              NOT known.is_restricted AND known.area_id = ANY (people_reader_ids(units))
              OR EXISTS (
                  SELECT FROM pilots_panelgrant named
                  WHERE named.content_object_id = known.id AND named.user_id = people_reader()
                    AND people_is_live(named.expires_at, people_reader_at())
              )
          )
          AND people_is_within(ARRAY[known.area_id])
    );
END
$$;
