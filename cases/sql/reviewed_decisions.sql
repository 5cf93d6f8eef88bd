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

-- Refuses a further charge that no review comes before: one of the suspect, other than that of the
-- decision, on the Full Code Test, since the decision came into force and charges were last stopped
-- or replaced, and since the allegation that it comes from was recorded.
CREATE OR REPLACE FUNCTION refuse_unreviewed_charge() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM cases_review review
        JOIN cases_review_suspects about ON about.review_id = review.id
        JOIN cases_decision decision ON decision.suspect_id = about.suspect_id
        WHERE review.id = NEW.review_id AND decision.id = NEW.decision_id
          AND review.id IS DISTINCT FROM decision.review_id AND review.test = 'FULL'
          AND review.at >= coalesce(decision.read_at, decision.at)
          AND NOT EXISTS (
            SELECT FROM cases_chargestop stop
            WHERE stop.decision_id = decision.id AND stop.status = 'IN_FORCE'
              AND stop.kind <> 'FURTHER'
              AND coalesce(stop.read_at, stop.at) > review.at
        )
          AND NOT EXISTS (
            SELECT FROM cases_allegation alleged
            WHERE alleged.id = NEW.new_allegation_id AND alleged.added_at > review.at
        )
    ) THEN
        RAISE EXCEPTION 'a further charge without a review after the decision'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;

-- When a further charge is proposed.
CREATE OR REPLACE TRIGGER charged_after_review BEFORE INSERT ON cases_chargestop
    FOR EACH ROW WHEN (NEW.kind = 'FURTHER') EXECUTE FUNCTION refuse_unreviewed_charge();
