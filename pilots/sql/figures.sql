-- Figures follow the facts (docs/decisions/0037, 0044): a change of a counted fact puts its suspect
-- or case into a queue, from which a worker recounts them. Here, because the apps that
-- write the facts do not know figures.

-- The day of a moment in London.
CREATE OR REPLACE FUNCTION london_day(timestamptz) RETURNS date IMMUTABLE LANGUAGE sql AS $$
    SELECT ($1 AT TIME ZONE 'Europe/London')::date
$$;

-- Puts the suspect of a row into the queue.
CREATE OR REPLACE FUNCTION suspect_is_touched() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO pilots_touched (suspect) VALUES (NEW.suspect_id);
    RETURN NULL;
END $$;

-- When a turn begins, ends or is corrected.
CREATE OR REPLACE TRIGGER figures_follow AFTER INSERT OR UPDATE OF began_at, ended_at ON cases_turn
    FOR EACH ROW EXECUTE FUNCTION suspect_is_touched();

-- When a decision is made or set aside.
CREATE OR REPLACE TRIGGER figures_follow AFTER INSERT OR UPDATE OF status ON cases_decision
    FOR EACH ROW EXECUTE FUNCTION suspect_is_touched();

-- When the police write or sign a closing report, or reopen what it closed.
CREATE OR REPLACE TRIGGER figures_follow AFTER INSERT OR UPDATE OF status ON cases_closingreport
    FOR EACH ROW EXECUTE FUNCTION suspect_is_touched();

-- When a court fact is recorded or corrected.
CREATE OR REPLACE TRIGGER figures_follow AFTER INSERT OR UPDATE OF is_current ON cases_courtfact
    FOR EACH ROW EXECUTE FUNCTION suspect_is_touched();

-- When a suspect is finalised or reopened.
CREATE OR REPLACE TRIGGER figures_follow AFTER INSERT OR UPDATE OF reopened_at ON cases_finalisation
    FOR EACH ROW EXECUTE FUNCTION suspect_is_touched();

-- When a suspect is put into a referral.
CREATE OR REPLACE TRIGGER figures_follow AFTER INSERT ON cases_referral_suspects
    FOR EACH ROW EXECUTE FUNCTION suspect_is_touched();

-- Puts a suspect into the queue.
CREATE OR REPLACE FUNCTION suspect_touches_itself() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO pilots_touched (suspect) VALUES (NEW.id);
    RETURN NULL;
END $$;

-- When a suspect is added.
CREATE OR REPLACE TRIGGER figures_follow_new AFTER INSERT ON cases_suspect
    FOR EACH ROW EXECUTE FUNCTION suspect_touches_itself();

-- When a suspect's case moves to another unit, or its restriction changes.
CREATE OR REPLACE TRIGGER figures_follow AFTER UPDATE OF police_unit_id, cps_unit_id, is_restricted
    ON cases_suspect FOR EACH ROW
    WHEN ((OLD.police_unit_id, OLD.cps_unit_id, OLD.is_restricted)
          IS DISTINCT FROM (NEW.police_unit_id, NEW.cps_unit_id, NEW.is_restricted))
    EXECUTE FUNCTION suspect_touches_itself();

-- When a suspect becomes known to the CPS.
CREATE OR REPLACE TRIGGER figures_follow_sent AFTER UPDATE OF only_side ON cases_suspect
    FOR EACH ROW WHEN (OLD.only_side IS DISTINCT FROM NEW.only_side)
    EXECUTE FUNCTION suspect_touches_itself();

-- Puts a suspect who was in a referral into the queue.
CREATE OR REPLACE FUNCTION link_leaves_suspect() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO pilots_touched (suspect) VALUES (OLD.suspect_id);
    RETURN NULL;
END $$;

-- When a suspect is taken out of a referral.
CREATE OR REPLACE TRIGGER figures_follow_left AFTER DELETE ON cases_referral_suspects
    FOR EACH ROW EXECUTE FUNCTION link_leaves_suspect();

-- Puts the suspects of a referral into the queue.
CREATE OR REPLACE FUNCTION referral_touches_suspects() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO pilots_touched (suspect)
    SELECT suspect_id FROM cases_referral_suspects WHERE referral_id = NEW.id;
    RETURN NULL;
END $$;

-- When a referral is signed off, withdrawn or has another urgency.
CREATE OR REPLACE TRIGGER figures_follow AFTER UPDATE OF signed_off_at, withdrawn_at, urgency
    ON cases_referral FOR EACH ROW
    WHEN ((OLD.signed_off_at, OLD.withdrawn_at, OLD.urgency)
          IS DISTINCT FROM (NEW.signed_off_at, NEW.withdrawn_at, NEW.urgency))
    EXECUTE FUNCTION referral_touches_suspects();

-- Puts the suspect of a charging decision into the queue.
CREATE OR REPLACE FUNCTION report_touches_suspect() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO pilots_touched (suspect)
    SELECT suspect_id FROM cases_decision WHERE id = NEW.decision_id;
    RETURN NULL;
END $$;

-- When charges are stopped.
CREATE OR REPLACE TRIGGER figures_follow AFTER INSERT OR UPDATE OF status ON cases_chargestop
    FOR EACH ROW EXECUTE FUNCTION report_touches_suspect();

-- When a charge is reported.
CREATE OR REPLACE TRIGGER figures_follow AFTER INSERT ON cases_reportedcharge
    FOR EACH ROW EXECUTE FUNCTION report_touches_suspect();
