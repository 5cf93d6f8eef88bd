-- Which cases a panel may look at, and which of its people may read them (domain note 4.2;
-- docs/decisions/0023, 0025). In triggers, so that it takes effect at once: a task that runs each
-- minute would leave a pack readable for as long.

-- Whether a drawn decision may no longer be looked at: it is under review, was withdrawn, or
-- the case is restricted or open again.
CREATE OR REPLACE FUNCTION pilots_has_ended(asked uuid) RETURNS boolean STABLE LANGUAGE sql AS $$
    SELECT EXISTS (
        SELECT FROM pilots_frameentry entry
        JOIN cases_case ON cases_case.id = entry.case_id
        JOIN cases_suspect suspect ON suspect.id = entry.suspect_id
        LEFT JOIN cases_decision decision ON decision.id = entry.decision_id
        LEFT JOIN victims_victimevent event ON event.id = entry.event_id
        LEFT JOIN cases_closingreport closing ON closing.id = entry.closing_id
        WHERE entry.id = asked
          AND (cases_case.is_restricted
            OR decision.status <> 'LIVE'
            OR decision.id IS NOT NULL
                AND suspect.state NOT IN (
                    'NO_FURTHER_ACTION', 'NFA_REVERSAL', 'DISPOSAL_AUTHORISED',
                    'DISPOSAL_REVERSAL', 'DISPOSAL_CONDITIONS', 'OUT_OF_COURT'
                )
            OR event.withdrawn_at IS NOT NULL
            OR event.id IS NOT NULL AND suspect.state <> 'INVESTIGATING'
            OR closing.status <> 'CLOSED'
            OR closing.id IS NOT NULL AND suspect.state <> 'CLOSED'
            OR EXISTS (
                SELECT FROM victims_righttoreview asked_for
                WHERE asked_for.suspect_id = suspect.id
                  AND asked_for.status IN ('ASKED', 'ACKNOWLEDGED', 'WITH_REVIEWER', 'DECIDED')
            ))
    )
$$;

-- Removes a case from panels that may no longer look at it. It does not return, so that
-- its return reveals nothing.
CREATE OR REPLACE FUNCTION pilots_leaves_panel() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE changed uuid := CASE TG_TABLE_NAME WHEN 'cases_case' THEN NEW.id
    ELSE (to_jsonb(NEW) ->> 'case_id')::uuid END;
BEGIN
    UPDATE pilots_panelcase drawn SET has_left = true
    FROM pilots_frameentry entry
    WHERE entry.id = drawn.entry_id AND entry.case_id = changed AND NOT drawn.has_left
      AND pilots_has_ended(entry.id);
    RETURN NULL;
END $$;

-- When a case is restricted.
CREATE OR REPLACE TRIGGER leaves_panel AFTER UPDATE OF is_restricted ON cases_case
    FOR EACH ROW WHEN (NEW.is_restricted) EXECUTE FUNCTION pilots_leaves_panel();

-- When a decision is set aside.
CREATE OR REPLACE TRIGGER leaves_panel AFTER UPDATE OF status ON cases_decision
    FOR EACH ROW WHEN (NEW.status <> OLD.status) EXECUTE FUNCTION pilots_leaves_panel();

-- When an investigation that the police had closed is reopened.
CREATE OR REPLACE TRIGGER leaves_panel AFTER UPDATE OF status ON cases_closingreport
    FOR EACH ROW WHEN (NEW.status <> OLD.status) EXECUTE FUNCTION pilots_leaves_panel();

-- When a suspect's state changes, for example on reopening.
CREATE OR REPLACE TRIGGER leaves_panel AFTER UPDATE OF state ON cases_suspect
    FOR EACH ROW WHEN (NEW.state <> OLD.state) EXECUTE FUNCTION pilots_leaves_panel();

-- When a recorded event about a victim is withdrawn.
CREATE OR REPLACE TRIGGER leaves_panel AFTER UPDATE OF withdrawn_at ON victims_victimevent
    FOR EACH ROW WHEN (NEW.withdrawn_at IS NOT NULL) EXECUTE FUNCTION pilots_leaves_panel();

-- When a victim asks for a review.
CREATE OR REPLACE TRIGGER leaves_panel AFTER INSERT OR UPDATE OF status ON victims_righttoreview
    FOR EACH ROW EXECUTE FUNCTION pilots_leaves_panel();

-- Marks a case as left from the beginning that may not be looked at when it is drawn.
CREATE OR REPLACE FUNCTION pilots_comes_onto_panel() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.has_left := NEW.has_left OR pilots_has_ended(NEW.entry_id);
    RETURN NEW;
END $$;

-- When a case is drawn onto a panel.
CREATE OR REPLACE TRIGGER comes_onto_panel BEFORE INSERT ON pilots_panelcase
    FOR EACH ROW EXECUTE FUNCTION pilots_comes_onto_panel();

