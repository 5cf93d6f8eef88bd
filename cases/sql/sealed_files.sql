-- A stored file is written once; only sealing one from before gives its rows another, once.

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
