-- What a second person must do cannot be done by any account of the author, and is done once.

-- Refuses a second reader of a decision who is one of its authors, under any account.
CREATE OR REPLACE FUNCTION refuse_own_reader() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM people_user reader JOIN people_user author ON author.id = ANY (NEW.authors)
        WHERE reader.id = NEW.read_by_id
          AND (reader.id = author.id OR reader.human_id = author.human_id)
    ) THEN
        RAISE EXCEPTION 'the reader of a decision is one of its authors'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;

-- When the second reader of a decision is set.
CREATE OR REPLACE TRIGGER another_reads BEFORE INSERT OR UPDATE OF read_by_id ON cases_decision
    FOR EACH ROW WHEN (NEW.read_by_id IS NOT NULL) EXECUTE FUNCTION refuse_own_reader();

-- When a decision that was read is about to be read again.
CREATE OR REPLACE TRIGGER never_read_anew BEFORE UPDATE OF
    reading, reading_text, read_by_id, read_at ON cases_decision
    FOR EACH ROW WHEN (OLD.read_at IS NOT NULL) EXECUTE FUNCTION refuse_change();

-- When the consultation, number or authors of a decision would change.
CREATE OR REPLACE TRIGGER never_ascribed_anew BEFORE UPDATE OF consultation_id, number, authors
    ON cases_decision FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- Refuses an approver of a second action plan who is one of its authors, under any account.
CREATE OR REPLACE FUNCTION refuse_own_judge() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM people_user judge JOIN people_user author ON author.id = ANY (NEW.authors)
        WHERE judge.id = NEW.judged_by_id
          AND (judge.id = author.id OR judge.human_id = author.human_id)
    ) THEN
        RAISE EXCEPTION 'the judge of a plan is one of its authors'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;

-- When the approver of a second plan is set.
CREATE OR REPLACE TRIGGER another_judges BEFORE INSERT OR UPDATE OF judged_by_id
    ON cases_proposedplan FOR EACH ROW WHEN (NEW.judged_by_id IS NOT NULL)
    EXECUTE FUNCTION refuse_own_judge();

-- When a second plan that was approved or declined would be answered again.
CREATE OR REPLACE TRIGGER never_judged_anew BEFORE UPDATE OF judgement, judged_by_id, judged_at
    ON cases_proposedplan FOR EACH ROW WHEN (OLD.judged_at IS NOT NULL)
    EXECUTE FUNCTION refuse_change();

-- Refuses a signature on a closing report by one of its authors, under any account.
CREATE OR REPLACE FUNCTION refuse_own_closing() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM people_user signer JOIN people_user author ON author.id = ANY (NEW.authors)
        WHERE signer.id = NEW.answered_by_id
          AND (signer.id = author.id OR signer.human_id = author.human_id)
    ) THEN
        RAISE EXCEPTION 'the signer of a closing report is one of its authors'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;

-- When the supervisor who answers a closing report is set.
CREATE OR REPLACE TRIGGER another_signs BEFORE INSERT OR UPDATE OF answered_by_id
    ON cases_closingreport FOR EACH ROW WHEN (NEW.answered_by_id IS NOT NULL)
    EXECUTE FUNCTION refuse_own_closing();

-- When a closing report that was answered would be answered again.
CREATE OR REPLACE TRIGGER never_answered_anew BEFORE UPDATE OF
    answer, has_open_line, answered_by_id, answered_at ON cases_closingreport
    FOR EACH ROW WHEN (OLD.answered_at IS NOT NULL) EXECUTE FUNCTION refuse_change();

-- When the reopening of a closed investigation would be changed.
CREATE OR REPLACE TRIGGER never_reopened_anew BEFORE UPDATE OF
    reopened_on, reopened_because, reopened_by_id, reopened_at ON cases_closingreport
    FOR EACH ROW WHEN (OLD.reopened_at IS NOT NULL) EXECUTE FUNCTION refuse_change();
