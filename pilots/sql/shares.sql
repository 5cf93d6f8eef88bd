-- Shares follow the facts as figures do (pilots/sql/figures.sql): each of these facts decides
-- whether an occasion is counted, and how.

-- Puts the case that a row is about into the queue.
CREATE OR REPLACE FUNCTION case_is_touched() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO pilots_touched ("case") VALUES (NEW.case_id);
    RETURN NULL;
END $$;

-- Puts a case into the queue.
CREATE OR REPLACE FUNCTION case_touches_itself() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO pilots_touched ("case") VALUES (NEW.id);
    RETURN NULL;
END $$;

-- When a case is opened.
CREATE OR REPLACE TRIGGER shares_follow_new AFTER INSERT ON cases_case
    FOR EACH ROW EXECUTE FUNCTION case_touches_itself();

-- When a case moves to another unit or its restriction changes.
CREATE OR REPLACE TRIGGER shares_follow AFTER UPDATE OF police_unit_id, cps_unit_id, is_restricted
    ON cases_case FOR EACH ROW
    WHEN ((OLD.police_unit_id, OLD.cps_unit_id, OLD.is_restricted)
          IS DISTINCT FROM (NEW.police_unit_id, NEW.cps_unit_id, NEW.is_restricted))
    EXECUTE FUNCTION case_touches_itself();

-- When a referral is begun.
CREATE OR REPLACE TRIGGER shares_follow_new AFTER INSERT ON cases_referral
    FOR EACH ROW EXECUTE FUNCTION case_is_touched();

-- When a referral is signed off, triaged or has another urgency.
CREATE OR REPLACE TRIGGER shares_follow AFTER UPDATE OF triaged_at, signed_off_at, urgency
    ON cases_referral FOR EACH ROW
    WHEN ((OLD.triaged_at, OLD.signed_off_at, OLD.urgency)
          IS DISTINCT FROM (NEW.triaged_at, NEW.signed_off_at, NEW.urgency))
    EXECUTE FUNCTION case_is_touched();

-- When triage returns a referral.
CREATE OR REPLACE TRIGGER shares_follow_new AFTER INSERT ON cases_referralreturn
    FOR EACH ROW EXECUTE FUNCTION case_is_touched();

-- When triage says what a file lacks.
CREATE OR REPLACE TRIGGER shares_follow_new AFTER INSERT ON cases_filequality
    FOR EACH ROW EXECUTE FUNCTION case_is_touched();

-- When triage says that a file lacks something.
CREATE OR REPLACE TRIGGER shares_follow_new AFTER INSERT ON cases_filefailure
    FOR EACH ROW EXECUTE FUNCTION case_is_touched();

-- When what a file lacks is put right, or given up.
CREATE OR REPLACE TRIGGER shares_follow AFTER UPDATE OF status ON cases_filefailure
    FOR EACH ROW WHEN ((OLD.status) IS DISTINCT FROM (NEW.status))
    EXECUTE FUNCTION case_is_touched();

-- When an action plan is set.
CREATE OR REPLACE TRIGGER shares_follow_new AFTER INSERT ON cases_actionplan
    FOR EACH ROW EXECUTE FUNCTION case_is_touched();

-- When an action is asked for.
CREATE OR REPLACE TRIGGER shares_follow_new AFTER INSERT ON cases_actionitem
    FOR EACH ROW EXECUTE FUNCTION case_is_touched();

-- When an action is answered or closed, or has another date.
CREATE OR REPLACE TRIGGER shares_follow AFTER UPDATE OF status, first_due_on, due_on
    ON cases_actionitem FOR EACH ROW
    WHEN ((OLD.status, OLD.first_due_on, OLD.due_on)
          IS DISTINCT FROM (NEW.status, NEW.first_due_on, NEW.due_on))
    EXECUTE FUNCTION case_is_touched();

-- When something is said about an action.
CREATE OR REPLACE TRIGGER shares_follow_new AFTER INSERT ON cases_itementry
    FOR EACH ROW EXECUTE FUNCTION case_is_touched();

