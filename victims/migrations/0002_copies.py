"""Every victim has a record, added and kept true by triggers. Nothing else writes the copies."""

from django.db import migrations

from people.ledgers import nothing_goes, only_grows

FORWARDS = """
CREATE FUNCTION victim_has_record() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO victims_victimrecord
        (id, victim_id, case_id, number, police_unit_id, cps_unit_id, is_restricted, only_side)
    SELECT NEW.id, NEW.id, NEW.case_id, NEW.number, police_unit_id, cps_unit_id, is_restricted,
        NEW.only_side
    FROM cases_case WHERE id = NEW.case_id FOR SHARE;
    RETURN NULL;
END $$;

CREATE TRIGGER victim_has_record AFTER INSERT ON cases_victim
    FOR EACH ROW EXECUTE FUNCTION victim_has_record();

CREATE FUNCTION victim_tells_record() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE victims_victimrecord SET only_side = NEW.only_side WHERE id = NEW.id;
    RETURN NULL;
END $$;

CREATE TRIGGER victim_tells_record AFTER UPDATE OF only_side ON cases_victim
    FOR EACH ROW WHEN (OLD.only_side IS DISTINCT FROM NEW.only_side)
    EXECUTE FUNCTION victim_tells_record();

CREATE FUNCTION record_copies_case() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    SELECT police_unit_id, cps_unit_id, is_restricted
    INTO NEW.police_unit_id, NEW.cps_unit_id, NEW.is_restricted
    FROM cases_case WHERE id = NEW.case_id FOR SHARE;
    RETURN NEW;
END $$;

CREATE TRIGGER record_copies_case
    BEFORE INSERT OR UPDATE OF case_id, police_unit_id, cps_unit_id, is_restricted
    ON victims_victimrecord FOR EACH ROW EXECUTE FUNCTION record_copies_case();

CREATE FUNCTION case_tells_records() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE victims_victimrecord SET police_unit_id = NEW.police_unit_id WHERE case_id = NEW.id;
    RETURN NULL;
END $$;

CREATE TRIGGER case_tells_records
    AFTER UPDATE OF police_unit_id, cps_unit_id, is_restricted ON cases_case FOR EACH ROW
    WHEN ((OLD.police_unit_id, OLD.cps_unit_id, OLD.is_restricted)
          IS DISTINCT FROM (NEW.police_unit_id, NEW.cps_unit_id, NEW.is_restricted))
    EXECUTE FUNCTION case_tells_records();

INSERT INTO victims_victimrecord
    (id, victim_id, case_id, number, police_unit_id, cps_unit_id, is_restricted, only_side)
SELECT victim.id, victim.id, victim.case_id, victim.number, known.police_unit_id,
    known.cps_unit_id, known.is_restricted, victim.only_side
FROM cases_victim victim JOIN cases_case known ON known.id = victim.case_id;
"""

BACKWARDS = """
DROP FUNCTION victim_has_record, victim_tells_record, record_copies_case, case_tells_records
    CASCADE;
"""


class Migration(migrations.Migration):
    dependencies = [("victims", "0001_initial")]
    operations = [
        migrations.RunSQL(FORWARDS, BACKWARDS),
        nothing_goes("victims_victimrecord", "victim_id", "case_id", "number", may_repeat=True),
        nothing_goes("victims_victimidentity", "record_id", "case_id", may_repeat=True),
        only_grows("victims_reveal"),
    ]
