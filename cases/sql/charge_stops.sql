-- Charges that the CPS stops, replaces or adds: read as the decision to charge was, done once and
-- never undone.
-- What lies on the file goes on with the leave of a court, from the day of that leave.

-- When a stop comes into force: where the decision had a second reader, it has one.
CREATE OR REPLACE TRIGGER read_as_the_decision_was BEFORE INSERT OR UPDATE OF status
    ON cases_chargestop FOR EACH ROW WHEN (NEW.status = 'IN_FORCE')
    EXECUTE FUNCTION refuse_unread_reversal();

-- When the second reader of a stop is set.
CREATE OR REPLACE TRIGGER another_reads BEFORE INSERT OR UPDATE OF read_by_id ON cases_chargestop
    FOR EACH ROW WHEN (NEW.read_by_id IS NOT NULL) EXECUTE FUNCTION refuse_author('read_by_id');

-- When a stop that was read is about to be read again.
CREATE OR REPLACE TRIGGER never_read_anew BEFORE UPDATE OF
    reading, reading_text, read_by_id, read_at ON cases_chargestop
    FOR EACH ROW WHEN (OLD.read_at IS NOT NULL) EXECUTE FUNCTION refuse_change();

-- When the day on which charges ended would be changed, other than by a second reader as they read:
-- the day that was proposed is kept, and the reason is given.
CREATE OR REPLACE TRIGGER day_given_by_reader BEFORE UPDATE OF "on", proposed_on, day_because
    ON cases_chargestop FOR EACH ROW
    WHEN (
        (OLD."on", OLD.proposed_on, OLD.day_because)
            IS DISTINCT FROM (NEW."on", NEW.proposed_on, NEW.day_because)
        AND NOT (
            OLD.read_at IS NULL AND NEW.read_at IS NOT NULL AND NEW.day_because <> ''
            AND NEW.proposed_on IS NOT DISTINCT FROM OLD."on"
        )
    ) EXECUTE FUNCTION refuse_change();

-- When a stop in force would get another status.
CREATE OR REPLACE TRIGGER never_undone BEFORE UPDATE OF status ON cases_chargestop
    FOR EACH ROW WHEN (OLD.status = 'IN_FORCE') EXECUTE FUNCTION refuse_change();

-- Refuses to stop a charge that is not of the newest report on the decision, and to take a charge
-- out of a stop in force, unless it lies on the file and a court gave leave to proceed with it.
CREATE OR REPLACE FUNCTION refuse_other_charge() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT NEW.is_current AND NEW.leave_id IS NULL AND EXISTS (
        SELECT FROM cases_chargestop WHERE id = NEW.stop_id AND status = 'IN_FORCE'
    ) OR NEW.leave_id IS NOT NULL AND NOT EXISTS (
        SELECT FROM cases_chargestop stop
        JOIN cases_courtfact leave ON leave.decision_id = stop.decision_id
        JOIN cases_courtfactcharge about ON about.fact_id = leave.id
        WHERE stop.id = NEW.stop_id AND stop.kind = 'ON_FILE' AND stop.status = 'IN_FORCE'
          AND leave.id = NEW.leave_id AND leave.kind = 'LEAVE' AND leave.is_current
          AND NOT leave.is_void AND about.charge_id = NEW.laid_id
    ) OR NOT EXISTS (
        SELECT FROM cases_chargestop stop
        JOIN cases_reportedcharge report ON report.decision_id = stop.decision_id
        JOIN cases_laidcharge laid ON laid.report_id = report.id
        WHERE stop.id = NEW.stop_id AND laid.id = NEW.laid_id AND stop.kind <> 'FURTHER'
          AND NOT EXISTS (
            SELECT FROM cases_reportedcharge newer
            WHERE newer.decision_id = report.decision_id AND newer.number > report.number
        )
    ) THEN
        RAISE EXCEPTION 'not a charge of the newest report, or already stopped'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;

-- When a charge is stopped, or is stopped no more.
CREATE OR REPLACE TRIGGER stops_what_was_laid BEFORE INSERT OR UPDATE OF is_current, leave_id
    ON cases_stoppedcount FOR EACH ROW EXECUTE FUNCTION refuse_other_charge();

