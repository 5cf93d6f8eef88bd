"""
Keep the copies the worklist is sorted and walled by. Nothing else writes them.

FOR SHARE: a suspect added while its case is being moved waits for the move. An offer to another
unit is read by the unit it is offered to, or once it is accepted by whatever unit has the case;
where that unit is merged into another, it waits there from then on.
"""

from django.db import migrations

SUSPECTS_AND_GRANTS = """
CREATE FUNCTION suspect_copies_case() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    SELECT police_unit_id, cps_unit_id, is_restricted
    INTO NEW.police_unit_id, NEW.cps_unit_id, NEW.is_restricted
    FROM cases_case WHERE id = NEW.case_id FOR SHARE;
    RETURN NEW;
END $$;

CREATE TRIGGER suspect_copies_case
    BEFORE INSERT OR UPDATE OF case_id, police_unit_id, cps_unit_id, is_restricted
    ON cases_suspect FOR EACH ROW EXECUTE FUNCTION suspect_copies_case();

CREATE FUNCTION case_tells_suspects() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE cases_suspect SET police_unit_id = NEW.police_unit_id WHERE case_id = NEW.id;
    RETURN NULL;
END $$;

CREATE TRIGGER case_tells_suspects
    AFTER UPDATE OF police_unit_id, cps_unit_id, is_restricted ON cases_case FOR EACH ROW
    WHEN ((OLD.police_unit_id, OLD.cps_unit_id, OLD.is_restricted)
          IS DISTINCT FROM (NEW.police_unit_id, NEW.cps_unit_id, NEW.is_restricted))
    EXECUTE FUNCTION case_tells_suspects();

CREATE FUNCTION case_is_open(uuid) RETURNS boolean STABLE LANGUAGE sql AS
    'SELECT EXISTS (SELECT 1 FROM cases_suspect WHERE case_id = $1 AND is_open)';

CREATE FUNCTION suspect_tells_grants() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE cases_casegrant SET is_open = case_is_open(NEW.case_id)
    WHERE content_object_id = NEW.case_id AND is_open IS DISTINCT FROM case_is_open(NEW.case_id);
    RETURN NULL;
END $$;

CREATE TRIGGER suspect_tells_grants AFTER INSERT OR UPDATE OF is_open ON cases_suspect
    FOR EACH ROW EXECUTE FUNCTION suspect_tells_grants();

CREATE FUNCTION grant_copies_case() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.is_open = case_is_open(NEW.content_object_id);
    RETURN NEW;
END $$;

CREATE TRIGGER grant_copies_case BEFORE INSERT OR UPDATE ON cases_casegrant
    FOR EACH ROW EXECUTE FUNCTION grant_copies_case();
"""
# A merged unit is closed and its successor was open then, so the walk comes to an end.
UNIT_NOW = """
CREATE FUNCTION unit_now(bigint) RETURNS bigint STABLE LANGUAGE sql AS $$
    WITH RECURSIVE went (id, steps) AS (
        SELECT $1, 0
        UNION ALL
        SELECT unit.merged_into_id, steps + 1 FROM went JOIN people_unit unit USING (id)
        WHERE unit.merged_into_id IS NOT NULL
    )
    SELECT id FROM went ORDER BY steps DESC LIMIT 1
$$;
"""
OFFERS = """
CREATE FUNCTION transfer_copies_case() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    SELECT known.police_unit_id, known.is_restricted,
        CASE NEW.status WHEN 'ACCEPTED' THEN known.cps_unit_id ELSE unit_now(NEW.to_unit_id) END
    INTO NEW.police_unit_id, NEW.is_restricted, NEW.cps_unit_id
    FROM cases_case known WHERE known.id = NEW.case_id FOR SHARE;
    RETURN NEW;
END $$;

CREATE TRIGGER transfer_copies_case
    BEFORE INSERT OR UPDATE OF status, police_unit_id, cps_unit_id, is_restricted
    ON cases_transfer FOR EACH ROW EXECUTE FUNCTION transfer_copies_case();

CREATE FUNCTION case_tells_transfers() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE cases_transfer SET police_unit_id = NEW.police_unit_id WHERE case_id = NEW.id;
    RETURN NULL;
END $$;

CREATE TRIGGER case_tells_transfers
    AFTER UPDATE OF police_unit_id, cps_unit_id, is_restricted ON cases_case FOR EACH ROW
    WHEN ((OLD.police_unit_id, OLD.cps_unit_id, OLD.is_restricted)
          IS DISTINCT FROM (NEW.police_unit_id, NEW.cps_unit_id, NEW.is_restricted))
    EXECUTE FUNCTION case_tells_transfers();
"""
BACKWARDS = """
DROP FUNCTION suspect_copies_case, case_tells_suspects, suspect_tells_grants, grant_copies_case,
    case_is_open, transfer_copies_case, case_tells_transfers, unit_now CASCADE;
"""


class Migration(migrations.Migration):
    replaces = [("cases", "0011_more_readers")]
    dependencies = [("cases", "0010_cjs_offences")]

    operations = [
        migrations.RunSQL(SUSPECTS_AND_GRANTS + UNIT_NOW + OFFERS, BACKWARDS),
    ]
