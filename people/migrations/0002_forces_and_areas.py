"""The forces, the CPS Areas and CPS Direct: reference data that every installation has."""

from django.db import migrations

from people.migration_support import forces


def load(apps, schema_editor):
    forces.load_forces_and_areas(
        agencies=apps.get_model("people", "Agency"), areas=apps.get_model("people", "AgencyArea")
    )


class Migration(migrations.Migration):
    dependencies = [("people", "0001_tables")]

    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
