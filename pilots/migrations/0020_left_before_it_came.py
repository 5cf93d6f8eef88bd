"""A case that may not be looked at when it comes onto a panel has left it from the beginning."""

from importlib import import_module

from django.db import migrations

# What ends the looking at a case: as it was written for those already on a panel (0002), now in
# one place for those that come onto one too. Domain note 4.2.
FORWARDS = """
CREATE FUNCTION pilots_has_ended(asked uuid) RETURNS boolean STABLE LANGUAGE sql AS $$
    SELECT EXISTS (
        SELECT FROM pilots_frameentry entry
        JOIN cases_case ON cases_case.id = entry.case_id
        JOIN cases_suspect suspect ON suspect.id = entry.suspect_id
        LEFT JOIN cases_decision decision ON decision.id = entry.decision_id
        LEFT JOIN victims_victimevent event ON event.id = entry.event_id
        WHERE entry.id = asked
          AND (cases_case.is_restricted
            OR decision.status <> 'LIVE'
            OR decision.id IS NOT NULL AND suspect.state <> 'NO_FURTHER_ACTION'
            OR event.withdrawn_at IS NOT NULL
            OR event.id IS NOT NULL AND suspect.state <> 'INVESTIGATING'
            OR EXISTS (
                SELECT FROM victims_righttoreview asked_for
                WHERE asked_for.suspect_id = suspect.id
                  AND asked_for.status IN ('ASKED', 'ACKNOWLEDGED', 'WITH_REVIEWER', 'DECIDED')
            ))
    )
$$;

CREATE OR REPLACE FUNCTION pilots_leaves_panel() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE changed uuid := CASE TG_TABLE_NAME WHEN 'cases_case' THEN NEW.id
    ELSE (to_jsonb(NEW) ->> 'case_id')::uuid END;
BEGIN
    UPDATE pilots_panelcase drawn SET has_left = true
    FROM pilots_frameentry entry
    WHERE entry.id = drawn.entry_id AND entry.case_id = changed AND NOT drawn.has_left
      AND pilots_has_ended(entry.id);
    RETURN NULL;
END $$;

CREATE FUNCTION pilots_comes_onto_panel() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.has_left := NEW.has_left OR pilots_has_ended(NEW.entry_id);
    RETURN NEW;
END $$;
CREATE TRIGGER comes_onto_panel BEFORE INSERT ON pilots_panelcase
    FOR EACH ROW EXECUTE FUNCTION pilots_comes_onto_panel();
"""
BEFORE = import_module("pilots.migrations.0002_panels").LEAVES.partition("CREATE TRIGGER")[0]
BACKWARDS = f"""
DROP TRIGGER comes_onto_panel ON pilots_panelcase;
DROP FUNCTION pilots_comes_onto_panel();
{BEFORE.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")}
DROP FUNCTION pilots_has_ended(uuid);
"""


class Migration(migrations.Migration):
    dependencies = [
        ("pilots", "0019_conflicts_with_victims"),
        ("victims", "0009_audience"),
        ("cases", "0015_board"),
    ]
    operations = [migrations.RunSQL(FORWARDS, BACKWARDS)]
