from django.db import migrations

# Figures of suspects with more than one prosecution are counted again: each court fact now belongs
# to a decision to charge (docs/decisions/0093).
COUNT_AGAIN = """
INSERT INTO pilots_touched (suspect)
SELECT DISTINCT fact.suspect_id FROM cases_courtfact fact
JOIN cases_decision charge ON charge.id = fact.decision_id
WHERE charge.status <> 'LIVE'
"""


class Migration(migrations.Migration):
    dependencies = [
        ("pilots", "0003_ends_of_exports"),
        ("cases", "0004_decisions_of_court_facts"),
    ]

    operations = [migrations.RunSQL(COUNT_AGAIN, migrations.RunSQL.noop)]
