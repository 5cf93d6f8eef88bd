-- Sets is_stopped on the notices of a clock when it stops, and clears it when the clock resumes.
-- The indexes leave out stopped notices (docs/decisions/0040). Stopping skips rows that are
-- being marked as read: one left in an index costs little. Resuming waits for them, because a row
-- left out would be hidden. A trigger, because every action that ends a turn stops a clock.
CREATE OR REPLACE FUNCTION clock_stops_notices() RETURNS trigger LANGUAGE plpgsql AS $$
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

-- When a clock stops or resumes.
CREATE OR REPLACE TRIGGER clock_stops_notices AFTER UPDATE OF closed_at ON timeliness_clock
    FOR EACH ROW WHEN ((OLD.closed_at IS NULL) <> (NEW.closed_at IS NULL))
    EXECUTE FUNCTION clock_stops_notices();
