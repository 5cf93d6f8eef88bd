-- One outcome for each allegation of a decision: charged, dealt with out of court, or not charged
-- and why. One that was left out may be charged later by a further charge: it is left out no
-- longer.

-- Refuses an allegation of which the same decision makes two things.
CREATE OR REPLACE FUNCTION refuse_second_outcome() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM cases_authorisedcharge charged
        JOIN cases_unchargedallegation uncharged USING (decision_id, allegation_id)
        WHERE decision_id = NEW.decision_id AND allegation_id = NEW.allegation_id
          AND charged.added_by_id IS NULL
    ) OR EXISTS (
        SELECT FROM cases_allegationdisposal disposed
        JOIN (
            SELECT decision_id, allegation_id FROM cases_authorisedcharge
            UNION ALL SELECT decision_id, allegation_id FROM cases_unchargedallegation
        ) AS other USING (decision_id, allegation_id)
        WHERE decision_id = NEW.decision_id AND allegation_id = NEW.allegation_id
    ) THEN
        RAISE EXCEPTION 'an allegation that has two outcomes in a decision'
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

-- When an allegation is dealt with out of court.
CREATE OR REPLACE TRIGGER charged_or_not AFTER INSERT ON cases_allegationdisposal
    FOR EACH ROW EXECUTE FUNCTION refuse_second_outcome();
