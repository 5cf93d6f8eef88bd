-- Row-level security, the second lock (docs/decisions/0087): what the policies ask about who reads
-- in this transaction. people/access/row_security.py sets it; it is empty where nobody reads.

-- The account that reads; none where nobody does.
CREATE OR REPLACE FUNCTION people_reader() RETURNS bigint
STABLE PARALLEL SAFE LANGUAGE sql AS $$
    SELECT nullif(current_setting('rasso.reader', true), '')::bigint
$$;

-- The side of the account that reads.
CREATE OR REPLACE FUNCTION people_reader_side() RETURNS text
STABLE PARALLEL SAFE LANGUAGE sql AS $$
    SELECT nullif(current_setting('rasso.side', true), '')
$$;

-- The moment of the request, at which grants have to be live.
CREATE OR REPLACE FUNCTION people_reader_at() RETURNS timestamptz
STABLE PARALLEL SAFE LANGUAGE sql AS $$
    SELECT nullif(current_setting('rasso.at', true), '')::timestamptz
$$;

-- Ids under one name: the reader's accounts, the units on which they hold one of a set of
-- capacities, or those that a system's call is limited to. None where there is no such limit.
CREATE OR REPLACE FUNCTION people_reader_ids(name text) RETURNS bigint[]
STABLE PARALLEL SAFE LANGUAGE sql AS $$
    SELECT nullif(current_setting('rasso.' || $1, true), '')::bigint[]
$$;

-- Ids of the cases with which the reader is in conflict, under any account.
CREATE OR REPLACE FUNCTION people_reader_conflicts() RETURNS uuid[]
STABLE PARALLEL SAFE LANGUAGE sql AS $$
    SELECT coalesce(nullif(current_setting('rasso.conflicts', true), ''), '{}')::uuid[]
$$;

-- Whether one of these units is one that a call may reach: any unit where it has no limit.
CREATE OR REPLACE FUNCTION people_is_within(units bigint[]) RETURNS boolean
STABLE PARALLEL SAFE LANGUAGE sql AS $$
    SELECT people_reader_ids('within') IS NULL OR people_reader_ids('within') && $1
$$;
