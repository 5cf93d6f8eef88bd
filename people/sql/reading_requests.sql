-- Requests to read more in an hour: a leader of the unit settles one, once, and never the person.

-- Refuses an answer by the person who asked, under any account, and a second answer.
CREATE OR REPLACE FUNCTION refuse_own_reading_request() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.status <> 'WAITING' THEN
        RAISE EXCEPTION 'a request to read more is answered once'
            USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.status IN ('APPROVED', 'REFUSED') AND EXISTS (
        SELECT FROM people_user settles JOIN people_user own ON own.id = NEW.by_id
        WHERE settles.id = NEW.settled_by_id
          AND (own.id = settles.id OR own.human_id = settles.human_id
               OR settles.id = ANY(NEW.authors))
    ) THEN
        RAISE EXCEPTION 'another person answers a request to read more'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;

-- When a request to read more is made or answered.
CREATE OR REPLACE TRIGGER another_answers BEFORE INSERT OR UPDATE ON people_readingrequest
    FOR EACH ROW EXECUTE FUNCTION refuse_own_reading_request();
