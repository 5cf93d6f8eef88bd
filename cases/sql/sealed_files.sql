-- A stored file is written once; only sealing one from before gives its rows another.

-- When a document's file would be changed otherwise.
CREATE OR REPLACE TRIGGER sealed_once BEFORE UPDATE ON cases_document FOR EACH ROW
    WHEN ((OLD.stored_as, OLD.is_sealed) IS DISTINCT FROM (NEW.stored_as, NEW.is_sealed)
          AND (OLD.is_sealed OR NOT NEW.is_sealed))
    EXECUTE FUNCTION refuse_change();

-- When an upload's file would be changed otherwise.
CREATE OR REPLACE TRIGGER sealed_once BEFORE UPDATE ON cases_upload FOR EACH ROW
    WHEN ((OLD.stored_as, OLD.is_sealed) IS DISTINCT FROM (NEW.stored_as, NEW.is_sealed)
          AND (OLD.is_sealed OR NOT NEW.is_sealed))
    EXECUTE FUNCTION refuse_change();

-- Refuses a document whose upload is sealed and that does not say so itself: a release that knows
-- no sealed file would let it in, and hand it out as it lies on disk.
CREATE OR REPLACE FUNCTION document_is_sealed_as_sent() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM cases_upload sent WHERE sent.stored_as = NEW.stored_as AND sent.is_sealed
    ) THEN
        RAISE EXCEPTION 'This file is sealed' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;

-- When a document that is not sealed is added.
CREATE OR REPLACE TRIGGER sealed_as_sent BEFORE INSERT ON cases_document FOR EACH ROW
    WHEN (NOT NEW.is_sealed) EXECUTE FUNCTION document_is_sealed_as_sent();
