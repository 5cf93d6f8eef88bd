-- The destruction of a case: approved by another person, and the only way in which its rows go.

-- When the approval or refusal of a destruction is recorded.
CREATE OR REPLACE TRIGGER another_settles_destruction BEFORE INSERT OR UPDATE OF settled_by_id
    ON cases_destruction FOR EACH ROW
    WHEN (NEW.settled_by_id IS NOT NULL AND NEW.status <> 'WITHDRAWN')
    EXECUTE FUNCTION refuse_author('settled_by_id');

-- When a destruction that was settled would be changed.
CREATE OR REPLACE TRIGGER destruction_settled_once BEFORE UPDATE ON cases_destruction
    FOR EACH ROW WHEN (OLD.status <> 'WAITING') EXECUTE FUNCTION refuse_change();

-- When a hold that was ended would be changed.
CREATE OR REPLACE TRIGGER hold_ended_once BEFORE UPDATE ON cases_legalhold
    FOR EACH ROW WHEN (OLD.ended_at IS NOT NULL) EXECUTE FUNCTION refuse_change();

-- When a certificate that is complete would be changed.
CREATE OR REPLACE TRIGGER certificate_completed_once BEFORE UPDATE ON cases_destroyedcase
    FOR EACH ROW WHEN (OLD.removed_at IS NOT NULL) EXECUTE FUNCTION refuse_change();

-- When a destruction is recorded that nobody proposed first.
CREATE OR REPLACE TRIGGER destruction_is_proposed_first BEFORE INSERT ON cases_destruction
    FOR EACH ROW WHEN (NEW.status <> 'WAITING') EXECUTE FUNCTION refuse_change();

-- Refuses a certificate of a case whose destruction nobody approved, or nobody of the other side
-- where both have it, and of one that a legal hold keeps or that has an open suspect.
CREATE OR REPLACE FUNCTION refuse_unapproved_certificate() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM cases_destruction destruction
        JOIN cases_case gone ON gone.id = destruction.case_id
        JOIN people_user settler ON settler.id = destruction.settled_by_id
        JOIN people_agency agency ON agency.id = settler.agency_id
        WHERE destruction.case_id = NEW.case_id AND destruction.status = 'APPROVED'
          AND destruction.by_id = NEW.proposed_by_id
          AND destruction.settled_by_id = NEW.approved_by_id
          AND (gone.cps_unit_id IS NULL OR agency.side <> destruction.side)
    ) OR case_is_open(NEW.case_id) OR EXISTS (
        SELECT FROM cases_legalhold hold WHERE hold.case_id = NEW.case_id AND hold.ended_at IS NULL
    ) THEN
        RAISE EXCEPTION 'case % is not to be destroyed', NEW.case_id
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;

-- When a certificate is written.
CREATE OR REPLACE TRIGGER certificate_of_an_approval BEFORE INSERT ON cases_destroyedcase
    FOR EACH ROW EXECUTE FUNCTION refuse_unapproved_certificate();

-- Whether a row is removed with the case that the transaction names (rasso.destroyed_case), whose
-- certificate is not complete. Rows of the tables named here have no case of their own, and go with
-- the row that they belong to.
CREATE OR REPLACE FUNCTION cases_is_being_removed(name text, gone jsonb) RETURNS boolean
STABLE LANGUAGE sql SET search_path = public, pg_temp AS $$
    SELECT EXISTS (
        SELECT FROM cases_destroyedcase destroyed
        WHERE destroyed.case_id = nullif(current_setting('rasso.destroyed_case', true), '')::uuid
          AND destroyed.removed_at IS NULL
          AND name ~ '^(cases|victims|pilots)_' AND name <> 'cases_destroyedcase'
          AND CASE
              WHEN name IN ('cases_case', 'cases_historicalcase') THEN
                  (gone ->> 'id')::uuid = destroyed.case_id
              WHEN gone ? 'case_id' THEN destroyed.case_id::text IN (
                  gone ->> 'case_id', gone ->> 'other_id'
              )
              ELSE name IN (
                  'cases_actionitem_gaps', 'cases_allegationdisposal', 'cases_authorisedcharge',
                  'cases_circumstances_abusers', 'cases_closingfocus', 'cases_closingline',
                  'cases_closingoutcome', 'cases_consentstep',
                  'cases_consultation_suspects', 'cases_countnotcharged',
                  'cases_courtfactcharge', 'cases_disposal', 'cases_disposalcondition',
                  'cases_earlyadvice_suspects', 'cases_givenadvice_allegations',
                  'cases_itementry_held', 'cases_itementry_on_file', 'cases_laidcharge',
                  'cases_note_suspects', 'cases_proposal_suspects', 'cases_returnreason',
                  'cases_stoppedcount', 'cases_suspectfocus', 'cases_tookpart',
                  'cases_unchargedallegation', 'cases_victimasked', 'pilots_finding',
                  'pilots_learningaction', 'pilots_opinion', 'pilots_pack', 'pilots_panelcase',
                  'pilots_panelconflict', 'pilots_panelstep', 'pilots_passage',
                  'pilots_passageanswer', 'victims_serviceentry', 'victims_servicelog'
              )
          END
    )
$$;
