-- How many suspects stand where, kept as they come and go (docs/decisions/0029). A row is added
-- for each change and none is changed, so that two acts in one unit do not wait for each other.

-- Counts a suspect at their place, or takes them off it again (by: 1 or -1). Who is closed is on no
-- board, nor is anybody of a restricted case.
CREATE OR REPLACE FUNCTION board_counts(suspect cases_suspect, by integer)
RETURNS void LANGUAGE sql AS $$
    INSERT INTO cases_boardcount (police_unit_id, cps_unit_id, state, only_side, n, overdue)
    SELECT suspect.police_unit_id, suspect.cps_unit_id, suspect.state, suspect.only_side, by,
        CASE WHEN suspect.counted_overdue THEN by ELSE 0 END
    WHERE suspect.is_open AND NOT suspect.is_restricted
$$;

-- Takes a suspect off the place before and counts them at the place after.
CREATE OR REPLACE FUNCTION suspect_moves_on_board() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN PERFORM board_counts(OLD, -1); END IF;
    IF TG_OP <> 'DELETE' THEN PERFORM board_counts(NEW, 1); END IF;
    RETURN NULL;
END $$;

-- When a suspect is added.
CREATE OR REPLACE TRIGGER board_follows AFTER INSERT OR DELETE ON cases_suspect
    FOR EACH ROW EXECUTE FUNCTION suspect_moves_on_board();

-- When anything changes by which suspects are counted.
CREATE OR REPLACE TRIGGER board_follows_changes AFTER UPDATE ON cases_suspect FOR EACH ROW
    WHEN ((OLD.police_unit_id, OLD.cps_unit_id, OLD.state, OLD.only_side, OLD.is_open,
           OLD.is_restricted, OLD.counted_overdue)
          IS DISTINCT FROM
          (NEW.police_unit_id, NEW.cps_unit_id, NEW.state, NEW.only_side, NEW.is_open,
           NEW.is_restricted, NEW.counted_overdue))
    EXECUTE FUNCTION suspect_moves_on_board();

-- The worker marks once who is overdue. The mark falls when the date moves, and is kept against a
-- row that was read before the worker came by and is saved whole.
CREATE OR REPLACE FUNCTION overdue_is_counted_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.counted_overdue := OLD.due_at IS NOT DISTINCT FROM NEW.due_at
        AND (OLD.counted_overdue OR NEW.counted_overdue);
    RETURN NEW;
END $$;

-- When a marked suspect is written, or one is marked.
CREATE OR REPLACE TRIGGER overdue_is_counted_once BEFORE UPDATE ON cases_suspect
    FOR EACH ROW WHEN (OLD.counted_overdue OR NEW.counted_overdue)
    EXECUTE FUNCTION overdue_is_counted_once();
