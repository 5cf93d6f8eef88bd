-- Text that is sealed with the key of its case (docs/decisions/0109).

-- Whether the owner's role does nothing to a row of a case but seal text that was in clear: each
-- value that differs begins like a sealed text, and the one before did not, and was not empty.
-- MARK in people/access/sealed_text.py is the beginning. The text itself Postgres cannot compare.
CREATE OR REPLACE FUNCTION cases_is_only_sealed(about oid, was jsonb, becomes jsonb)
RETURNS boolean STABLE LANGUAGE sql SET search_path = public, pg_temp AS $$
    SELECT EXISTS (
        SELECT FROM pg_class WHERE oid = about AND relname ~ '^(cases|victims|pilots)_'
        AND relowner = (SELECT oid FROM pg_roles WHERE rolname = current_user)
    ) AND was <> becomes AND NOT EXISTS (
        SELECT FROM jsonb_each(was) AS old JOIN jsonb_each(becomes) AS new USING (key)
        WHERE old.value <> new.value AND NOT (
            jsonb_typeof(old.value) = 'string' AND jsonb_typeof(new.value) = 'string'
            AND old.value <> '""' AND NOT starts_with(old.value #>> '{}', E'\x02s1.')
            AND starts_with(new.value #>> '{}', E'\x02s1.')
        )
    )
$$;
