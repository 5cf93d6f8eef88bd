"""Load the dated offences; those that cannot be charged are no longer in use."""

from pathlib import Path

from django.db import migrations

from cases.offences.actions.offence_list import save_offence_list
from cases.offences.list_file import read_offence_list

OFFENCES = Path(__file__).resolve().parent.parent / "data" / "offences.csv"


def load(apps, schema_editor):
    with OFFENCES.open(newline="", encoding="utf-8") as lines:
        save_offence_list(read_offence_list(lines), offences=apps.get_model("cases", "Offence"))


class Migration(migrations.Migration):
    dependencies = [("cases", "0003_dated_offences")]

    operations = [
        migrations.RunPython(load, migrations.RunPython.noop),
    ]
