-- Whether whoever reads in this transaction may read rows under a service's support of a victim
-- (docs/decisions/0087). With its owner's rights, as for a case.
CREATE OR REPLACE FUNCTION victims_is_support_readable(about uuid, units text) RETURNS boolean
STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = public, pg_temp LANGUAGE plpgsql AS $$
BEGIN
    RETURN EXISTS (
        SELECT FROM victims_support known
        WHERE known.id = about
          AND (
              NOT known.is_restricted AND known.service_id = ANY (people_reader_ids(units))
              OR EXISTS (
                  SELECT FROM victims_supportgrant named
                  WHERE named.content_object_id = known.id AND named.user_id = people_reader()
                    AND people_is_live(named.expires_at, people_reader_at())
              )
          )
          AND people_is_within(ARRAY[known.service_id])
          AND known.case_id <> ALL (people_reader_conflicts())
    );
END
$$;

-- Whether whoever reads in this transaction manages the service of a support: by their unit, so of
-- a case that is not restricted.
CREATE OR REPLACE FUNCTION victims_is_support_managed(about uuid) RETURNS boolean
STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = public, pg_temp LANGUAGE plpgsql AS $$
BEGIN
    RETURN EXISTS (
        SELECT FROM victims_support known
        WHERE known.id = about AND NOT known.is_restricted
          AND known.service_id = ANY (people_reader_ids('support'))
    );
END
$$;

-- Whether whoever reads in this transaction may read an entry of that moment, of a support that
-- they read: its managers each, an ISVA to whom the earlier ones were not shown those since.
CREATE OR REPLACE FUNCTION victims_is_entry_readable(about uuid, written timestamptz)
RETURNS boolean
STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = public, pg_temp LANGUAGE plpgsql AS $$
BEGIN
    RETURN victims_is_support_managed(about) OR EXISTS (
        SELECT FROM victims_support known
        WHERE known.id = about AND (known.entries_from IS NULL OR written >= known.entries_from)
    );
END
$$;
