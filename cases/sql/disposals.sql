-- Out-of-court disposals: of a kind for the suspect's age, whole, and reported step by step.

-- Refuses a disposal of a decision that is none, and of a kind that a suspect of that age cannot be
-- given on the day of the decision: under 18 the kinds of youths, from 18 those of adults.
CREATE OR REPLACE FUNCTION refuse_disposal_at_this_age() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM cases_decision decision
        JOIN cases_suspect suspect ON suspect.id = decision.suspect_id
        WHERE decision.id = NEW.decision_id AND decision.kind IN (
            'ADULT_CONDITIONAL', 'ADULT_CAUTION', 'YOUTH_CONDITIONAL', 'YOUTH_CAUTION'
        ) AND decision.kind LIKE 'ADULT%' = (
            extract(year FROM age(london_day(decision.at), suspect.born_on)) >= 18
        )
    ) THEN
        RAISE EXCEPTION 'a disposal that a suspect of this age cannot be given'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;

-- When the facts of a disposal are recorded.
CREATE OR REPLACE TRIGGER given_at_this_age BEFORE INSERT ON cases_disposal
    FOR EACH ROW EXECUTE FUNCTION refuse_disposal_at_this_age();

-- Refuses a disposal in force without its facts or an allegation, a conditional caution without
-- conditions and another one with some, and one whose review did not apply the Full Code Test.
CREATE OR REPLACE FUNCTION refuse_disposal_in_part() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM cases_disposal WHERE decision_id = NEW.id)
        OR NOT EXISTS (SELECT FROM cases_allegationdisposal WHERE decision_id = NEW.id)
        OR NEW.kind LIKE '%CONDITIONAL' <> EXISTS (
            SELECT FROM cases_disposalcondition WHERE decision_id = NEW.id
        )
        OR NOT EXISTS (
            SELECT FROM cases_review WHERE id = NEW.review_id AND test = 'FULL'
        )
    THEN
        RAISE EXCEPTION 'an out-of-court disposal that is not whole'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;

-- When a disposal comes into force.
CREATE OR REPLACE TRIGGER in_force_whole BEFORE INSERT OR UPDATE OF status ON cases_decision
    FOR EACH ROW WHEN (NEW.status = 'LIVE' AND NEW.kind IN (
        'ADULT_CONDITIONAL', 'ADULT_CAUTION', 'YOUTH_CONDITIONAL', 'YOUTH_CAUTION'
    )) EXECUTE FUNCTION refuse_disposal_in_part();

-- Refuses to vary the conditions of a decision that is no conditional caution in force, or whose
-- conditions the police have reported on.
CREATE OR REPLACE FUNCTION refuse_variation() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM cases_decision decision
        WHERE decision.id = NEW.decision_id AND decision.status = 'LIVE'
          AND decision.kind LIKE '%CONDITIONAL' AND NOT EXISTS (
              SELECT FROM cases_disposalreport report
              WHERE report.decision_id = decision.id AND report.step IN ('MET', 'NOT_MET')
          )
    ) THEN
        RAISE EXCEPTION 'conditions that are of no conditional caution in force, or have ended'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;

-- When the conditions of a caution are varied.
CREATE OR REPLACE TRIGGER varied_while_in_force BEFORE INSERT ON cases_conditionvariation
    FOR EACH ROW EXECUTE FUNCTION refuse_variation();

-- Refuses a report on a decision that is not a disposal in force, and one on conditions of a
-- caution that has none or was not given.
CREATE OR REPLACE FUNCTION refuse_report_out_of_turn() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM cases_decision decision JOIN cases_disposal ON decision_id = decision.id
        WHERE decision.id = NEW.decision_id AND decision.status = 'LIVE'
          AND (NEW.step IN ('GIVEN', 'NOT_GIVEN') OR decision.kind LIKE '%CONDITIONAL' AND EXISTS (
              SELECT FROM cases_disposalreport given
              WHERE given.decision_id = decision.id AND given.step = 'GIVEN'
          ))
    ) THEN
        RAISE EXCEPTION 'a report of a disposal that is not in force, or out of turn'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;

-- When the police report on a disposal.
CREATE OR REPLACE TRIGGER reported_in_turn BEFORE INSERT ON cases_disposalreport
    FOR EACH ROW EXECUTE FUNCTION refuse_report_out_of_turn();
