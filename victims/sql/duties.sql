-- A duty copies its case's units and restriction, only_side, and the due time of its clock, so that
-- the worklist of duties is read from one index. Only triggers write the copies.

-- Sets a duty's units and restriction to those of its case. It is private to the police unless the
-- CPS knows of an allegation by this victim about this suspect.
CREATE OR REPLACE FUNCTION duty_copies_case() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    SELECT police_unit_id, cps_unit_id, is_restricted
    INTO NEW.police_unit_id, NEW.cps_unit_id, NEW.is_restricted
    FROM cases_case WHERE id = NEW.case_id FOR SHARE;
    NEW.only_side := CASE WHEN EXISTS (
        SELECT FROM cases_allegation alleged
        WHERE alleged.victim_id = NEW.record_id AND alleged.suspect_id = NEW.suspect_id
          AND alleged.only_side = ''
    ) THEN '' ELSE 'POLICE' END;
    RETURN NEW;
END $$;

-- When a duty is added, or one of the copied columns is written.
CREATE OR REPLACE TRIGGER duty_copies_case
    BEFORE INSERT OR UPDATE OF case_id, police_unit_id, cps_unit_id, is_restricted, only_side
    ON victims_duty FOR EACH ROW EXECUTE FUNCTION duty_copies_case();

-- Copies a case's units and restriction to its duties again.
CREATE OR REPLACE FUNCTION case_tells_duties() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE victims_duty SET police_unit_id = NEW.police_unit_id WHERE case_id = NEW.id;
    RETURN NULL;
END $$;

-- When a case moves to another unit or its restriction changes.
CREATE OR REPLACE TRIGGER case_tells_duties
    AFTER UPDATE OF police_unit_id, cps_unit_id, is_restricted ON cases_case FOR EACH ROW
    WHEN ((OLD.police_unit_id, OLD.cps_unit_id, OLD.is_restricted)
          IS DISTINCT FROM (NEW.police_unit_id, NEW.cps_unit_id, NEW.is_restricted))
    EXECUTE FUNCTION case_tells_duties();

-- Checks again whether the CPS knows of the duties to a victim about a suspect.
CREATE OR REPLACE FUNCTION allegation_tells_duties() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE victims_duty SET only_side = NEW.only_side
    WHERE record_id = NEW.victim_id AND suspect_id = NEW.suspect_id;
    RETURN NULL;
END $$;

-- When an allegation is added, or becomes known to the CPS.
CREATE OR REPLACE TRIGGER allegation_tells_duties AFTER INSERT OR UPDATE OF only_side
    ON cases_allegation FOR EACH ROW EXECUTE FUNCTION allegation_tells_duties();

-- Copies a clock's due time to its duty, which is listed by it.
CREATE OR REPLACE FUNCTION clock_tells_duty() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE victims_duty SET listed_at = NEW.due_at WHERE clock_id = NEW.id;
    RETURN NULL;
END $$;

-- When a clock's due time changes.
CREATE OR REPLACE TRIGGER clock_tells_duty AFTER UPDATE OF due_at ON timeliness_clock
    FOR EACH ROW WHEN (OLD.due_at IS DISTINCT FROM NEW.due_at) EXECUTE FUNCTION clock_tells_duty();
