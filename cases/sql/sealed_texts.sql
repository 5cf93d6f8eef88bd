-- Text that is sealed with the key of its case (docs/decisions/0109, 0114).

-- Whether a value of a sealed column, as JSON, is the one before with what was in clear in it
-- sealed: a text, or whole JSON, that now begins like a sealed text and did not, or a list of as
-- many of which each is the same or was sealed. MARK in people/access/sealed_text.py is the
-- beginning. The text itself Postgres cannot compare.
CREATE OR REPLACE FUNCTION cases_is_sealed_value(was jsonb, becomes jsonb)
RETURNS boolean IMMUTABLE LANGUAGE sql SET search_path = public, pg_temp AS $$
    SELECT CASE
        WHEN jsonb_typeof(becomes) = 'string' THEN
            was NOT IN ('""', 'null') AND NOT starts_with(was #>> '{}', E'\x02s1.')
            AND starts_with(becomes #>> '{}', E'\x02s1.')
        WHEN jsonb_typeof(was) = 'array' AND jsonb_typeof(becomes) = 'array' THEN
            jsonb_array_length(was) = jsonb_array_length(becomes) AND NOT EXISTS (
                SELECT FROM jsonb_array_elements(was) WITH ORDINALITY AS old (value, n)
                JOIN jsonb_array_elements(becomes) WITH ORDINALITY AS new (value, n) USING (n)
                WHERE old.value <> new.value AND NOT (
                    jsonb_typeof(old.value) = 'string' AND jsonb_typeof(new.value) = 'string'
                    AND old.value <> '""' AND NOT starts_with(old.value #>> '{}', E'\x02s1.')
                    AND starts_with(new.value #>> '{}', E'\x02s1.')
                )
            )
        ELSE false
    END
$$;

-- Whether the owner's role does nothing to a row of a case but seal what was in clear: each value
-- that differs is that of a sealed column, and was sealed.
CREATE OR REPLACE FUNCTION cases_is_only_sealed(about oid, was jsonb, becomes jsonb)
RETURNS boolean STABLE LANGUAGE sql SET search_path = public, pg_temp AS $$
    SELECT was <> becomes AND NOT EXISTS (
        SELECT FROM jsonb_each(was) AS old JOIN jsonb_each(becomes) AS new USING (key)
        WHERE old.value <> new.value AND NOT (
            key = ANY (cases_sealed_columns(name)) AND cases_is_sealed_value(old.value, new.value)
        )
    )
    FROM (
        SELECT relname::text AS name FROM pg_class WHERE oid = about
        AND relowner = (SELECT oid FROM pg_roles WHERE rolname = current_user)
    ) AS owned
$$;
