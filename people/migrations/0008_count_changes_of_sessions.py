"""A session counts the changes of its account, and knows when each key of it was replaced."""

import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0007_give_sessions_a_lasting_id")]

    operations = [
        migrations.AddField(
            "session",
            "former_times",
            django.contrib.postgres.fields.ArrayField(
                models.DateTimeField(), default=list, db_default=[]
            ),
        ),
        migrations.AddField(
            "session", "version", models.PositiveIntegerField(default=0, db_default=0)
        ),
    ]
