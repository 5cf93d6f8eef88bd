"""An offer that waits at a unit which is merged into another waits there from then on."""

from django.db import migrations

COPIES = """
CREATE OR REPLACE FUNCTION transfer_copies_case() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    SELECT known.police_unit_id, known.is_restricted,
        CASE NEW.status WHEN 'ACCEPTED' THEN known.cps_unit_id ELSE {offered_to} END
    INTO NEW.police_unit_id, NEW.is_restricted, NEW.cps_unit_id
    FROM cases_case known WHERE known.id = NEW.case_id FOR SHARE;
    RETURN NEW;
END $$;
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


class Migration(migrations.Migration):
    dependencies = [("cases", "0041_structured_reviews"), ("people", "0008_merged_units")]
    operations = [
        migrations.RunSQL(
            UNIT_NOW + COPIES.format(offered_to="unit_now(NEW.to_unit_id)"),
            COPIES.format(offered_to="NEW.to_unit_id") + "DROP FUNCTION unit_now(bigint);",
        )
    ]
