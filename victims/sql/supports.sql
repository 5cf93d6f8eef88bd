-- A support copies the restriction of its case, and the named roles on it copy whether it is open:
-- the worklists of a service use these columns. Only triggers write the copies.

-- Sets a support's restriction to that of its case, whatever was written.
CREATE OR REPLACE FUNCTION support_copies_case() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    SELECT is_restricted INTO NEW.is_restricted
    FROM cases_case WHERE id = NEW.case_id FOR SHARE;
    RETURN NEW;
END $$;

-- When a victim is referred to a service, or the copied column is written.
CREATE OR REPLACE TRIGGER support_copies_case BEFORE INSERT OR UPDATE OF case_id, is_restricted
    ON victims_support FOR EACH ROW EXECUTE FUNCTION support_copies_case();

-- Copies a case's restriction to its supports again.
CREATE OR REPLACE FUNCTION case_tells_supports() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE victims_support SET is_restricted = NEW.is_restricted WHERE case_id = NEW.id;
    RETURN NULL;
END $$;

-- When the restriction of a case changes.
CREATE OR REPLACE TRIGGER case_tells_supports AFTER UPDATE OF is_restricted ON cases_case
    FOR EACH ROW WHEN (OLD.is_restricted IS DISTINCT FROM NEW.is_restricted)
    EXECUTE FUNCTION case_tells_supports();

-- Copies to the named roles on a support whether it is open.
CREATE OR REPLACE FUNCTION support_tells_grants() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE victims_supportgrant SET is_open = NEW.is_open WHERE content_object_id = NEW.id;
    RETURN NULL;
END $$;

-- When a support ends or is open again.
CREATE OR REPLACE TRIGGER support_tells_grants AFTER UPDATE OF is_open ON victims_support
    FOR EACH ROW WHEN (OLD.is_open IS DISTINCT FROM NEW.is_open)
    EXECUTE FUNCTION support_tells_grants();

-- Sets whether the support of a named role is open, whatever was written.
CREATE OR REPLACE FUNCTION grant_copies_support() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    SELECT is_open INTO NEW.is_open FROM victims_support WHERE id = NEW.content_object_id;
    RETURN NEW;
END $$;

-- When a named role on a support is granted or changed.
CREATE OR REPLACE TRIGGER grant_copies_support BEFORE INSERT OR UPDATE ON victims_supportgrant
    FOR EACH ROW EXECUTE FUNCTION grant_copies_support();
