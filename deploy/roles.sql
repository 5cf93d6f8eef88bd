-- The database roles (docs/operations.md, ADR 110), for the server's administrator: run it before the
-- first build_database, and again after an upgrade that says that a role is missing. It sets no
-- password and makes no database, and does nothing where all is as it should be.
--
-- Processes sign in as rasso_owner, which migrates; rasso_app, which serves pages and reads as whoever
-- asks; rasso_worker, which runs tasks; rasso_auditor, which checks the log; rasso_backup, which reads
-- every row for pg_dump and writes none. The others are taken for as long as they are needed: rasso_acts
-- to act, rasso_entries to read and add what a support service keeps for itself, rasso_works in tasks,
-- rasso_figures to count. NOINHERIT: who may take a role has what is its only while it is that role.
DO $$
DECLARE
    wanted record;
    not_inherited text := '';
BEGIN
    FOR wanted IN SELECT * FROM (VALUES
        ('rasso_owner', 'LOGIN'), ('rasso_app', 'LOGIN'), ('rasso_worker', 'LOGIN'),
        ('rasso_auditor', 'LOGIN'), ('rasso_backup', 'LOGIN'), ('rasso_acts', 'NOLOGIN'),
        ('rasso_entries', 'NOLOGIN'), ('rasso_works', 'NOLOGIN'), ('rasso_figures', 'NOLOGIN')
    ) AS roles (name, kind) LOOP
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = wanted.name) THEN
            EXECUTE format('CREATE ROLE %I %s', wanted.name, wanted.kind);
        END IF;
    END LOOP;
    ALTER ROLE rasso_app NOINHERIT;
    ALTER ROLE rasso_worker NOINHERIT;
    -- From Postgres 16, each membership says itself whether it is inherited, whatever the role says
    -- later; before, the role says it alone.
    IF current_setting('server_version_num')::int >= 160000 THEN
        not_inherited := ' WITH INHERIT FALSE, SET TRUE';
    END IF;
    EXECUTE 'GRANT rasso_acts, rasso_entries, rasso_figures TO rasso_app' || not_inherited;
    EXECUTE 'GRANT rasso_works, rasso_figures TO rasso_worker' || not_inherited;
END $$;
-- A dump without the rows that a policy hides would look like a whole one.
ALTER ROLE rasso_backup BYPASSRLS;
ALTER ROLE rasso_backup SET default_transaction_read_only = on;
GRANT pg_read_all_data TO rasso_backup;
