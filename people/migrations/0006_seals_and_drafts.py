"""
Seeds of second factors are sealed, those that are there already too; and what is typed after a
session has ended is told from the person's own.
"""

from django.db import migrations, models

from people.second_factors import MARK, seal

WAYS_TO_KEEP = ("secret", "seed")


def seal_seeds(apps, schema_editor):
    for row in apps.get_model("mfa", "Authenticator").objects.iterator():
        data = {
            name: _sealed(value) if name in WAYS_TO_KEEP else value
            for name, value in row.data.items()
        }
        if "migrated_codes" in data:
            data["migrated_codes"] = [_sealed(code) for code in data["migrated_codes"]]
        if data != row.data:
            row.data = data
            row.save(update_fields=["data"])


def _sealed(seed):
    return seed if seed.startswith(MARK) else seal(seed)


class Migration(migrations.Migration):
    dependencies = [("people", "0005_log_by_system"), ("mfa", "0003_authenticator_type_uniq")]

    operations = [
        migrations.AddField("draft", "is_signed_out", models.BooleanField(default=False)),
        migrations.RunPython(seal_seeds, migrations.RunPython.noop),
    ]
