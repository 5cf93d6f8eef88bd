"""
A view without rows in the place of cells, for a web server that is a release behind.

It asks for them while the new release comes up beside it, and then says that there is not enough
yet instead of failing. To be dropped by a release that has this one behind it.
"""

from django.db import migrations

EMPTY = """
CREATE VIEW pilots_cell AS
SELECT 0::bigint AS id, measure, month, police_unit_id, cps_unit_id, urgency, '{}'::integer[] AS ended,
    '{}'::integer[] AS police, '{}'::integer[] AS cps, '{}'::integer[] AS other,
    '{}'::integer[] AS stopped, '{}'::date[] AS open_since, 0 AS unclear
FROM pilots_stretch WHERE false
"""


class Migration(migrations.Migration):
    dependencies = [("pilots", "0023_room_for_stages")]
    operations = [migrations.RunSQL(EMPTY, "DROP VIEW pilots_cell")]
