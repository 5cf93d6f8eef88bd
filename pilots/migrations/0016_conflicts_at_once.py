"""
Who is named on a case, or is in conflict with it, reads no pack of it from that moment on.

The rest of what keeps people out is looked for each minute (find_anew in
pilots/actions/conflicts.py), also of whoever came to convene panels since. And a draw for one
reason says that it is of the CPS alone.
"""

from django.db import migrations, models

METHODS = [
    ("RANDOM", "At random"),
    ("STRATIFIED", "At random within each kind of decision, in proportion"),
    ("THEMATIC", "At random among the CPS’s decisions for one reason"),
]
FORWARDS = """
CREATE FUNCTION pilots_keeps_from_panels() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    changed uuid := CASE TG_TABLE_NAME WHEN 'cases_conflict' THEN (to_jsonb(NEW) ->> 'case_id')::uuid
        ELSE (to_jsonb(NEW) ->> 'content_object_id')::uuid END;
    why text := CASE TG_TABLE_NAME WHEN 'cases_conflict' THEN 'INTEREST' ELSE 'WORKED' END;
BEGIN
    INSERT INTO pilots_panelconflict (id, panel_id, panel_case_id, user_id, kind, at)
    SELECT gen_random_uuid(), drawn.panel_id, drawn.id, reader.id, why, now()
    FROM pilots_frameentry entry
    JOIN pilots_panelcase drawn ON drawn.entry_id = entry.id
    JOIN pilots_panel panel ON panel.id = drawn.panel_id
    JOIN people_user kept ON kept.id = NEW.user_id
    JOIN people_user reader ON reader.id = kept.id OR reader.human_id = kept.human_id
    WHERE entry.case_id = changed AND (EXISTS (
        SELECT FROM pilots_panelgrant named
        WHERE named.content_object_id = panel.id AND named.user_id = reader.id
    ) OR EXISTS (
        SELECT FROM people_unitgrant held
        JOIN auth_permission capacity ON capacity.id = held.permission_id
        WHERE held.content_object_id = panel.area_id AND held.user_id = reader.id
          AND capacity.codename = 'convene_panels'
    ))
    ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$;

CREATE TRIGGER keeps_from_panels AFTER INSERT ON cases_conflict
    FOR EACH ROW EXECUTE FUNCTION pilots_keeps_from_panels();
CREATE TRIGGER keeps_from_panels AFTER INSERT ON cases_casegrant
    FOR EACH ROW EXECUTE FUNCTION pilots_keeps_from_panels();
"""
BACKWARDS = """
DROP TRIGGER keeps_from_panels ON cases_conflict;
DROP TRIGGER keeps_from_panels ON cases_casegrant;
DROP FUNCTION pilots_keeps_from_panels();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("pilots", "0015_learning_chased_kept"),
        ("cases", "0014_chased_and_escalated"),
    ]
    operations = [
        migrations.RunSQL(FORWARDS, BACKWARDS),
        migrations.AlterField("draw", "method", models.CharField(max_length=10, choices=METHODS)),
    ]
