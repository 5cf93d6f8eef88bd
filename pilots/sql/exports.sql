-- Files that are taken away: the hash of what was made stays with the row (docs/decisions/0090).

-- When the hash of a file that was made would change.
CREATE OR REPLACE TRIGGER hash_stays BEFORE UPDATE ON pilots_export FOR EACH ROW
    WHEN (OLD.sha256 <> '' AND NEW.sha256 IS DISTINCT FROM OLD.sha256)
    EXECUTE FUNCTION refuse_change();
