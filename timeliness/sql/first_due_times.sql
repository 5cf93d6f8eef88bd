-- Refuses another first due time for a clock that has one. In the database, because every figure
-- of timeliness goes by it, and nobody's lateness may shrink by what they do themselves (ADR 69).
CREATE OR REPLACE FUNCTION first_due_time_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'The first due time of a clock stays as it is.'
        USING ERRCODE = 'check_violation';
END $$;

-- When the first due time of a clock that has one changes.
CREATE OR REPLACE TRIGGER first_due_time_stays BEFORE UPDATE OF first_due_at ON timeliness_clock
    FOR EACH ROW
    WHEN (OLD.first_due_at IS NOT NULL AND NEW.first_due_at IS DISTINCT FROM OLD.first_due_at)
    EXECUTE FUNCTION first_due_time_stays();
