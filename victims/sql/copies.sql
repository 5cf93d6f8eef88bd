-- Every victim has a record. The columns that it and a VRR request copy from their case are
-- written by triggers only. FOR SHARE: a row that is added while its case is
-- being transferred waits for the transfer.

-- Adds the record of a victim. Here, because the cases app does not know records.
CREATE OR REPLACE FUNCTION victim_has_record() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO victims_victimrecord
        (id, victim_id, case_id, number, police_unit_id, cps_unit_id, is_restricted, only_side)
    SELECT NEW.id, NEW.id, NEW.case_id, NEW.number, police_unit_id, cps_unit_id, is_restricted,
        NEW.only_side
    FROM cases_case WHERE id = NEW.case_id FOR SHARE;
    RETURN NULL;
END $$;

-- When a victim is added to a case.
CREATE OR REPLACE TRIGGER victim_has_record AFTER INSERT ON cases_victim
    FOR EACH ROW EXECUTE FUNCTION victim_has_record();

-- Makes a record visible to the CPS together with the victim.
CREATE OR REPLACE FUNCTION victim_tells_record() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE victims_victimrecord SET only_side = NEW.only_side WHERE id = NEW.id;
    RETURN NULL;
END $$;

-- When a victim becomes known to the CPS.
CREATE OR REPLACE TRIGGER victim_tells_record AFTER UPDATE OF only_side ON cases_victim
    FOR EACH ROW WHEN (OLD.only_side IS DISTINCT FROM NEW.only_side)
    EXECUTE FUNCTION victim_tells_record();

-- Sets a record's units and restriction to those of its case, whatever was written.
CREATE OR REPLACE FUNCTION record_copies_case() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    SELECT police_unit_id, cps_unit_id, is_restricted
    INTO NEW.police_unit_id, NEW.cps_unit_id, NEW.is_restricted
    FROM cases_case WHERE id = NEW.case_id FOR SHARE;
    RETURN NEW;
END $$;

-- When a record is added, or one of the copied columns is written.
CREATE OR REPLACE TRIGGER record_copies_case
    BEFORE INSERT OR UPDATE OF case_id, police_unit_id, cps_unit_id, is_restricted
    ON victims_victimrecord FOR EACH ROW EXECUTE FUNCTION record_copies_case();

-- Copies a case's units and restriction to its records again.
CREATE OR REPLACE FUNCTION case_tells_records() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE victims_victimrecord SET police_unit_id = NEW.police_unit_id WHERE case_id = NEW.id;
    RETURN NULL;
END $$;

-- When a case moves to another unit or its restriction changes.
CREATE OR REPLACE TRIGGER case_tells_records
    AFTER UPDATE OF police_unit_id, cps_unit_id, is_restricted ON cases_case FOR EACH ROW
    WHEN ((OLD.police_unit_id, OLD.cps_unit_id, OLD.is_restricted)
          IS DISTINCT FROM (NEW.police_unit_id, NEW.cps_unit_id, NEW.is_restricted))
    EXECUTE FUNCTION case_tells_records();

-- Keeps a VRR request private to the police for as long as its suspect is.
CREATE OR REPLACE FUNCTION right_copies_suspect() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    SELECT only_side INTO NEW.only_side FROM cases_suspect WHERE id = NEW.suspect_id FOR SHARE;
    RETURN NEW;
END $$;

-- When a VRR request is added, or the copied column is written.
CREATE OR REPLACE TRIGGER right_copies_suspect BEFORE INSERT OR UPDATE OF only_side
    ON victims_righttoreview FOR EACH ROW EXECUTE FUNCTION right_copies_suspect();

-- Makes VRR requests visible to the CPS together with the suspect.
CREATE OR REPLACE FUNCTION suspect_tells_rights() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE victims_righttoreview SET only_side = NEW.only_side WHERE suspect_id = NEW.id;
    RETURN NULL;
END $$;

-- When a suspect becomes known to the CPS.
CREATE OR REPLACE TRIGGER suspect_tells_rights AFTER UPDATE OF only_side ON cases_suspect
    FOR EACH ROW WHEN (OLD.only_side IS DISTINCT FROM NEW.only_side)
    EXECUTE FUNCTION suspect_tells_rights();
