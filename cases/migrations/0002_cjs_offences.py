"""Load the offences of the CJS list."""

import csv
from pathlib import Path

from django.db import migrations

OFFENCES = Path(__file__).resolve().parent.parent / "data" / "cjs_offences_sexual.csv"


def load(apps, schema_editor):
    offence = apps.get_model("cases", "Offence")
    with OFFENCES.open(newline="") as lines:
        offence.objects.bulk_create(
            offence(
                code=row["cjs_code"],
                title=row["title"],
                mode_of_trial=row["mode_of_trial_category"],
                is_recordable=row["recordable"] == "yes",
            )
            for row in csv.DictReader(lines)
        )


class Migration(migrations.Migration):
    dependencies = [("cases", "0001_initial")]

    operations = [
        migrations.RunPython(load, migrations.RunPython.noop),
    ]
