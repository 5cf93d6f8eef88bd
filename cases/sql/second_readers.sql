-- What a second person must do cannot be done by any account of the author, and is done once.

-- Refuses a second person who is one of the authors of the row, under any account. Argument: the
-- column that names the second person.
CREATE OR REPLACE FUNCTION refuse_author() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM people_user second JOIN people_user author ON author.id = ANY (NEW.authors)
        WHERE second.id = (to_jsonb(NEW) ->> TG_ARGV[0])::bigint
          AND (second.id = author.id OR second.human_id = author.human_id)
    ) THEN
        RAISE EXCEPTION '% of % is one of its authors', TG_ARGV[0], TG_TABLE_NAME
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;

-- When the second reader of a decision is set.
CREATE OR REPLACE TRIGGER another_reads BEFORE INSERT OR UPDATE OF read_by_id ON cases_decision
    FOR EACH ROW WHEN (NEW.read_by_id IS NOT NULL) EXECUTE FUNCTION refuse_author('read_by_id');

-- When a decision that was read is about to be read again.
CREATE OR REPLACE TRIGGER never_read_anew BEFORE UPDATE OF
    reading, reading_text, read_by_id, read_at ON cases_decision
    FOR EACH ROW WHEN (OLD.read_at IS NOT NULL) EXECUTE FUNCTION refuse_change();

-- When the consultation, number or authors of a decision would change.
CREATE OR REPLACE TRIGGER never_ascribed_anew BEFORE UPDATE OF consultation_id, number, authors
    ON cases_decision FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- Refuses to set aside without a second reader a decision that had one, unless a review did.
CREATE OR REPLACE FUNCTION refuse_unread_reversal() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.reading <> 'COUNTERSIGNED' AND EXISTS (
        SELECT FROM cases_decision WHERE id = NEW.decision_id AND read_by_id IS NOT NULL
    ) THEN
        RAISE EXCEPTION 'a decision with a second reader set aside without one'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;

-- When a reversal that no review made comes into force.
CREATE OR REPLACE TRIGGER read_as_the_decision_was BEFORE INSERT OR UPDATE OF status
    ON cases_reversal FOR EACH ROW
    WHEN (NEW.status = 'IN_FORCE' AND NEW.ground NOT IN ('REVIEW', 'PANEL'))
    EXECUTE FUNCTION refuse_unread_reversal();

-- When the second reader of a reversal is set.
CREATE OR REPLACE TRIGGER another_reads BEFORE INSERT OR UPDATE OF read_by_id ON cases_reversal
    FOR EACH ROW WHEN (NEW.read_by_id IS NOT NULL) EXECUTE FUNCTION refuse_author('read_by_id');

-- Refuses a second reader of a reversal who wrote the decision, under any account.
CREATE OR REPLACE FUNCTION refuse_author_of_decision() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM people_user reader
        JOIN cases_decision decision ON decision.id = NEW.decision_id
        JOIN people_user author ON author.id = ANY (decision.authors)
        WHERE reader.id = NEW.read_by_id
          AND (reader.id = author.id OR reader.human_id = author.human_id)
    ) THEN
        RAISE EXCEPTION 'the reader of a reversal wrote the decision'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;

-- When the second reader of a reversal is set.
CREATE OR REPLACE TRIGGER another_than_wrote_it BEFORE INSERT OR UPDATE OF read_by_id
    ON cases_reversal FOR EACH ROW WHEN (NEW.read_by_id IS NOT NULL)
    EXECUTE FUNCTION refuse_author_of_decision();

-- When a reversal that was read is about to be read again.
CREATE OR REPLACE TRIGGER never_read_anew BEFORE UPDATE OF
    reading, reading_text, read_by_id, read_at ON cases_reversal
    FOR EACH ROW WHEN (OLD.read_at IS NOT NULL) EXECUTE FUNCTION refuse_change();

-- When the approver of a second plan is set.
CREATE OR REPLACE TRIGGER another_judges BEFORE INSERT OR UPDATE OF judged_by_id
    ON cases_proposedplan FOR EACH ROW WHEN (NEW.judged_by_id IS NOT NULL)
    EXECUTE FUNCTION refuse_author('judged_by_id');

-- When a second plan that was approved or declined would be answered again.
CREATE OR REPLACE TRIGGER never_judged_anew BEFORE UPDATE OF judgement, judged_by_id, judged_at
    ON cases_proposedplan FOR EACH ROW WHEN (OLD.judged_at IS NOT NULL)
    EXECUTE FUNCTION refuse_change();

-- When the supervisor who answers a closing report is set.
CREATE OR REPLACE TRIGGER another_signs BEFORE INSERT OR UPDATE OF answered_by_id
    ON cases_closingreport FOR EACH ROW WHEN (NEW.answered_by_id IS NOT NULL)
    EXECUTE FUNCTION refuse_author('answered_by_id');

-- When a closing report that was answered would be answered again.
CREATE OR REPLACE TRIGGER never_answered_anew BEFORE UPDATE OF
    answer, has_open_line, answered_by_id, answered_at ON cases_closingreport
    FOR EACH ROW WHEN (OLD.answered_at IS NOT NULL) EXECUTE FUNCTION refuse_change();

-- When the reopening of a closed investigation would be changed.
CREATE OR REPLACE TRIGGER never_reopened_anew BEFORE UPDATE OF
    reopened_on, reopened_because, reopened_by_id, reopened_at ON cases_closingreport
    FOR EACH ROW WHEN (OLD.reopened_at IS NOT NULL) EXECUTE FUNCTION refuse_change();
