-- The database roles (docs/operations.md, ADR 110), for the server's administrator: run it before the
-- first build_database, and again after an upgrade that says that a role is missing. It sets no
-- password and makes no database, and does nothing where all is as it should be.
--
-- rasso_owner: migrates. rasso_app: serves pages, and reads as whoever asks. The others are taken by
-- rasso_app for as long as it needs them: rasso_acts, to act; rasso_entries, to read and add what a
-- support service keeps for itself. NOINHERIT: it has what is theirs only while it is them.
DO $$
DECLARE
    wanted record;
BEGIN
    FOR wanted IN SELECT * FROM (VALUES
        ('rasso_owner', 'LOGIN'), ('rasso_app', 'LOGIN'),
        ('rasso_acts', 'NOLOGIN'), ('rasso_entries', 'NOLOGIN')
    ) AS roles (name, kind) LOOP
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = wanted.name) THEN
            EXECUTE format('CREATE ROLE %I %s', wanted.name, wanted.kind);
        END IF;
    END LOOP;
END $$;
ALTER ROLE rasso_app NOINHERIT;
GRANT rasso_acts, rasso_entries TO rasso_app;