-- Refuses a report of the charges while stopping some is proposed, and once some were stopped: the
-- charges of a later report would be others, and nothing would say that they were stopped.
CREATE OR REPLACE FUNCTION refuse_report_after_stop() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM cases_chargestop
        WHERE decision_id = NEW.decision_id AND status IN ('PROPOSED', 'IN_FORCE')
    ) THEN
        RAISE EXCEPTION 'a report of charges that were stopped' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;

-- When the police report a charge, or correct a report.
CREATE OR REPLACE TRIGGER reported_before_stopped BEFORE INSERT ON cases_reportedcharge
    FOR EACH ROW EXECUTE FUNCTION refuse_report_after_stop();

-- Refuses a charge of the CPS that is not the one that was decided and read: in the place of
-- another one of the same report and victim as the one charge that is replaced, with the new days,
-- and the new offence or the one in the alternative; or of the count that a further charge added,
-- in the newest report.
CREATE OR REPLACE FUNCTION refuse_other_replacement() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NOT EXISTS (
        SELECT FROM cases_chargestop stop
        JOIN cases_stoppedcount count ON count.stop_id = stop.id AND count.is_current
        JOIN cases_laidcharge replaced ON replaced.id = count.laid_id
        WHERE stop.id = NEW.altered_by_id AND stop.kind = 'ALTERED' AND stop.status = 'IN_FORCE'
          AND (replaced.report_id, replaced.victim_id) = (NEW.report_id, NEW.victim_id)
          AND NEW.offence_id IN (stop.new_offence_id, stop.new_alternative_id)
          AND stop.new_from_on = NEW.from_on
          AND stop.new_to_on IS NOT DISTINCT FROM NEW.to_on
    ) OR 1 < (SELECT count(*) FROM cases_stoppedcount WHERE stop_id = NEW.altered_by_id))
    AND NOT EXISTS (
        SELECT FROM cases_authorisedcharge added
        JOIN cases_reportedcharge report ON report.decision_id = added.decision_id
        WHERE added.id = NEW.count_id AND added.added_by_id = NEW.altered_by_id
          AND report.id = NEW.report_id
          AND (added.victim_id, added.offence_id, added.from_on)
            = (NEW.victim_id, NEW.offence_id, NEW.from_on)
          AND added.to_on IS NOT DISTINCT FROM NEW.to_on
          AND NOT EXISTS (
            SELECT FROM cases_reportedcharge newer
            WHERE newer.decision_id = report.decision_id AND newer.number > report.number
          )
    ) THEN
        RAISE EXCEPTION 'not the charge in the place of the one replaced, or that was added'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;

-- When the CPS puts a charge in the place of another, or adds one.
CREATE OR REPLACE TRIGGER laid_as_it_was_read BEFORE INSERT ON cases_laidcharge
    FOR EACH ROW WHEN (NEW.altered_by_id IS NOT NULL) EXECUTE FUNCTION refuse_other_replacement();

-- Refuses a count that is added to a decision and is not the one that was decided and read: of a
-- further charge in force on that decision to charge, about its victim, with its days, and its
-- offence with what it comes from, or the offence in the alternative.
CREATE OR REPLACE FUNCTION refuse_other_count() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM cases_chargestop further
        JOIN cases_decision decision ON decision.id = further.decision_id
        WHERE further.id = NEW.added_by_id AND further.kind = 'FURTHER'
          AND further.status = 'IN_FORCE' AND decision.id = NEW.decision_id
          AND decision.kind = 'CHARGE' AND decision.status = 'LIVE'
          AND (further.new_victim_id, further.new_from_on) = (NEW.victim_id, NEW.from_on)
          AND further.new_to_on IS NOT DISTINCT FROM NEW.to_on
          AND CASE NEW.offence_id
            WHEN further.new_offence_id
                THEN further.new_allegation_id IS NOT DISTINCT FROM NEW.allegation_id
            WHEN further.new_alternative_id THEN NEW.allegation_id IS NULL
            ELSE false END
    ) THEN
        RAISE EXCEPTION 'not the count of a further charge in force'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;

-- When a count is added to a decision to charge.
CREATE OR REPLACE TRIGGER added_as_it_was_read BEFORE INSERT ON cases_authorisedcharge
    FOR EACH ROW WHEN (NEW.added_by_id IS NOT NULL) EXECUTE FUNCTION refuse_other_count();
