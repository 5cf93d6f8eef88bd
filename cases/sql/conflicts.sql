-- Accounts blocked from a case by an open conflict of interest. A conflict belongs to a person, so
-- it applies to all their accounts, whenever those were linked (docs/decisions/0046).
CREATE OR REPLACE VIEW cases_kept_from AS
SELECT conflict.case_id, conflict.user_id
FROM cases_conflict conflict WHERE conflict.lifted_at IS NULL
UNION ALL
SELECT conflict.case_id, joined.id
FROM cases_conflict conflict
JOIN people_user about ON about.id = conflict.user_id
JOIN people_user joined ON joined.human_id = about.human_id AND joined.id <> about.id
WHERE conflict.lifted_at IS NULL;

-- When a lifted conflict is updated: a further conflict is another row.
CREATE OR REPLACE TRIGGER never_lifted_anew BEFORE UPDATE ON cases_conflict
    FOR EACH ROW WHEN (OLD.lifted_at IS NOT NULL) EXECUTE FUNCTION refuse_change();

-- When the lifting of a conflict is approved or refused.
CREATE OR REPLACE TRIGGER another_settles BEFORE INSERT OR UPDATE OF settled_by_id, status
    ON cases_conflictlifting FOR EACH ROW
    WHEN (NEW.settled_by_id IS NOT NULL AND NEW.status <> 'WITHDRAWN')
    EXECUTE FUNCTION refuse_author('settled_by_id');

-- When a lifting of a conflict that was settled would be changed.
CREATE OR REPLACE TRIGGER settled_once BEFORE UPDATE ON cases_conflictlifting
    FOR EACH ROW WHEN (OLD.status <> 'WAITING') EXECUTE FUNCTION refuse_change();

-- When what the lifting of a conflict proposes would be changed.
CREATE OR REPLACE TRIGGER proposed_once BEFORE UPDATE OF
    conflict_id, case_id, reason, by_id, at, authors, only_side
    ON cases_conflictlifting FOR EACH ROW EXECUTE FUNCTION refuse_change();
