-- When a clock is recomputed, because a closed day was announced, the worklist follows. In the
-- database, because timeliness recomputes all clocks and knows no cases (docs/decisions/0007).

-- What is owed about a suspect besides the turn: open action items, and the CPS's answers to
-- challenges; when each is due, and which side has asked for another date.
CREATE OR REPLACE FUNCTION suspect_asked_about(suspect uuid)
RETURNS TABLE (due_at timestamptz, date_asked_by text) STABLE LANGUAGE sql AS $$
    SELECT clock.due_at, item.date_asked_by
    FROM cases_actionitem_suspects link
    JOIN cases_actionitem item ON item.id = link.actionitem_id AND item.status = 'OPEN'
    JOIN cases_suspect about ON about.id = link.suspect_id
        AND about.state NOT IN (
            'INVESTIGATING', 'NO_FURTHER_ACTION', 'NFA_REVERSAL', 'CLOSING_SIGN_OFF', 'CLOSED',
            'STOPPED', 'OUT_OF_COURT'
        )
    JOIN LATERAL (
        SELECT item.clock_id
        UNION ALL
        SELECT challenge.clock_id FROM cases_challenge challenge
        WHERE challenge.item_id = item.id AND challenge.status = 'ASKED'
    ) AS owed ON true
    JOIN timeliness_clock clock ON clock.id = owed.clock_id
    WHERE link.suspect_id = $1
$$;

-- Sets a suspect's due time to the earliest of all that is owed.
CREATE OR REPLACE FUNCTION clock_tells_suspects() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE cases_suspect suspect SET due_at = first.due_at, listed_at = first.due_at
    FROM (
        SELECT turn.suspect_id FROM cases_turn turn
        WHERE turn.clock_id = NEW.id AND turn.ended_at IS NULL
        UNION
        SELECT link.suspect_id FROM cases_challenge challenge
        JOIN cases_actionitem_suspects link ON link.actionitem_id = challenge.item_id
        WHERE challenge.clock_id = NEW.id AND challenge.status = 'ASKED'
    ) AS moved CROSS JOIN LATERAL (
        SELECT min(due.due_at) AS due_at FROM (
            SELECT clock.due_at FROM cases_turn turn
            JOIN timeliness_clock clock ON clock.id = turn.clock_id
            WHERE turn.suspect_id = moved.suspect_id AND turn.ended_at IS NULL
            UNION ALL
            SELECT asked.due_at FROM suspect_asked_about(moved.suspect_id) asked
        ) AS due
    ) AS first
    WHERE suspect.id = moved.suspect_id AND first.due_at IS NOT NULL;
    RETURN NULL;
END $$;

-- When a clock's due time changes.
CREATE OR REPLACE TRIGGER clock_tells_suspects AFTER UPDATE OF due_at ON timeliness_clock
    FOR EACH ROW WHEN (OLD.due_at IS DISTINCT FROM NEW.due_at)
    EXECUTE FUNCTION clock_tells_suspects();