-- Keeps a person, under every account, from the packs of a case: those on its panels, and those who
-- convene panels in their areas. Earlier involvement is looked for each minute
-- (pilots/actions/involvement.py).
CREATE OR REPLACE FUNCTION pilots_keep_from_panels(who bigint, of_case uuid, why text) RETURNS void
LANGUAGE sql AS $$
    INSERT INTO pilots_panelconflict (id, panel_id, panel_case_id, user_id, kind, at)
    SELECT gen_random_uuid(), drawn.panel_id, drawn.id, reader.id, why, now()
    FROM pilots_frameentry entry
    JOIN pilots_panelcase drawn ON drawn.entry_id = entry.id
    JOIN pilots_panel panel ON panel.id = drawn.panel_id
    JOIN people_user kept ON kept.id = who
    JOIN people_user reader ON reader.id = kept.id OR reader.human_id = kept.human_id
    WHERE entry.case_id = of_case AND (EXISTS (
        SELECT FROM pilots_panelgrant named
        WHERE named.content_object_id = panel.id AND named.user_id = reader.id
    ) OR EXISTS (
        SELECT FROM people_unitgrant held
        JOIN auth_permission capacity ON capacity.id = held.permission_id
        WHERE held.content_object_id = panel.area_id AND held.user_id = reader.id
          AND capacity.codename = 'convene_panels'
    ))
    ON CONFLICT DO NOTHING
$$;

-- Keeps people with a named role on a case, or in conflict with it, from its packs.
CREATE OR REPLACE FUNCTION pilots_keeps_from_panels() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    is_conflict boolean := TG_TABLE_NAME = 'cases_conflict';
    changed uuid := to_jsonb(NEW) ->>
        CASE WHEN is_conflict THEN 'case_id' ELSE 'content_object_id' END;
    why text := CASE WHEN is_conflict THEN 'INTEREST' ELSE 'WORKED' END;
BEGIN
    PERFORM pilots_keep_from_panels(NEW.user_id, changed, why);
    RETURN NULL;
END $$;

-- When a conflict of interest is recorded.
CREATE OR REPLACE TRIGGER keeps_from_panels AFTER INSERT ON cases_conflict
    FOR EACH ROW EXECUTE FUNCTION pilots_keeps_from_panels();

-- When a named role on a case is granted.
CREATE OR REPLACE TRIGGER keeps_from_panels AFTER INSERT ON cases_casegrant
    FOR EACH ROW EXECUTE FUNCTION pilots_keeps_from_panels();

-- Keeps ISVAs of a victim of a case from its packs.
CREATE OR REPLACE FUNCTION pilots_keeps_isvas_from_panels() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pilots_keep_from_panels(NEW.user_id, support.case_id, 'WORKED')
    FROM victims_support support WHERE support.id = NEW.content_object_id;
    RETURN NULL;
END $$;

-- When a named role on a support is granted.
CREATE OR REPLACE TRIGGER keeps_from_panels AFTER INSERT ON victims_supportgrant
    FOR EACH ROW EXECUTE FUNCTION pilots_keeps_isvas_from_panels();

-- Keeps a victim's named contacts from the packs of the case.
CREATE OR REPLACE FUNCTION pilots_keeps_callers_from_panels() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pilots_keep_from_panels(NEW.contact_officer_id, NEW.case_id, 'WORKED');
    PERFORM pilots_keep_from_panels(NEW.liaison_officer_id, NEW.case_id, 'WORKED');
    RETURN NULL;
END $$;

-- When a contact or liaison officer is named.
CREATE OR REPLACE TRIGGER keeps_from_panels
    AFTER UPDATE OF contact_officer_id, liaison_officer_id ON victims_victimrecord
    FOR EACH ROW WHEN (OLD.contact_officer_id IS DISTINCT FROM NEW.contact_officer_id
                       OR OLD.liaison_officer_id IS DISTINCT FROM NEW.liaison_officer_id)
    EXECUTE FUNCTION pilots_keeps_callers_from_panels();

-- Refuses an answer to a passage by whoever proposed it, under any account.
CREATE OR REPLACE FUNCTION pilots_refuse_own_passage() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM pilots_passage passage
        JOIN people_user own ON own.id = passage.by_id
        JOIN people_user answers ON answers.id = NEW.by_id
        WHERE passage.id = NEW.passage_id
          AND (own.id = answers.id OR own.human_id = answers.human_id)
    ) THEN
        RAISE EXCEPTION 'another person answers a passage'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;

-- When a passage is agreed to or refused.
CREATE OR REPLACE TRIGGER another_answers BEFORE INSERT ON pilots_passageanswer
    FOR EACH ROW EXECUTE FUNCTION pilots_refuse_own_passage();
