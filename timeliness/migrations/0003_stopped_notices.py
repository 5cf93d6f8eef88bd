"""Notices of clocks that have stopped are left out of the indexes: nobody is shown them."""

from django.db import migrations, models
from django.db.models import F, Q

NEWEST = (F("recipient"), F("created_at").desc(), F("reference").desc())

# Whoever marks notices as read may hold some of them. To leave one in an index costs a little, so a
# stop does not wait; to leave one out hides it, so a resumption does. Whoever marks waits for nobody.
FORWARDS = """
CREATE FUNCTION clock_stops_notices() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.closed_at IS NOT NULL THEN
        UPDATE timeliness_delivery SET is_stopped = true WHERE reference IN (
            SELECT reference FROM timeliness_delivery notice
            JOIN timeliness_reminder reminder ON reminder.id = notice.reminder_id
            WHERE reminder.clock_id = NEW.id
            FOR UPDATE OF notice SKIP LOCKED
        );
    ELSE
        UPDATE timeliness_delivery SET is_stopped = false WHERE reference IN (
            SELECT reference FROM timeliness_delivery notice
            JOIN timeliness_reminder reminder ON reminder.id = notice.reminder_id
            WHERE reminder.clock_id = NEW.id
            FOR UPDATE OF notice
        );
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER clock_stops_notices AFTER UPDATE OF closed_at ON timeliness_clock
    FOR EACH ROW WHEN ((OLD.closed_at IS NULL) <> (NEW.closed_at IS NULL))
    EXECUTE FUNCTION clock_stops_notices();

UPDATE timeliness_delivery notice SET is_stopped = true
FROM timeliness_reminder reminder JOIN timeliness_clock clock ON clock.id = reminder.clock_id
WHERE reminder.id = notice.reminder_id AND clock.closed_at IS NOT NULL;
"""
BACKWARDS = "DROP FUNCTION clock_stops_notices CASCADE"


class Migration(migrations.Migration):
    dependencies = [("timeliness", "0002_written_in")]

    operations = [
        migrations.AddField(
            "delivery", "is_stopped", models.BooleanField(db_default=False, editable=False)
        ),
        migrations.RunSQL(FORWARDS, BACKWARDS),
        *(
            migrations.RemoveIndex("delivery", name)
            for name in ("notices_unread", "notices_newest", "notices_since")
        ),
        migrations.AddIndex(
            "delivery",
            models.Index(
                name="notices_since",
                fields=["recipient", "written_in", "reference"],
                condition=Q(is_stopped=False),
            ),
        ),
        migrations.AddIndex(
            "delivery",
            models.Index(
                *NEWEST, name="notices_unread", condition=Q(read_at=None, is_stopped=False)
            ),
        ),
        migrations.AddIndex(
            "delivery", models.Index(*NEWEST, name="notices_newest", condition=Q(is_stopped=False))
        ),
    ]