-- When the police question an action.
CREATE OR REPLACE TRIGGER shares_follow_new AFTER INSERT ON cases_challenge
    FOR EACH ROW EXECUTE FUNCTION case_is_touched();

-- When a questioned action is answered or settled.
CREATE OR REPLACE TRIGGER shares_follow AFTER UPDATE OF status, answer, outcome ON cases_challenge
    FOR EACH ROW
    WHEN ((OLD.status, OLD.answer, OLD.outcome)
          IS DISTINCT FROM (NEW.status, NEW.answer, NEW.outcome))
    EXECUTE FUNCTION case_is_touched();

-- When an action asks for something of a victim's.
CREATE OR REPLACE TRIGGER shares_follow_new AFTER INSERT ON cases_victimrequest
    FOR EACH ROW EXECUTE FUNCTION case_is_touched();

-- When a duty to a victim begins.
CREATE OR REPLACE TRIGGER shares_follow_new AFTER INSERT ON victims_duty
    FOR EACH ROW EXECUTE FUNCTION case_is_touched();

-- When a duty is kept or ends, what tells it is sent or comes back, or its time moves.
CREATE OR REPLACE TRIGGER shares_follow AFTER UPDATE OF is_open, kept_at, ended_because, listed_at,
    sent_at
    ON victims_duty FOR EACH ROW
    WHEN ((OLD.is_open, OLD.kept_at, OLD.ended_because, OLD.listed_at, OLD.sent_at)
          IS DISTINCT FROM (NEW.is_open, NEW.kept_at, NEW.ended_because, NEW.listed_at,
           NEW.sent_at))
    EXECUTE FUNCTION case_is_touched();

-- When a contact with a victim is recorded.
CREATE OR REPLACE TRIGGER shares_follow_new AFTER INSERT ON victims_contact
    FOR EACH ROW EXECUTE FUNCTION case_is_touched();

-- When a victim has a record.
CREATE OR REPLACE TRIGGER shares_follow_new AFTER INSERT ON victims_victimrecord
    FOR EACH ROW EXECUTE FUNCTION case_is_touched();

-- When what a victim wants changes, or they withdraw or become known to the CPS.
CREATE OR REPLACE TRIGGER shares_follow AFTER UPDATE OF update_every_days, is_open, is_withdrawn,
    wants_contact, only_side
    ON victims_victimrecord FOR EACH ROW
    WHEN ((OLD.update_every_days, OLD.is_open, OLD.is_withdrawn, OLD.wants_contact,
           OLD.only_side)
          IS DISTINCT FROM (NEW.update_every_days, NEW.is_open, NEW.is_withdrawn,
           NEW.wants_contact, NEW.only_side))
    EXECUTE FUNCTION case_is_touched();

-- When it is said that a victim withdraws.
CREATE OR REPLACE TRIGGER shares_follow_new AFTER INSERT ON victims_withdrawal
    FOR EACH ROW EXECUTE FUNCTION case_is_touched();

-- When a withdrawal is confirmed or taken back.
CREATE OR REPLACE TRIGGER shares_follow AFTER UPDATE OF confirmed_on, taken_back_at
    ON victims_withdrawal FOR EACH ROW
    WHEN ((OLD.confirmed_on, OLD.taken_back_at)
          IS DISTINCT FROM (NEW.confirmed_on, NEW.taken_back_at))
    EXECUTE FUNCTION case_is_touched();

-- When a victim is referred to a service.
CREATE OR REPLACE TRIGGER shares_follow_new AFTER INSERT ON victims_supportreferral
    FOR EACH ROW EXECUTE FUNCTION case_is_touched();

-- When somebody writes down whether a victim supports the case.
CREATE OR REPLACE TRIGGER shares_follow_new AFTER INSERT ON victims_casesupport
    FOR EACH ROW EXECUTE FUNCTION case_is_touched();

-- When a duty becomes known to the CPS.
CREATE OR REPLACE TRIGGER shares_follow_sent AFTER UPDATE OF only_side ON victims_duty
    FOR EACH ROW WHEN (OLD.only_side IS DISTINCT FROM NEW.only_side)
    EXECUTE FUNCTION case_is_touched();
