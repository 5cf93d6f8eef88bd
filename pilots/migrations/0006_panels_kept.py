"""What was drawn stays as it was drawn; a case that is open again leaves the panel by itself."""

from django.db import migrations

from people.ledgers import nothing_goes, only_grows

# A case is looked at for as long as the decision stands, is not under review, and is nobody's
# secret: domain note 4.2. It leaves for good, so that nobody learns from its coming back.
LEAVES = """
CREATE FUNCTION pilots_leaves_panel() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE changed uuid := CASE TG_TABLE_NAME WHEN 'cases_case' THEN NEW.id
    ELSE (to_jsonb(NEW) ->> 'case_id')::uuid END;
BEGIN
    UPDATE pilots_panelcase drawn SET has_left = true
    FROM pilots_frameentry entry
    JOIN cases_case ON cases_case.id = entry.case_id
    JOIN cases_suspect suspect ON suspect.id = entry.suspect_id
    LEFT JOIN cases_decision decision ON decision.id = entry.decision_id
    LEFT JOIN victims_victimevent event ON event.id = entry.event_id
    WHERE entry.id = drawn.entry_id AND entry.case_id = changed AND NOT drawn.has_left
      AND (cases_case.is_restricted
        OR decision.status <> 'LIVE'
        OR decision.id IS NOT NULL AND suspect.state <> 'NO_FURTHER_ACTION'
        OR event.withdrawn_at IS NOT NULL
        OR event.id IS NOT NULL AND suspect.state <> 'INVESTIGATING'
        OR EXISTS (
            SELECT FROM victims_righttoreview asked
            WHERE asked.suspect_id = suspect.id
              AND asked.status IN ('ASKED', 'ACKNOWLEDGED', 'WITH_REVIEWER', 'DECIDED')
        ));
    RETURN NULL;
END $$;

CREATE TRIGGER leaves_panel AFTER UPDATE OF is_restricted ON cases_case
    FOR EACH ROW WHEN (NEW.is_restricted) EXECUTE FUNCTION pilots_leaves_panel();
CREATE TRIGGER leaves_panel AFTER UPDATE OF status ON cases_decision
    FOR EACH ROW WHEN (NEW.status <> OLD.status) EXECUTE FUNCTION pilots_leaves_panel();
CREATE TRIGGER leaves_panel AFTER UPDATE OF state ON cases_suspect
    FOR EACH ROW WHEN (NEW.state <> OLD.state) EXECUTE FUNCTION pilots_leaves_panel();
CREATE TRIGGER leaves_panel AFTER UPDATE OF withdrawn_at ON victims_victimevent
    FOR EACH ROW WHEN (NEW.withdrawn_at IS NOT NULL) EXECUTE FUNCTION pilots_leaves_panel();
CREATE TRIGGER leaves_panel AFTER INSERT OR UPDATE OF status ON victims_righttoreview
    FOR EACH ROW EXECUTE FUNCTION pilots_leaves_panel();
"""
STAYS = """
DROP TRIGGER leaves_panel ON cases_case;
DROP TRIGGER leaves_panel ON cases_decision;
DROP TRIGGER leaves_panel ON cases_suspect;
DROP TRIGGER leaves_panel ON victims_victimevent;
DROP TRIGGER leaves_panel ON victims_righttoreview;
DROP FUNCTION pilots_leaves_panel();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("pilots", "0005_panels"),
        ("cases", "0047_learning_side"),
        ("victims", "0016_learning_side"),
    ]
    operations = [
        only_grows("pilots_draw", "pilots_frameentry", "pilots_panelconflict", "pilots_panelstep"),
        nothing_goes(
            "pilots_panel", "decided_by", "from_on", "until_on", "waited_days", "quorum",
            "keeps_units_out", "by_id", "at",
        ),
        nothing_goes("pilots_panelmember", "panel_id", "user_id", "until_on", "by_id", "at"),
        nothing_goes("pilots_panelcase", "panel_id", "entry_id", "number"),
        migrations.RunSQL(LEAVES, STAYS),
    ]  # fmt: skip
