"""
What a support repeats of its case and tells its grants, and who may hear of one.

A service hears of a victim it supports or is asked to support: the ISVA who is named, and the
service's managers where the case is not restricted. Nobody in conflict with the case does.
"""

from django.db import migrations

from people.ledgers import nothing_goes, only_grows

FORWARDS = """
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

ALTER FUNCTION may_be_told(uuid, bigint, timestamptz) RENAME TO may_be_told_but_of_support;
CREATE FUNCTION may_be_told(about uuid, person bigint, at timestamptz)
RETURNS boolean STABLE LANGUAGE sql AS $$
    SELECT may_be_told_but_of_support($1, $2, $3) OR EXISTS (
        SELECT FROM victims_support support
        WHERE support.id = $1 AND NOT EXISTS (
            SELECT FROM cases_conflict conflict
            WHERE conflict.case_id = support.case_id AND conflict.user_id = $2
        ) AND (EXISTS (
            SELECT FROM victims_supportgrant named
            JOIN people_user known ON known.id = named.user_id AND known.is_active
            WHERE named.content_object_id = support.id AND named.user_id = $2
              AND (named.expires_at IS NULL OR named.expires_at > $3)
        ) OR NOT support.is_restricted AND EXISTS (
            SELECT FROM cases_held_on(support.service_id, $3) held
            WHERE held.user_id = $2 AND held.capacity = 'manage_support'
        ))
    )
$$;
"""
BACKWARDS = """
DROP FUNCTION may_be_told(uuid, bigint, timestamptz);
ALTER FUNCTION may_be_told_but_of_support(uuid, bigint, timestamptz) RENAME TO may_be_told;
DROP FUNCTION support_copies_case, case_tells_supports, support_tells_grants, grant_copies_support
    CASCADE;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("victims", "0013_support"),
        ("cases", "0041_structured_reviews"),
        ("timeliness", "0001_initial"),
    ]
    operations = [
        migrations.RunSQL(FORWARDS, BACKWARDS),
        nothing_goes(
            "victims_support", "case_id", "record_id", "side", may_repeat=True
        ),
        nothing_goes(
            "victims_supportreferral", "case_id", "record_id", "support_id", "service_id",
            "only_side", "how", "given_on", "by_id", "at",
        ),
        only_grows("victims_supportstep", "victims_consent", "victims_consentwithdrawal"),
        only_grows("victims_shown"),
    ]  # fmt: skip
