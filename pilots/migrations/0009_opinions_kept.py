"""What was given and found on a panel stays; and whom a notice about a panel may reach."""

from django.db import migrations

from people.ledgers import only_grows

# Conveners of the panel's area alone are told of a panel itself.
FORWARDS = """
ALTER FUNCTION may_be_told(uuid, bigint, timestamptz) RENAME TO may_be_told_but_of_panels;

CREATE FUNCTION may_be_told(about uuid, person bigint, at timestamptz)
RETURNS boolean STABLE LANGUAGE sql AS $$
    SELECT may_be_told_but_of_panels($1, $2, $3) OR EXISTS (
        SELECT FROM pilots_panel panel
        JOIN people_unitgrant held ON held.content_object_id = panel.area_id
        JOIN auth_permission capacity ON capacity.id = held.permission_id
        JOIN people_user who ON who.id = held.user_id
        WHERE panel.id = $1 AND who.id = $2 AND who.is_active
          AND capacity.codename = 'convene_panels'
          AND (held.expires_at IS NULL OR held.expires_at > $3)
    )
$$;
"""
BACKWARDS = """
DROP FUNCTION may_be_told(uuid, bigint, timestamptz);
ALTER FUNCTION may_be_told_but_of_panels(uuid, bigint, timestamptz) RENAME TO may_be_told;
"""


class Migration(migrations.Migration):
    dependencies = [("pilots", "0008_opinions")]
    operations = [
        only_grows("pilots_pack", "pilots_passage", "pilots_opinion", "pilots_finding"),
        migrations.RunSQL(FORWARDS, BACKWARDS),
    ]
