from django.db import migrations

# Cases with a request for counselling records, or a proposal of one, are counted for the first time
# (docs/decisions/0125).
COUNT_THEM = """
INSERT INTO pilots_touched ("case")
SELECT case_id FROM cases_proposal
UNION SELECT case_id FROM cases_victimrequest WHERE reach = 'COUNSELLING'
"""


class Migration(migrations.Migration):
    dependencies = [
        ("pilots", "0006_closings_by_outcome"),
        ("cases", "0020_outcomes_sent_as"),
    ]

    operations = [migrations.RunSQL(COUNT_THEM, migrations.RunSQL.noop)]
