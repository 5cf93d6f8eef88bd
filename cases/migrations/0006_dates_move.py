"""When a clock is counted again, because a closed day was announced, the worklist moves too."""

from django.db import migrations

FORWARDS = """
CREATE FUNCTION clock_tells_suspects() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE cases_suspect suspect SET due_at = NEW.due_at, listed_at = NEW.due_at
    FROM cases_turn turn
    WHERE turn.clock_id = NEW.id AND turn.ended_at IS NULL AND turn.suspect_id = suspect.id;
    RETURN NULL;
END $$;

CREATE TRIGGER clock_tells_suspects AFTER UPDATE OF due_at ON timeliness_clock
    FOR EACH ROW WHEN (OLD.due_at IS DISTINCT FROM NEW.due_at)
    EXECUTE FUNCTION clock_tells_suspects();
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0005_only_grow")]
    operations = [
        migrations.RunSQL(FORWARDS, "DROP FUNCTION clock_tells_suspects CASCADE"),
    ]
