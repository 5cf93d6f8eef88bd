-- Refuses the change. Messages, decisions and log entries are evidence: not even the owner's role
-- or a superuser can change them, nor can a bug in the program (docs/decisions/0052).
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% only ever grows: % refused', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'insufficient_privilege';
END $$;
