-- Proportions follow the facts as figures do (pilots/sql/figures.sql): each of these facts decides
-- whether a measure event is counted, and how.

-- Puts the case of a row into the queue.
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

-- When a referral is added.
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

-- When triage assesses the file quality.
CREATE OR REPLACE TRIGGER shares_follow_new AFTER INSERT ON cases_filequality
    FOR EACH ROW EXECUTE FUNCTION case_is_touched();

-- When triage records a failure of a file.
CREATE OR REPLACE TRIGGER shares_follow_new AFTER INSERT ON cases_filefailure
    FOR EACH ROW EXECUTE FUNCTION case_is_touched();

-- When a failure of a file is settled.
CREATE OR REPLACE TRIGGER shares_follow AFTER UPDATE OF status ON cases_filefailure
    FOR EACH ROW WHEN ((OLD.status) IS DISTINCT FROM (NEW.status))
    EXECUTE FUNCTION case_is_touched();

-- When an action plan is set.
CREATE OR REPLACE TRIGGER shares_follow_new AFTER INSERT ON cases_actionplan
    FOR EACH ROW EXECUTE FUNCTION case_is_touched();

-- When an action item is added.
CREATE OR REPLACE TRIGGER shares_follow_new AFTER INSERT ON cases_actionitem
    FOR EACH ROW EXECUTE FUNCTION case_is_touched();

-- When an action item is answered or closed, or its date changes.
CREATE OR REPLACE TRIGGER shares_follow AFTER UPDATE OF status, first_due_on, due_on
    ON cases_actionitem FOR EACH ROW
    WHEN ((OLD.status, OLD.first_due_on, OLD.due_on)
          IS DISTINCT FROM (NEW.status, NEW.first_due_on, NEW.due_on))
    EXECUTE FUNCTION case_is_touched();

-- When an entry is added to an item log.
CREATE OR REPLACE TRIGGER shares_follow_new AFTER INSERT ON cases_itementry
    FOR EACH ROW EXECUTE FUNCTION case_is_touched();

-- When the police challenge an action item.
CREATE OR REPLACE TRIGGER shares_follow_new AFTER INSERT ON cases_challenge
    FOR EACH ROW EXECUTE FUNCTION case_is_touched();

-- When a challenge is answered or resolved.
CREATE OR REPLACE TRIGGER shares_follow AFTER UPDATE OF status, answer, outcome ON cases_challenge
    FOR EACH ROW
    WHEN ((OLD.status, OLD.answer, OLD.outcome)
          IS DISTINCT FROM (NEW.status, NEW.answer, NEW.outcome))
    EXECUTE FUNCTION case_is_touched();

-- When a victim information request is added.
CREATE OR REPLACE TRIGGER shares_follow_new AFTER INSERT ON cases_victimrequest
    FOR EACH ROW EXECUTE FUNCTION case_is_touched();

-- When a victim information request is decided on or made.
CREATE OR REPLACE TRIGGER shares_follow AFTER UPDATE OF authorised_on, requested_on
    ON cases_victimrequest FOR EACH ROW
    WHEN ((OLD.authorised_on, OLD.requested_on)
          IS DISTINCT FROM (NEW.authorised_on, NEW.requested_on))
    EXECUTE FUNCTION case_is_touched();

-- When a request for counselling records is proposed, or a manager decides on it.
CREATE OR REPLACE TRIGGER shares_follow AFTER INSERT OR UPDATE OF status ON cases_proposal
    FOR EACH ROW EXECUTE FUNCTION case_is_touched();

-- When a closing report is signed, or what it had closed is reopened.
CREATE OR REPLACE TRIGGER shares_follow AFTER INSERT OR UPDATE OF status ON cases_closingreport
    FOR EACH ROW EXECUTE FUNCTION case_is_touched();

-- When a duty to a victim is added.
CREATE OR REPLACE TRIGGER shares_follow_new AFTER INSERT ON victims_duty
    FOR EACH ROW EXECUTE FUNCTION case_is_touched();

-- When a duty is met or ends, its news is sent or comes back, or its due time changes.
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

-- When a victim's record is added.
CREATE OR REPLACE TRIGGER shares_follow_new AFTER INSERT ON victims_victimrecord
    FOR EACH ROW EXECUTE FUNCTION case_is_touched();

-- When a victim's wishes change, or they withdraw or become known to the CPS.
CREATE OR REPLACE TRIGGER shares_follow AFTER UPDATE OF update_every_days, is_open, is_withdrawn,
    wants_contact, only_side
    ON victims_victimrecord FOR EACH ROW
    WHEN ((OLD.update_every_days, OLD.is_open, OLD.is_withdrawn, OLD.wants_contact,
           OLD.only_side)
          IS DISTINCT FROM (NEW.update_every_days, NEW.is_open, NEW.is_withdrawn,
           NEW.wants_contact, NEW.only_side))
    EXECUTE FUNCTION case_is_touched();

-- When a withdrawal is recorded.
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

-- When a victim's answer on supporting the case is recorded.
CREATE OR REPLACE TRIGGER shares_follow_new AFTER INSERT ON victims_casesupport
    FOR EACH ROW EXECUTE FUNCTION case_is_touched();

-- When a duty becomes known to the CPS.
CREATE OR REPLACE TRIGGER shares_follow_sent AFTER UPDATE OF only_side ON victims_duty
    FOR EACH ROW WHEN (OLD.only_side IS DISTINCT FROM NEW.only_side)
    EXECUTE FUNCTION case_is_touched();

-- When a step is taken about a request for early advice: it is accepted, refused or taken back.
CREATE OR REPLACE TRIGGER shares_follow_new AFTER INSERT ON cases_advicestep
    FOR EACH ROW EXECUTE FUNCTION case_is_touched();

-- When early advice is given.
CREATE OR REPLACE TRIGGER shares_follow_new AFTER INSERT ON cases_givenadvice
    FOR EACH ROW EXECUTE FUNCTION case_is_touched();

-- When circumstances of a victim are recorded.
CREATE OR REPLACE TRIGGER shares_follow_new AFTER INSERT ON cases_circumstances
    FOR EACH ROW EXECUTE FUNCTION case_is_touched();

-- When the CPS is sent the circumstances of a victim.
CREATE OR REPLACE TRIGGER shares_follow_sent AFTER UPDATE OF only_side ON cases_circumstances
    FOR EACH ROW WHEN (OLD.only_side IS DISTINCT FROM NEW.only_side)
    EXECUTE FUNCTION case_is_touched();
