-- No decision without a review of the submission that it is about.

-- Refuses a decision on a suspect whom no prosecutor has reviewed since the newest submission about
-- them was signed off and an earlier decision was last set aside, and one that names a review of
-- another suspect or submission, or from before that.
CREATE OR REPLACE FUNCTION refuse_unreviewed_decision() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM cases_review review
        JOIN cases_review_suspects about ON about.review_id = review.id
        WHERE about.suspect_id = NEW.suspect_id
          AND review.id = coalesce(NEW.review_id, review.id)
          AND NOT EXISTS (
            SELECT FROM cases_referral referral
            JOIN cases_referral_suspects sent ON sent.referral_id = referral.id
            WHERE sent.suspect_id = NEW.suspect_id AND referral.signed_off_at > review.at
        )
          AND NOT EXISTS (
            SELECT FROM cases_reversal reversal
            JOIN cases_decision earlier ON earlier.id = reversal.decision_id
            WHERE earlier.suspect_id = NEW.suspect_id AND reversal.status = 'IN_FORCE'
              AND coalesce(reversal.read_at, reversal.at) > review.at
        )
          AND NOT EXISTS (
            SELECT FROM cases_disposalreport fell
            JOIN cases_decision earlier ON earlier.id = fell.decision_id
            WHERE earlier.suspect_id = NEW.suspect_id AND fell.step IN ('NOT_GIVEN', 'NOT_MET')
              AND fell.at > review.at
        )
    ) THEN
        RAISE EXCEPTION 'a decision without a review of the submission it is about'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;

-- When a decision is made.
CREATE OR REPLACE TRIGGER decided_after_review BEFORE INSERT ON cases_decision
    FOR EACH ROW EXECUTE FUNCTION refuse_unreviewed_decision();
