-- Changes that let someone read more: what was proposed never changes, and another person settles
-- it, once.

-- Refuses a change of what was proposed, and a second settlement. From approval the only way on is
-- to carry the change out or to withdraw it.
CREATE OR REPLACE FUNCTION refuse_other_proposal() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.act, NEW.arguments, NEW.reason, NEW.person_id, NEW.unit_id, NEW.proposed_by_id,
        NEW.proposed_at) IS DISTINCT FROM (OLD.act, OLD.arguments, OLD.reason, OLD.person_id,
        OLD.unit_id, OLD.proposed_by_id, OLD.proposed_at)
    OR NOT (OLD.status, NEW.status) IN (
        ('WAITING', 'APPROVED'), ('WAITING', 'DONE'), ('WAITING', 'REFUSED'),
        ('WAITING', 'WITHDRAWN'), ('APPROVED', 'DONE'), ('APPROVED', 'WITHDRAWN'),
        ('APPROVED', 'REFUSED'),
        ('TO_REVIEW', 'CONFIRMED'), ('TO_REVIEW', 'UNDONE')
    ) OR (OLD.status, NEW.status) = ('APPROVED', 'DONE')
        AND (NEW.settled_by_id, NEW.settled_at) IS DISTINCT FROM (OLD.settled_by_id, OLD.settled_at)
    THEN
        RAISE EXCEPTION 'a proposal is settled once, and what it proposes never changes'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;

-- When a proposal is settled.
CREATE OR REPLACE TRIGGER settled_once BEFORE UPDATE ON people_accessproposal
    FOR EACH ROW EXECUTE FUNCTION refuse_other_proposal();

-- Refuses a person who settles their own proposal, or one for themselves, under any account.
CREATE OR REPLACE FUNCTION refuse_own_proposal() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM people_user settles
        JOIN people_user own ON own.id IN (NEW.proposed_by_id, NEW.person_id)
        WHERE settles.id = NEW.settled_by_id
          AND (own.id = settles.id OR own.human_id = settles.human_id)
    ) THEN
        RAISE EXCEPTION 'another person settles a proposal'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;

-- When a proposal is approved, refused or reviewed.
CREATE OR REPLACE TRIGGER another_settles BEFORE INSERT OR UPDATE ON people_accessproposal
    FOR EACH ROW WHEN (NEW.settled_by_id IS NOT NULL AND NEW.status <> 'WITHDRAWN')
    EXECUTE FUNCTION refuse_own_proposal();

-- When a proposal is about to be deleted.
CREATE OR REPLACE TRIGGER proposal_stays BEFORE DELETE ON people_accessproposal
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
