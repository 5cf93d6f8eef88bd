-- A text as a netstring: its length in bytes, a colon, the text, a comma. NULL is "-,".
CREATE OR REPLACE FUNCTION people_netstring(value text) RETURNS text
IMMUTABLE PARALLEL SAFE LANGUAGE sql AS $$
    SELECT coalesce(octet_length($1) || ':' || $1, '-') || ','
$$;

-- The netstrings of a list, one after the other; "" for an empty list.
CREATE OR REPLACE FUNCTION people_netstrings(items text[]) RETURNS text
IMMUTABLE PARALLEL SAFE LANGUAGE sql AS $$
    SELECT coalesce(string_agg(people_netstring(item), '' ORDER BY n), '')
    FROM unnest($1) WITH ORDINALITY AS each (item, n)
$$;

-- The leaf of an audit entry: SHA-256 of a zero byte and its content (RFC 6962, 2.1), written as
-- people/sealing/canonical.py says, version 1.
CREATE OR REPLACE FUNCTION people_entry_leaf(entry people_auditentry) RETURNS bytea
STABLE PARALLEL SAFE LANGUAGE sql AS $$
    SELECT sha256('\x00'::bytea || convert_to('rasso audit entry 1'
        || E'\nid=' || people_netstring($1.id::text)
        || E'\nat=' || people_netstring(
            to_char($1.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'))
        || E'\noperation=' || people_netstring($1.operation)
        || E'\nverb=' || people_netstring($1.verb)
        || E'\nuser_id=' || people_netstring($1.user_id::text)
        || E'\nsystem_id=' || people_netstring($1.system_id::text)
        || E'\ncapacities=' || people_netstring(people_netstrings($1.capacities))
        || E'\nkind=' || people_netstring($1.kind)
        || E'\nids=' || people_netstring(people_netstrings($1.ids))
        || E'\ncase_id=' || people_netstring($1.case_id::text)
        || E'\nrefused=' || people_netstring($1.refused)
        || E'\nsought=' || people_netstring($1.sought)
        || E'\ncontent=' || people_netstring($1.content)
        || E'\naddress=' || people_netstring(text($1.address)), 'UTF8'))
$$;

-- Queues an audit entry to be sealed, with its leaf. In the database, so that an entry and its leaf
-- share a transaction however it is written; no writer waits for another, because the order of the
-- leaves is made when they are sealed (docs/decisions/0073). The table is named with its schema:
-- a temporary one of that name would be found first.
CREATE OR REPLACE FUNCTION people_queue_entry() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO public.people_unsealedentry (entry_id, version, leaf, since)
    VALUES (NEW.id, 1, people_entry_leaf(NEW), clock_timestamp());
    RETURN NULL;
END $$;

-- When an audit entry is written.
CREATE OR REPLACE TRIGGER queued_to_be_sealed AFTER INSERT ON people_auditentry
    FOR EACH ROW EXECUTE FUNCTION people_queue_entry();
