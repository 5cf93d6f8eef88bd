-- One outcome for each allegation of a decision: charged, or not charged and why.

-- Refuses a charge of an allegation that the same decision says is not charged, and the reverse.
CREATE OR REPLACE FUNCTION refuse_second_outcome() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM cases_authorisedcharge charged
        JOIN cases_unchargedallegation uncharged USING (decision_id, allegation_id)
        WHERE decision_id = NEW.decision_id AND allegation_id = NEW.allegation_id
    ) THEN
        RAISE EXCEPTION 'an allegation that a decision both charges and does not charge'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;

-- When a charge is stated.
CREATE OR REPLACE TRIGGER charged_or_not AFTER INSERT ON cases_authorisedcharge
    FOR EACH ROW EXECUTE FUNCTION refuse_second_outcome();

-- When an allegation is left out.
CREATE OR REPLACE TRIGGER charged_or_not AFTER INSERT ON cases_unchargedallegation
    FOR EACH ROW EXECUTE FUNCTION refuse_second_outcome();
