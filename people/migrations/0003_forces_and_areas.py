"""The forces, the CPS Areas and CPS Direct: reference data that every installation has."""

from django.db import migrations

from people import facts


def load(apps, schema_editor):
    facts.load(
        agencies=apps.get_model("people", "Agency"), areas=apps.get_model("people", "AgencyArea")
    )


class Migration(migrations.Migration):
    replaces = [
        ("people", "0003_only_grows"),
        ("people", "0004_inspectors_and_advice"),
        ("people", "0005_one_human"),
        ("people", "0006_what_was_handed_out"),
        ("people", "0007_sealed_drafts"),
        ("people", "0008_merged_units"),
        ("people", "0009_victims_and_support"),
        ("people", "0010_pilot_areas"),
        ("people", "0011_refused"),
    ]
    dependencies = [("people", "0002_log")]

    operations = [
        migrations.RunPython(load, migrations.RunPython.noop),
    ]
