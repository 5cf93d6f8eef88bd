"""
Who is overdue is counted once, when the time has run out, and not by whoever looks at a board.

The worker marks a suspect, and the row that the trigger adds for that is one of the sums. The mark
falls when the date moves: whoever is overdue by the new date is counted again. It is kept against a
row that was read before and is saved whole.
"""

from django.db import migrations, models

FORWARDS = """
CREATE OR REPLACE FUNCTION board_counts(suspect cases_suspect, by integer)
RETURNS void LANGUAGE sql AS $$
    INSERT INTO cases_boardcount (police_unit_id, cps_unit_id, state, only_side, n, overdue)
    SELECT suspect.police_unit_id, suspect.cps_unit_id, suspect.state, suspect.only_side, by,
        CASE WHEN suspect.counted_overdue THEN by ELSE 0 END
    WHERE suspect.is_open AND NOT suspect.is_restricted
$$;

DROP TRIGGER board_follows_changes ON cases_suspect;
CREATE TRIGGER board_follows_changes AFTER UPDATE ON cases_suspect FOR EACH ROW
    WHEN ((OLD.police_unit_id, OLD.cps_unit_id, OLD.state, OLD.only_side, OLD.is_open,
           OLD.is_restricted, OLD.counted_overdue)
          IS DISTINCT FROM
          (NEW.police_unit_id, NEW.cps_unit_id, NEW.state, NEW.only_side, NEW.is_open,
           NEW.is_restricted, NEW.counted_overdue))
    EXECUTE FUNCTION suspect_moves_on_board();

CREATE FUNCTION overdue_is_counted_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.counted_overdue := OLD.due_at IS NOT DISTINCT FROM NEW.due_at
        AND (OLD.counted_overdue OR NEW.counted_overdue);
    RETURN NEW;
END $$;
CREATE TRIGGER overdue_is_counted_once BEFORE UPDATE ON cases_suspect FOR EACH ROW
    WHEN (OLD.counted_overdue OR NEW.counted_overdue)
    EXECUTE FUNCTION overdue_is_counted_once();
"""
BACKWARDS = """
DROP FUNCTION overdue_is_counted_once CASCADE;
DROP TRIGGER board_follows_changes ON cases_suspect;
CREATE TRIGGER board_follows_changes AFTER UPDATE ON cases_suspect FOR EACH ROW
    WHEN ((OLD.police_unit_id, OLD.cps_unit_id, OLD.state, OLD.only_side, OLD.is_open,
           OLD.is_restricted)
          IS DISTINCT FROM
          (NEW.police_unit_id, NEW.cps_unit_id, NEW.state, NEW.only_side, NEW.is_open,
           NEW.is_restricted))
    EXECUTE FUNCTION suspect_moves_on_board();
CREATE OR REPLACE FUNCTION board_counts(suspect cases_suspect, by integer)
RETURNS void LANGUAGE sql AS $$
    INSERT INTO cases_boardcount (police_unit_id, cps_unit_id, state, only_side, n)
    SELECT suspect.police_unit_id, suspect.cps_unit_id, suspect.state, suspect.only_side, by
    WHERE suspect.is_open AND NOT suspect.is_restricted
$$;
DELETE FROM cases_boardcount WHERE n = 0;
"""


def _index(side):
    return migrations.AddIndex(
        model_name="suspect",
        index=models.Index(
            name=f"suspect_{side}_overdue",
            fields=[f"{side}_unit", "counted_overdue", "due_at"],
            condition=models.Q(("is_open", True), ("is_restricted", False)),
        ),
    )


class Migration(migrations.Migration):
    dependencies = [("cases", "0017_lists_of_few")]
    operations = [
        migrations.AddField("boardcount", "overdue", models.IntegerField(default=0, db_default=0)),
        migrations.AddField(
            "suspect",
            "counted_overdue",
            models.BooleanField(default=False, db_default=False, editable=False),
        ),
        migrations.RemoveConstraint("boardcount", "board_counts_somebody"),
        migrations.AddConstraint(
            "boardcount",
            models.CheckConstraint(
                name="board_counts_somebody",
                condition=models.Q(("n", 0), ("overdue", 0), _negated=True),
            ),
        ),
        _index("police"),
        _index("cps"),
        migrations.RunSQL(FORWARDS, BACKWARDS),
    ]
