"""Recovery codes are stored as hashes (ADR 116): those made from a stored seed end here."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def forget_seeds(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Replace each seed by no codes; people are asked to make new ones when they next sign in."""
    rows = apps.get_model("mfa", "Authenticator").objects.filter(type="recovery_codes")
    rows.exclude(data__has_key="hashes").update(data={"migrated_codes": [], "hashes": {}})


class Migration(migrations.Migration):

    dependencies = [
        ("mfa", "0003_authenticator_type_uniq"),
        ("people", "0005_agency_administrators"),
    ]

    operations = [migrations.RunPython(forget_seeds, migrations.RunPython.noop)]
