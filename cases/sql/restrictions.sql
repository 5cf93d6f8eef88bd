-- Who reads a restricted case: what lets more people in is settled once, by another person.

-- When a change of a restriction is approved or refused.
CREATE OR REPLACE TRIGGER another_settles BEFORE INSERT OR UPDATE OF settled_by_id, status
    ON cases_restrictionchange FOR EACH ROW
    WHEN (NEW.settled_by_id IS NOT NULL AND NEW.status <> 'WITHDRAWN')
    EXECUTE FUNCTION refuse_author('settled_by_id');

-- When a change of a restriction that was settled would be changed.
CREATE OR REPLACE TRIGGER settled_once BEFORE UPDATE ON cases_restrictionchange
    FOR EACH ROW WHEN (OLD.status <> 'WAITING') EXECUTE FUNCTION refuse_change();

-- When what a change of a restriction proposes would be changed.
CREATE OR REPLACE TRIGGER proposed_once BEFORE UPDATE OF
    kind, person_id, reason, by_id, at, authors, only_side, restriction_id
    ON cases_restrictionchange FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- When a restriction that was lifted would be changed, or its reason.
CREATE OR REPLACE TRIGGER lifted_once BEFORE UPDATE ON cases_restriction
    FOR EACH ROW WHEN (OLD.lifted_at IS NOT NULL OR OLD.reason <> NEW.reason)
    EXECUTE FUNCTION refuse_change();
