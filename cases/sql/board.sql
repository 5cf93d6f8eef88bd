-- Board counts (docs/decisions/0029). Each change inserts a row and updates none, so that
-- concurrent actions in one unit do not wait for each other.

-- Adds a suspect to the board counts or removes them (by: 1 or -1). A closed suspect is on no
-- board, nor is a suspect of a restricted case.
CREATE OR REPLACE FUNCTION board_counts(suspect cases_suspect, by integer)
RETURNS void LANGUAGE sql AS $$
    INSERT INTO cases_boardcount (police_unit_id, cps_unit_id, state, only_side, n, overdue)
    SELECT suspect.police_unit_id, suspect.cps_unit_id, suspect.state, suspect.only_side, by,
        CASE WHEN suspect.counted_overdue THEN by ELSE 0 END
    WHERE suspect.is_open AND NOT suspect.is_restricted
$$;

-- Removes a suspect from the old board count and adds them to the new one.
CREATE OR REPLACE FUNCTION suspect_moves_on_board() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN PERFORM board_counts(OLD, -1); END IF;
    IF TG_OP <> 'DELETE' THEN PERFORM board_counts(NEW, 1); END IF;
    RETURN NULL;
END $$;

-- When a suspect is added or deleted.
CREATE OR REPLACE TRIGGER board_follows AFTER INSERT OR DELETE ON cases_suspect
    FOR EACH ROW EXECUTE FUNCTION suspect_moves_on_board();

-- When a column changes by which suspects are counted.
CREATE OR REPLACE TRIGGER board_follows_changes AFTER UPDATE ON cases_suspect FOR EACH ROW
    WHEN ((OLD.police_unit_id, OLD.cps_unit_id, OLD.state, OLD.only_side, OLD.is_open,
           OLD.is_restricted, OLD.counted_overdue)
          IS DISTINCT FROM
          (NEW.police_unit_id, NEW.cps_unit_id, NEW.state, NEW.only_side, NEW.is_open,
           NEW.is_restricted, NEW.counted_overdue))
    EXECUTE FUNCTION suspect_moves_on_board();

-- Clears counted_overdue when the due time moves, and keeps it otherwise. A row that was read
-- before the worker set it, and is saved whole, does not clear it.
CREATE OR REPLACE FUNCTION overdue_is_counted_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.counted_overdue := OLD.due_at IS NOT DISTINCT FROM NEW.due_at
        AND (OLD.counted_overdue OR NEW.counted_overdue);
    RETURN NEW;
END $$;

-- When a suspect counted as overdue is updated, or becomes one.
CREATE OR REPLACE TRIGGER overdue_is_counted_once BEFORE UPDATE ON cases_suspect
    FOR EACH ROW WHEN (OLD.counted_overdue OR NEW.counted_overdue)
    EXECUTE FUNCTION overdue_is_counted_once();
