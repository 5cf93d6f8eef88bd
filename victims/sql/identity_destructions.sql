-- The destruction of a victim's identity: proposed by one person and approved by another.

-- When the approval or refusal of the destruction of an identity is recorded.
CREATE OR REPLACE TRIGGER another_settles_identity_destruction
    BEFORE INSERT OR UPDATE OF settled_by_id ON victims_identitydestruction FOR EACH ROW
    WHEN (NEW.settled_by_id IS NOT NULL AND NEW.status <> 'WITHDRAWN')
    EXECUTE FUNCTION refuse_author('settled_by_id');

-- When the destruction of an identity that was settled would be settled again.
CREATE OR REPLACE TRIGGER identity_destruction_settled_once
    BEFORE UPDATE OF status, settled_by_id, settled_at, settled_text ON victims_identitydestruction
    FOR EACH ROW WHEN (OLD.status <> 'WAITING') EXECUTE FUNCTION refuse_change();

-- When the certificate of an identity whose key was destroyed would be changed.
CREATE OR REPLACE TRIGGER identity_destroyed_once BEFORE UPDATE ON victims_identitydestruction
    FOR EACH ROW WHEN (OLD.keys_destroyed_at IS NOT NULL) EXECUTE FUNCTION refuse_change();

-- When the destruction of an identity is recorded that nobody proposed first.
CREATE OR REPLACE TRIGGER identity_destruction_is_proposed_first
    BEFORE INSERT ON victims_identitydestruction
    FOR EACH ROW WHEN (NEW.status <> 'WAITING') EXECUTE FUNCTION refuse_change();

-- Refuses the approval by somebody of the same side where both have the case and know of the
-- victim, and of a case that a legal hold keeps or that has an open suspect.
CREATE OR REPLACE FUNCTION refuse_unapproved_identity_destruction() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM victims_victimrecord known
        JOIN people_user settler ON settler.id = NEW.settled_by_id
        JOIN people_agency agency ON agency.id = settler.agency_id
        WHERE known.id = NEW.record_id AND known.cps_unit_id IS NOT NULL AND known.only_side = ''
          AND agency.side = NEW.side
    ) OR case_is_open(NEW.case_id) OR EXISTS (
        SELECT FROM cases_legalhold hold WHERE hold.case_id = NEW.case_id AND hold.ended_at IS NULL
    ) THEN
        RAISE EXCEPTION 'the identity of % is not to be destroyed', NEW.record_id
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;

-- When the destruction of an identity is approved.
CREATE OR REPLACE TRIGGER identity_destruction_is_due
    BEFORE UPDATE OF status ON victims_identitydestruction
    FOR EACH ROW WHEN (OLD.status = 'WAITING' AND NEW.status = 'APPROVED')
    EXECUTE FUNCTION refuse_unapproved_identity_destruction();
