from django.db import migrations

# Closings are counted again: each that was not reopened now says its outcomes (docs/decisions/0122).
COUNT_AGAIN = """
INSERT INTO pilots_touched (suspect)
SELECT DISTINCT suspect_id FROM cases_closingreport WHERE status IN ('CLOSED', 'REOPENED')
"""


class Migration(migrations.Migration):
    dependencies = [
        ("pilots", "0005_passages_by_two"),
        ("cases", "0018_suspect_focus_of_closings"),
    ]

    operations = [migrations.RunSQL(COUNT_AGAIN, migrations.RunSQL.noop)]
