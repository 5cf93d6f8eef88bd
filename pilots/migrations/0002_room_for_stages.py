"""
Beside each stage there is room for what it becomes when it ends.

None of what changes then is in an index, so that with room on its page no index is written.
"""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("pilots", "0001_tables")]

    operations = [
        migrations.RunSQL(
            "ALTER TABLE pilots_stretch SET (fillfactor = 80)",
            "ALTER TABLE pilots_stretch RESET (fillfactor)",
        )
    ]
