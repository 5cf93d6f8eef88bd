"""What notices about a unit name: no number, so that no address can be guessed from another."""

from uuid import uuid4

from django.contrib.postgres.functions import RandomUUID
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0007_whom_victims_ring")]
    operations = [
        migrations.AddField(
            "unit",
            "reference",
            models.UUIDField(db_default=RandomUUID(), default=uuid4, editable=False, unique=True),
        )
    ]
