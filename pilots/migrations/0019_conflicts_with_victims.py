"""
Who is to call a victim, or supports her, reads no pack of her case from that moment on.

As for who is named on the case itself (0016); what somebody did, once or before, is looked for each
minute (pilots/actions/had_a_hand.py).
"""

from django.db import migrations

FORWARDS = """
CREATE FUNCTION pilots_keep_from_panels(who bigint, of_case uuid, why text) RETURNS void
LANGUAGE sql AS $$
    INSERT INTO pilots_panelconflict (id, panel_id, panel_case_id, user_id, kind, at)
    SELECT gen_random_uuid(), drawn.panel_id, drawn.id, reader.id, why, now()
    FROM pilots_frameentry entry
    JOIN pilots_panelcase drawn ON drawn.entry_id = entry.id
    JOIN pilots_panel panel ON panel.id = drawn.panel_id
    JOIN people_user kept ON kept.id = who
    JOIN people_user reader ON reader.id = kept.id OR reader.human_id = kept.human_id
    WHERE entry.case_id = of_case AND (EXISTS (
        SELECT FROM pilots_panelgrant named
        WHERE named.content_object_id = panel.id AND named.user_id = reader.id
    ) OR EXISTS (
        SELECT FROM people_unitgrant held
        JOIN auth_permission capacity ON capacity.id = held.permission_id
        WHERE held.content_object_id = panel.area_id AND held.user_id = reader.id
          AND capacity.codename = 'convene_panels'
    ))
    ON CONFLICT DO NOTHING
$$;

CREATE FUNCTION pilots_keeps_isvas_from_panels() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pilots_keep_from_panels(NEW.user_id, support.case_id, 'WORKED')
    FROM victims_support support WHERE support.id = NEW.content_object_id;
    RETURN NULL;
END $$;
CREATE FUNCTION pilots_keeps_callers_from_panels() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pilots_keep_from_panels(NEW.contact_officer_id, NEW.case_id, 'WORKED');
    PERFORM pilots_keep_from_panels(NEW.liaison_officer_id, NEW.case_id, 'WORKED');
    RETURN NULL;
END $$;

CREATE TRIGGER keeps_from_panels AFTER INSERT ON victims_supportgrant
    FOR EACH ROW EXECUTE FUNCTION pilots_keeps_isvas_from_panels();
CREATE TRIGGER keeps_from_panels
    AFTER UPDATE OF contact_officer_id, liaison_officer_id ON victims_victimrecord
    FOR EACH ROW WHEN (OLD.contact_officer_id IS DISTINCT FROM NEW.contact_officer_id
                       OR OLD.liaison_officer_id IS DISTINCT FROM NEW.liaison_officer_id)
    EXECUTE FUNCTION pilots_keeps_callers_from_panels();
"""
BACKWARDS = """
DROP TRIGGER keeps_from_panels ON victims_victimrecord;
DROP TRIGGER keeps_from_panels ON victims_supportgrant;
DROP FUNCTION pilots_keeps_callers_from_panels();
DROP FUNCTION pilots_keeps_isvas_from_panels();
DROP FUNCTION pilots_keep_from_panels(bigint, uuid, text);
"""


class Migration(migrations.Migration):
    dependencies = [
        ("pilots", "0017_exports"),
        ("victims", "0009_audience"),
    ]
    operations = [migrations.RunSQL(FORWARDS, BACKWARDS)]
