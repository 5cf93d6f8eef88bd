-- What another human being has to do, no account of the author's does. And it is done once.

-- Refuses a reader of a decision who is one of its authors, under whatever account.
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

-- When a reader of a decision is written.
CREATE OR REPLACE TRIGGER another_reads BEFORE INSERT OR UPDATE OF read_by_id ON cases_decision
    FOR EACH ROW WHEN (NEW.read_by_id IS NOT NULL) EXECUTE FUNCTION refuse_own_reader();

-- When a decision that was read is read again.
CREATE OR REPLACE TRIGGER never_read_anew BEFORE UPDATE OF
    reading, reading_text, read_by_id, read_at ON cases_decision
    FOR EACH ROW WHEN (OLD.read_at IS NOT NULL) EXECUTE FUNCTION refuse_change();

-- When a decision is given to another meeting, number or author.
CREATE OR REPLACE TRIGGER never_ascribed_anew BEFORE UPDATE OF consultation_id, number, authors
    ON cases_decision FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- Refuses a judge of a second action plan who is one of its authors, under whatever account.
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

-- When a judge of a second plan is written.
CREATE OR REPLACE TRIGGER another_judges BEFORE INSERT OR UPDATE OF judged_by_id
    ON cases_proposedplan FOR EACH ROW WHEN (NEW.judged_by_id IS NOT NULL)
    EXECUTE FUNCTION refuse_own_judge();

-- When a second plan that was judged is judged again.
CREATE OR REPLACE TRIGGER never_judged_anew BEFORE UPDATE OF judgement, judged_by_id, judged_at
    ON cases_proposedplan FOR EACH ROW WHEN (OLD.judged_at IS NOT NULL)
    EXECUTE FUNCTION refuse_change();
