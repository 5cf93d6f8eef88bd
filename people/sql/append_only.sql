-- Refuses the change. Messages, decisions and log entries are evidence: not even the owner's role
-- or a superuser can change them, nor can a bug in the program (docs/decisions/0052). But the rows
-- of a case whose destruction two people approved may go (cases/sql/retention.sql), and the owner's
-- role may seal a text that is in clear (cases/sql/sealed_texts.sql).
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND cases_is_being_removed(TG_TABLE_NAME, to_jsonb(OLD)) THEN
        RETURN OLD;
    END IF;
    IF TG_OP = 'UPDATE' AND cases_is_only_sealed(TG_RELID, to_jsonb(OLD), to_jsonb(NEW)) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION '% only ever grows: % refused', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'insufficient_privilege';
END $$;
