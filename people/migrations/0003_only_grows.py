"""The audit log and what people read as history: rows are added, never changed or removed."""

from django.db import migrations

from people.ledgers import only_grows


class Migration(migrations.Migration):
    dependencies = [("people", "0002_facts")]
    operations = [
        only_grows(
            "people_auditentry",
            "people_historicalagency",
            "people_historicalunit",
            "people_historicalroute",
            "people_historicaluser",
            "people_historicalunitgrant",
        )
    ]
