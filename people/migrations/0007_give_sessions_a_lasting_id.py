"""A session keeps an id while its key is renewed, and knows its keys before (ADR 116)."""

from uuid import uuid4

import django.contrib.postgres.fields
import django.contrib.postgres.functions
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0006_forget_seeds_of_recovery_codes")]

    operations = [
        migrations.AddField(  # the database gives each session that is there an id of its own
            "session",
            "lasting_id",
            models.UUIDField(
                default=uuid4,
                db_default=django.contrib.postgres.functions.RandomUUID(),
                unique=True,
                editable=False,
            ),
        ),
        migrations.AddField(
            "session",
            "former_keys",
            django.contrib.postgres.fields.ArrayField(
                models.CharField(max_length=64), default=list, db_default=[]
            ),
        ),
        migrations.AddField(
            "session", "renewed_at", models.DateTimeField(null=True, db_index=True)
        ),
    ]
