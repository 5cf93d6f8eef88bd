-- Break-glass: ended once, reviewed once, by another person.

-- When the review of a break-glass is recorded.
CREATE OR REPLACE TRIGGER another_reviews BEFORE INSERT OR UPDATE OF reviewed_by_id
    ON cases_breakglass FOR EACH ROW WHEN (NEW.reviewed_by_id IS NOT NULL)
    EXECUTE FUNCTION refuse_author('reviewed_by_id');

-- When a break-glass that was reviewed would be changed.
CREATE OR REPLACE TRIGGER reviewed_once BEFORE UPDATE ON cases_breakglass
    FOR EACH ROW WHEN (OLD.reviewed_at IS NOT NULL) EXECUTE FUNCTION refuse_change();

-- When a break-glass that was ended would end otherwise.
CREATE OR REPLACE TRIGGER ended_once BEFORE UPDATE OF ended_at, ended_by_id ON cases_breakglass
    FOR EACH ROW WHEN (OLD.ended_at IS NOT NULL) EXECUTE FUNCTION refuse_change();
