"""
What was asked and what was looked at again stays; and who hears of a learning action.

Whoever was asked is chased: the person, while still on the panel, or those who lead the unit. The
conveners of the area are escalated to. Of a decision to be looked at again those hear who may hear
of the case and of the suspect.
"""

from django.db import migrations

from people.ledgers import also_fixed, nothing_goes

LEADING = "('supervise_cases', 'inspect_cases', 'allocate_cases')"
FORWARDS = f"""
CREATE FUNCTION pilots_convenes(area bigint, at timestamptz)
RETURNS TABLE (user_id bigint) STABLE LANGUAGE sql AS $$
    SELECT held.user_id
    FROM people_unitgrant held
    JOIN auth_permission capacity ON capacity.id = held.permission_id
    JOIN people_user who ON who.id = held.user_id AND who.is_active
    WHERE held.content_object_id = $1 AND capacity.codename = 'convene_panels'
      AND (held.expires_at IS NULL OR held.expires_at > $2)
$$;

CREATE FUNCTION pilots_asked(action uuid, at timestamptz)
RETURNS TABLE (user_id bigint) STABLE LANGUAGE sql AS $$
    SELECT asked.owner_id
    FROM pilots_learningaction asked
    JOIN pilots_panel panel ON panel.id = asked.panel_id
    JOIN people_user who ON who.id = asked.owner_id AND who.is_active
    WHERE asked.id = $1 AND (EXISTS (
        SELECT FROM pilots_panelgrant named
        WHERE named.content_object_id = panel.id AND named.user_id = asked.owner_id
          AND (named.expires_at IS NULL OR named.expires_at > $2)
    ) OR asked.owner_id IN (SELECT user_id FROM pilots_convenes(panel.area_id, $2)))
    UNION
    SELECT held.user_id
    FROM pilots_learningaction asked CROSS JOIN LATERAL cases_held_on(asked.unit_id, $2) held
    WHERE asked.id = $1 AND held.capacity IN {LEADING}
$$;

ALTER FUNCTION may_be_told(uuid, bigint, timestamptz) RENAME TO may_be_told_but_of_learning;

CREATE FUNCTION may_be_told(about uuid, person bigint, at timestamptz)
RETURNS boolean STABLE LANGUAGE sql AS $$
    SELECT may_be_told_but_of_learning($1, $2, $3)
        OR $2 IN (SELECT user_id FROM pilots_asked($1, $3))
        OR EXISTS (
            SELECT FROM pilots_learningaction asked
            JOIN pilots_panel panel ON panel.id = asked.panel_id
            CROSS JOIN LATERAL pilots_convenes(panel.area_id, $3) convenes
            WHERE asked.id = $1 AND convenes.user_id = $2
        )
        OR EXISTS (
            SELECT FROM pilots_secondlook look
            JOIN cases_suspect suspect ON suspect.id = look.suspect_id
            JOIN people_user who ON who.id = $2
            JOIN people_agency agency ON agency.id = who.agency_id
            WHERE look.id = $1 AND suspect.only_side IN ('', agency.side)
              AND may_be_told_but_of_learning(look.case_id, $2, $3)
        )
$$;

ALTER FUNCTION clocks_audience(uuid[], timestamptz) RENAME TO clocks_audience_but_learning;

CREATE FUNCTION clocks_audience(clocks uuid[], at timestamptz)
RETURNS TABLE (clock uuid, stage text, user_id bigint) STABLE LANGUAGE sql AS $$
    SELECT * FROM clocks_audience_but_learning($1, $2)
    UNION
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
$$;
"""  # noqa: S608 - joined from the texts above
BACKWARDS = """
DROP FUNCTION clocks_audience(uuid[], timestamptz);
ALTER FUNCTION clocks_audience_but_learning(uuid[], timestamptz) RENAME TO clocks_audience;
DROP FUNCTION may_be_told(uuid, bigint, timestamptz);
ALTER FUNCTION may_be_told_but_of_learning(uuid, bigint, timestamptz) RENAME TO may_be_told;
DROP FUNCTION pilots_asked, pilots_convenes;
"""


class Migration(migrations.Migration):
    dependencies = [("pilots", "0014_learning_chased")]
    operations = [
        also_fixed("pilots_learningaction", "clock_id", trigger="never_chased_otherwise"),
        nothing_goes(
            "pilots_secondlook", "case_id", "suspect_id", "panel_case_id", "decision_id",
            "event_id", "side", "why", "deciders", "judges", "at",
        ),
        migrations.RunSQL(FORWARDS, BACKWARDS),
    ]  # fmt: skip
