"""An index of what the log says was refused."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0010_pilot_areas"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="auditentry",
            index=models.Index(
                condition=models.Q(("refused", ""), _negated=True),
                fields=["user", "at"],
                name="audit_refused",
            ),
        ),
    ]
