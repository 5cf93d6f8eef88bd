"""A duty carries its case's units and wall, the police's silence, and when its clock runs out."""

from django.db import migrations

from people.ledgers import nothing_goes

FORWARDS = """
CREATE FUNCTION duty_copies_case() RETURNS trigger LANGUAGE plpgsql AS $$
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

CREATE TRIGGER duty_copies_case
    BEFORE INSERT OR UPDATE OF case_id, police_unit_id, cps_unit_id, is_restricted, only_side
    ON victims_duty FOR EACH ROW EXECUTE FUNCTION duty_copies_case();

CREATE FUNCTION case_tells_duties() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE victims_duty SET police_unit_id = NEW.police_unit_id WHERE case_id = NEW.id;
    RETURN NULL;
END $$;

CREATE TRIGGER case_tells_duties
    AFTER UPDATE OF police_unit_id, cps_unit_id, is_restricted ON cases_case FOR EACH ROW
    WHEN ((OLD.police_unit_id, OLD.cps_unit_id, OLD.is_restricted)
          IS DISTINCT FROM (NEW.police_unit_id, NEW.cps_unit_id, NEW.is_restricted))
    EXECUTE FUNCTION case_tells_duties();

CREATE FUNCTION allegation_tells_duties() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE victims_duty SET only_side = NEW.only_side
    WHERE record_id = NEW.victim_id AND suspect_id = NEW.suspect_id;
    RETURN NULL;
END $$;

CREATE TRIGGER allegation_tells_duties AFTER INSERT OR UPDATE OF only_side ON cases_allegation
    FOR EACH ROW EXECUTE FUNCTION allegation_tells_duties();

CREATE FUNCTION clock_tells_duty() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE victims_duty SET listed_at = NEW.due_at WHERE clock_id = NEW.id;
    RETURN NULL;
END $$;

CREATE TRIGGER clock_tells_duty AFTER UPDATE OF due_at ON timeliness_clock
    FOR EACH ROW WHEN (OLD.due_at IS DISTINCT FROM NEW.due_at)
    EXECUTE FUNCTION clock_tells_duty();
"""

BACKWARDS = """
DROP FUNCTION duty_copies_case, case_tells_duties, allegation_tells_duties, clock_tells_duty
    CASCADE;
"""


class Migration(migrations.Migration):
    dependencies = [("victims", "0007_duties"), ("timeliness", "0001_initial")]
    operations = [
        migrations.RunSQL(FORWARDS, BACKWARDS),
        nothing_goes(
            "victims_victimevent", "case_id", "record_id", "suspect_id", "what", '"on"', "side",
            "by_id", "at",
        ),
        nothing_goes(
            "victims_duty", "case_id", "record_id", "suspect_id", "what", "source", "happened_at",
            "owed_by", "clock_id", "arose_at",
        ),
    ]  # fmt: skip
