from django.db import migrations

# Figures of suspects whose decision to charge was set aside are counted again: each court fact, stop
# and stage now belongs to one decision to charge (docs/decisions/0093).
COUNT_AGAIN = """
INSERT INTO pilots_touched (suspect)
SELECT DISTINCT suspect_id FROM cases_decision WHERE kind = 'CHARGE' AND status = 'SET_ASIDE'
"""


class Migration(migrations.Migration):
    dependencies = [
        ("pilots", "0003_ends_of_exports"),
        ("cases", "0004_decisions_of_court_facts"),
    ]

    operations = [migrations.RunSQL(COUNT_AGAIN, migrations.RunSQL.noop)]
