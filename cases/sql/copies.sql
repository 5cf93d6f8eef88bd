-- Columns that rows copy from their case, so that one index sorts and filters a list. Only triggers
-- write them. FOR SHARE: a row that is added while its case is being moved waits for the move.

-- Copies the units and the restriction of the case, whatever was written.
CREATE OR REPLACE FUNCTION suspect_copies_case() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    SELECT police_unit_id, cps_unit_id, is_restricted
    INTO NEW.police_unit_id, NEW.cps_unit_id, NEW.is_restricted
    FROM cases_case WHERE id = NEW.case_id FOR SHARE;
    RETURN NEW;
END $$;

-- When a suspect is added, or one of the copies is written.
CREATE OR REPLACE TRIGGER suspect_copies_case
    BEFORE INSERT OR UPDATE OF case_id, police_unit_id, cps_unit_id, is_restricted
    ON cases_suspect FOR EACH ROW EXECUTE FUNCTION suspect_copies_case();

-- Makes every suspect of a case copy it again.
CREATE OR REPLACE FUNCTION case_tells_suspects() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE cases_suspect SET police_unit_id = NEW.police_unit_id WHERE case_id = NEW.id;
    RETURN NULL;
END $$;

-- When a case moves to another unit or its restriction changes.
CREATE OR REPLACE TRIGGER case_tells_suspects
    AFTER UPDATE OF police_unit_id, cps_unit_id, is_restricted ON cases_case FOR EACH ROW
    WHEN ((OLD.police_unit_id, OLD.cps_unit_id, OLD.is_restricted)
          IS DISTINCT FROM (NEW.police_unit_id, NEW.cps_unit_id, NEW.is_restricted))
    EXECUTE FUNCTION case_tells_suspects();

-- Whether the case has an open suspect.
CREATE OR REPLACE FUNCTION case_is_open(uuid) RETURNS boolean STABLE LANGUAGE sql AS $$
    SELECT EXISTS (SELECT 1 FROM cases_suspect WHERE case_id = $1 AND is_open)
$$;

-- Sets is_open on the grants of a case: lists read the open ones only.
CREATE OR REPLACE FUNCTION suspect_tells_grants() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE cases_casegrant SET is_open = case_is_open(NEW.case_id)
    WHERE content_object_id = NEW.case_id AND is_open IS DISTINCT FROM case_is_open(NEW.case_id);
    RETURN NULL;
END $$;

-- When a suspect is added, closed or reopened.
CREATE OR REPLACE TRIGGER suspect_tells_grants AFTER INSERT OR UPDATE OF is_open ON cases_suspect
    FOR EACH ROW EXECUTE FUNCTION suspect_tells_grants();

-- Sets is_open of a grant from its case, whatever was written.
CREATE OR REPLACE FUNCTION grant_copies_case() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.is_open = case_is_open(NEW.content_object_id);
    RETURN NEW;
END $$;

-- When a named role is granted or changed.
CREATE OR REPLACE TRIGGER grant_copies_case BEFORE INSERT OR UPDATE ON cases_casegrant
    FOR EACH ROW EXECUTE FUNCTION grant_copies_case();

-- The unit that a unit has become: itself, or the last of the units it was merged into. A merged
-- unit is closed and its successor was open then, so the recursion ends (docs/decisions/0016).
CREATE OR REPLACE FUNCTION unit_now(bigint) RETURNS bigint STABLE LANGUAGE sql AS $$
    WITH RECURSIVE went (id, steps) AS (
        SELECT $1, 0
        UNION ALL
        SELECT unit.merged_into_id, steps + 1 FROM went JOIN people_unit unit USING (id)
        WHERE unit.merged_into_id IS NOT NULL
    )
    SELECT id FROM went ORDER BY steps DESC LIMIT 1
$$;

-- Sets the unit that reads an offer of a case: the unit it is offered to or, once it is accepted,
-- the unit that has the case (docs/decisions/0013).
CREATE OR REPLACE FUNCTION transfer_copies_case() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    SELECT known.police_unit_id, known.is_restricted,
        CASE NEW.status WHEN 'ACCEPTED' THEN known.cps_unit_id ELSE unit_now(NEW.to_unit_id) END
    INTO NEW.police_unit_id, NEW.is_restricted, NEW.cps_unit_id
    FROM cases_case known WHERE known.id = NEW.case_id FOR SHARE;
    RETURN NEW;
END $$;

-- When a case is offered, the offer is answered, or one of the copies is written.
CREATE OR REPLACE TRIGGER transfer_copies_case
    BEFORE INSERT OR UPDATE OF status, police_unit_id, cps_unit_id, is_restricted
    ON cases_transfer FOR EACH ROW EXECUTE FUNCTION transfer_copies_case();

-- Makes every offer of a case copy it again.
CREATE OR REPLACE FUNCTION case_tells_transfers() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE cases_transfer SET police_unit_id = NEW.police_unit_id WHERE case_id = NEW.id;
    RETURN NULL;
END $$;

-- When a case moves to another unit or its restriction changes.
CREATE OR REPLACE TRIGGER case_tells_transfers
    AFTER UPDATE OF police_unit_id, cps_unit_id, is_restricted ON cases_case FOR EACH ROW
    WHEN ((OLD.police_unit_id, OLD.cps_unit_id, OLD.is_restricted)
          IS DISTINCT FROM (NEW.police_unit_id, NEW.cps_unit_id, NEW.is_restricted))
    EXECUTE FUNCTION case_tells_transfers();
