"""
Members of a panel are told of it, and reminded of the opinions that are asked of them.

A member is told while named on the panel. Reminded is whoever may give an opinion on a case of it
and has given none, under any account; nobody who is in conflict with the case, or was ended.

It comes in below the function that keeps its plan (0021), which finds it by name.
"""

import django.db.models.deletion
from django.db import migrations, models

FORWARDS = """
CREATE FUNCTION pilots_sits_on(panel uuid, at timestamptz)
RETURNS TABLE (user_id bigint) STABLE LANGUAGE sql AS $$
    SELECT who.id
    FROM pilots_panelgrant named JOIN people_user who ON who.id = named.user_id AND who.is_active
    WHERE named.content_object_id = $1 AND (named.expires_at IS NULL OR named.expires_at > $2)
$$;

CREATE FUNCTION pilots_waited_for(panel uuid, at timestamptz)
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

ALTER FUNCTION may_be_told(uuid, bigint, timestamptz) RENAME TO may_be_told_but_to_members;

CREATE FUNCTION may_be_told(about uuid, person bigint, at timestamptz)
RETURNS boolean STABLE LANGUAGE sql AS $$
    SELECT may_be_told_but_to_members($1, $2, $3)
        OR $2 IN (SELECT user_id FROM pilots_sits_on($1, $3))
$$;

ALTER FUNCTION clocks_audience_planned_anew(uuid[], timestamptz)
    RENAME TO clocks_audience_but_members;

CREATE FUNCTION clocks_audience_planned_anew(clocks uuid[], at timestamptz)
RETURNS TABLE (clock uuid, stage text, user_id bigint) STABLE LANGUAGE sql AS $$
    SELECT * FROM clocks_audience_but_members($1, $2)
    UNION
    SELECT asked.clock_id, 'before_due', waited.user_id
    FROM pilots_panel asked CROSS JOIN LATERAL pilots_waited_for(asked.id, $2) waited
    WHERE asked.clock_id = ANY ($1)
$$;
"""
BACKWARDS = """
DROP FUNCTION clocks_audience_planned_anew(uuid[], timestamptz);
ALTER FUNCTION clocks_audience_but_members(uuid[], timestamptz)
    RENAME TO clocks_audience_planned_anew;
DROP FUNCTION may_be_told(uuid, bigint, timestamptz);
ALTER FUNCTION may_be_told_but_to_members(uuid, bigint, timestamptz) RENAME TO may_be_told;
DROP FUNCTION pilots_waited_for(uuid, timestamptz);
DROP FUNCTION pilots_sits_on(uuid, timestamptz);
"""


class Migration(migrations.Migration):
    dependencies = [
        ("pilots", "0026_published"),
        ("timeliness", "0003_stopped_notices"),
        ("people", "0007_whom_victims_ring"),
    ]
    operations = [
        migrations.AddField(
            "panel",
            "clock",
            models.OneToOneField(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="panel",
                to="timeliness.clock",
            ),
        ),
        migrations.RunSQL(FORWARDS, BACKWARDS),
    ]
