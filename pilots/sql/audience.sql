-- The audiences of notices about panels and learning, and of their clocks.

-- Who convenes panels in an area.
CREATE OR REPLACE FUNCTION pilots_convenes(area bigint, at timestamptz)
RETURNS TABLE (user_id bigint) STABLE LANGUAGE sql AS $$
    SELECT held.user_id
    FROM people_unitgrant held
    JOIN auth_permission capacity ON capacity.id = held.permission_id
    JOIN people_user who ON who.id = held.user_id AND who.is_active
    WHERE held.content_object_id = $1 AND capacity.codename = 'convene_panels'
      AND people_is_live(held.expires_at, $2)
$$;

-- Who sits on a panel.
CREATE OR REPLACE FUNCTION pilots_sits_on(panel uuid, at timestamptz)
RETURNS TABLE (user_id bigint) STABLE LANGUAGE sql AS $$
    SELECT who.id
    FROM pilots_panelgrant named JOIN people_user who ON who.id = named.user_id AND who.is_active
    WHERE named.content_object_id = $1 AND people_is_live(named.expires_at, $2)
$$;

-- Members without an opinion on a case of a panel, under any account: not those in conflict with
-- the case, and not for a case that has left.
CREATE OR REPLACE FUNCTION pilots_waited_for(panel uuid, at timestamptz)
RETURNS TABLE (user_id bigint) STABLE LANGUAGE sql AS $$
    SELECT DISTINCT member.id
    FROM pilots_panel asked
    JOIN pilots_panelcase drawn ON drawn.panel_id = asked.id AND drawn.is_open
        AND drawn.status = 'ON_PANEL' AND NOT drawn.is_revealed AND NOT drawn.has_left
    CROSS JOIN LATERAL pilots_sits_on(asked.id, $2) sits
    JOIN people_user member ON member.id = sits.user_id
    WHERE asked.id = $1 AND asked.status = 'OPEN' AND NOT EXISTS (
        SELECT FROM pilots_panelconflict kept JOIN people_user one ON one.id = kept.user_id
        WHERE kept.panel_case_id = drawn.id
          AND (one.id = member.id OR one.human_id = member.human_id)
    ) AND NOT EXISTS (
        SELECT FROM pilots_opinion given JOIN people_user one ON one.id = given.by_id
        WHERE given.panel_case_id = drawn.id
          AND (one.id = member.id OR one.human_id = member.human_id)
    )
$$;

-- The owners of a learning action: the person while still on the panel, or those who lead the
-- unit.
CREATE OR REPLACE FUNCTION pilots_asked(action uuid, at timestamptz)
RETURNS TABLE (user_id bigint) STABLE LANGUAGE sql AS $$
    SELECT asked.owner_id
    FROM pilots_learningaction asked
    JOIN pilots_panel panel ON panel.id = asked.panel_id
    JOIN people_user who ON who.id = asked.owner_id AND who.is_active
    WHERE asked.id = $1 AND (EXISTS (
        SELECT FROM pilots_panelgrant named
        WHERE named.content_object_id = panel.id AND named.user_id = asked.owner_id
          AND people_is_live(named.expires_at, $2)
    ) OR asked.owner_id IN (SELECT user_id FROM pilots_convenes(panel.area_id, $2)))
    UNION
    SELECT held.user_id
    FROM pilots_learningaction asked CROSS JOIN LATERAL cases_held_on(asked.unit_id, $2) held
    WHERE asked.id = $1 AND held.capacity IN (
        SELECT capacity FROM people_capacity_set WHERE name = 'LEADING'
    )
$$;

-- Whether a person may get notices about a panel: conveners of its area, and its members.
CREATE OR REPLACE FUNCTION may_be_told_of_panel(about uuid, person bigint, at timestamptz)
RETURNS boolean STABLE LANGUAGE sql AS $$
    SELECT EXISTS (
        SELECT FROM pilots_panel panel
        CROSS JOIN LATERAL pilots_convenes(panel.area_id, $3) convenes
        WHERE panel.id = $1 AND convenes.user_id = $2
    ) OR $2 IN (SELECT user_id FROM pilots_sits_on($1, $3))
$$;

-- Whether a person may get notices about a learning action: its owners, and conveners of panels
-- in its area.
CREATE OR REPLACE FUNCTION may_be_told_of_learning(about uuid, person bigint, at timestamptz)
RETURNS boolean STABLE LANGUAGE sql AS $$
    SELECT $2 IN (SELECT user_id FROM pilots_asked($1, $3)) OR EXISTS (
        SELECT FROM pilots_learningaction asked
        JOIN pilots_panel panel ON panel.id = asked.panel_id
        CROSS JOIN LATERAL pilots_convenes(panel.area_id, $3) convenes
        WHERE asked.id = $1 AND convenes.user_id = $2
    )
$$;

-- Whether a person may get notices about a reconsideration: the audience of its case, of the sides
-- that know the suspect.
CREATE OR REPLACE FUNCTION may_be_told_of_second_look(about uuid, person bigint, at timestamptz)
RETURNS boolean STABLE LANGUAGE sql AS $$
    SELECT EXISTS (
        SELECT FROM pilots_secondlook look
        JOIN cases_suspect suspect ON suspect.id = look.suspect_id
        JOIN people_user who ON who.id = $2
        JOIN people_agency agency ON agency.id = who.agency_id
        WHERE look.id = $1 AND suspect.only_side IN ('', agency.side)
          AND may_be_told_of_case(look.case_id, $2, $3)
    )
$$;

-- The audience of a learning action: its owners are chased, and conveners of the area are escalated
-- to. And of missing opinions: the members who have not given one.
CREATE OR REPLACE FUNCTION panels_audience(clocks uuid[], at timestamptz)
RETURNS TABLE (clock uuid, stage text, user_id bigint) STABLE LANGUAGE sql AS $$
    SELECT asked.clock_id, chased.stage, told.user_id
    FROM pilots_learningaction asked CROSS JOIN LATERAL pilots_asked(asked.id, $2) told
    CROSS JOIN (VALUES ('before_due'), ('after_due')) AS chased (stage)
    WHERE asked.clock_id = ANY ($1)
    UNION
    SELECT asked.clock_id, 'escalated', convenes.user_id
    FROM pilots_learningaction asked
    JOIN pilots_panel panel ON panel.id = asked.panel_id
    CROSS JOIN LATERAL pilots_convenes(panel.area_id, $2) convenes
    WHERE asked.clock_id = ANY ($1)
    UNION
    SELECT asked.clock_id, 'before_due', waited.user_id
    FROM pilots_panel asked CROSS JOIN LATERAL pilots_waited_for(asked.id, $2) waited
    WHERE asked.clock_id = ANY ($1)
$$;
