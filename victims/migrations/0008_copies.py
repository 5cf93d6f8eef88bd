"""
Every victim has a record. What it, a right to review, a duty and a support repeat of their case is
kept true by triggers; nothing else writes the copies.

A duty carries its case's units and wall, the police's silence, and when its clock runs out.
"""

from django.db import migrations

RECORDS = """
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
"""
RIGHTS = """
CREATE FUNCTION right_copies_suspect() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    SELECT only_side INTO NEW.only_side FROM cases_suspect WHERE id = NEW.suspect_id FOR SHARE;
    RETURN NEW;
END $$;
CREATE TRIGGER right_copies_suspect BEFORE INSERT OR UPDATE OF only_side
    ON victims_righttoreview FOR EACH ROW EXECUTE FUNCTION right_copies_suspect();

CREATE FUNCTION suspect_tells_rights() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE victims_righttoreview SET only_side = NEW.only_side WHERE suspect_id = NEW.id;
    RETURN NULL;
END $$;
CREATE TRIGGER suspect_tells_rights AFTER UPDATE OF only_side ON cases_suspect
    FOR EACH ROW WHEN (OLD.only_side IS DISTINCT FROM NEW.only_side)
    EXECUTE FUNCTION suspect_tells_rights();
"""
DUTIES = """
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
SUPPORTS = """
CREATE FUNCTION support_copies_case() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    SELECT is_restricted INTO NEW.is_restricted
    FROM cases_case WHERE id = NEW.case_id FOR SHARE;
    RETURN NEW;
END $$;

CREATE TRIGGER support_copies_case BEFORE INSERT OR UPDATE OF case_id, is_restricted
    ON victims_support FOR EACH ROW EXECUTE FUNCTION support_copies_case();

CREATE FUNCTION case_tells_supports() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE victims_support SET is_restricted = NEW.is_restricted WHERE case_id = NEW.id;
    RETURN NULL;
END $$;

CREATE TRIGGER case_tells_supports AFTER UPDATE OF is_restricted ON cases_case FOR EACH ROW
    WHEN (OLD.is_restricted IS DISTINCT FROM NEW.is_restricted)
    EXECUTE FUNCTION case_tells_supports();

CREATE FUNCTION support_tells_grants() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE victims_supportgrant SET is_open = NEW.is_open WHERE content_object_id = NEW.id;
    RETURN NULL;
END $$;

CREATE TRIGGER support_tells_grants AFTER UPDATE OF is_open ON victims_support FOR EACH ROW
    WHEN (OLD.is_open IS DISTINCT FROM NEW.is_open) EXECUTE FUNCTION support_tells_grants();

CREATE FUNCTION grant_copies_support() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    SELECT is_open INTO NEW.is_open FROM victims_support WHERE id = NEW.content_object_id;
    RETURN NEW;
END $$;

CREATE TRIGGER grant_copies_support BEFORE INSERT OR UPDATE ON victims_supportgrant
    FOR EACH ROW EXECUTE FUNCTION grant_copies_support();
"""
BACKWARDS = """
DROP FUNCTION victim_has_record, victim_tells_record, record_copies_case, case_tells_records,
    right_copies_suspect, suspect_tells_rights, duty_copies_case, case_tells_duties,
    allegation_tells_duties, clock_tells_duty, support_copies_case, case_tells_supports,
    support_tells_grants, grant_copies_support CASCADE;
"""


class Migration(migrations.Migration):
    replaces = [("victims", "0008_duties_kept_true")]
    dependencies = [("victims", "0007_support")]

    operations = [
        migrations.RunSQL(RECORDS + RIGHTS + DUTIES + SUPPORTS, BACKWARDS),
    ]
