"""
Whether a person may be told is asked of the case first: most notices are about one.

It is answered by functions that stand on one another, one subject each, and Postgres begins all of
them to answer the first. Where that one says yes the others cannot say otherwise, for they are
joined by "or". And each is planned once a session rather than five times.
A function that a later migration puts on top is to be asked last here, as all others are.
"""

from django.db import migrations

FORWARDS = """
ALTER FUNCTION may_be_told(uuid, bigint, timestamptz) RENAME TO may_be_told_of_anything;

CREATE FUNCTION may_be_told(about uuid, person bigint, at timestamptz)
RETURNS boolean STABLE LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan AS $$
BEGIN
    IF may_be_told_of_case($1, $2, $3) THEN
        RETURN true;
    END IF;
    RETURN may_be_told_of_anything($1, $2, $3);
END $$;
"""
BACKWARDS = """
DROP FUNCTION may_be_told(uuid, bigint, timestamptz);
ALTER FUNCTION may_be_told_of_anything(uuid, bigint, timestamptz) RENAME TO may_be_told;
"""


class Migration(migrations.Migration):
    dependencies = [("pilots", "0029_leaders_of_every_unit")]
    operations = [migrations.RunSQL(FORWARDS, BACKWARDS)]
