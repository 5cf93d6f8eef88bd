"""What was asked through one system is read from an index of the few rows that have one."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0004_systems")]
    operations = [
        migrations.AddIndex(
            model_name="auditentry",
            index=models.Index(
                name="audit_system",
                fields=["system", "at", "id"],
                condition=models.Q(("system__isnull", False)),
            ),
        ),
    ]
