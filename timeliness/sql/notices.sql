-- Marks the notices of a clock as stopped when it stops, and takes the mark back when it goes on.
-- Indexes leave out what is stopped (docs/decisions/0040). A stop does not wait for whoever marks
-- notices as read: one that is left in an index costs a little. A resumption does wait, because one
-- that is left out would be hidden. Kept here because every action that ends a turn stops a clock.
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

-- When a clock stops or goes on.
CREATE OR REPLACE TRIGGER clock_stops_notices AFTER UPDATE OF closed_at ON timeliness_clock
    FOR EACH ROW WHEN ((OLD.closed_at IS NULL) <> (NEW.closed_at IS NULL))
    EXECUTE FUNCTION clock_stops_notices();
