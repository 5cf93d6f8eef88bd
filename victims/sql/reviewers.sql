-- Refuses a reviewer who made the decision that is reviewed, under any of their accounts.
CREATE OR REPLACE FUNCTION refuse_decider_as_reviewer() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM people_user reviewer JOIN people_user decider ON decider.id = ANY (NEW.deciders)
        WHERE reviewer.id = NEW.reviewer_id
          AND (reviewer.id = decider.id OR reviewer.human_id = decider.human_id)
    ) THEN
        RAISE EXCEPTION 'the reviewer is one of those who decided'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;

-- When a reviewer is named.
CREATE OR REPLACE TRIGGER another_reviews BEFORE INSERT OR UPDATE OF reviewer_id
    ON victims_righttoreview FOR EACH ROW WHEN (NEW.reviewer_id IS NOT NULL)
    EXECUTE FUNCTION refuse_decider_as_reviewer();
