"""The log keeps the fingerprint of a file that was handed out, to say which file it was."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0005_one_human")]
    operations = [
        migrations.AddField(
            "auditentry", "content", models.CharField(blank=True, default="", max_length=64)
        ),
        migrations.AlterField("auditentry", "content", models.CharField(blank=True, max_length=64)),
    ]
