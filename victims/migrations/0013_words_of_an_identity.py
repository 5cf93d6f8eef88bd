"""An identity is found in a text by the words of its name and its address too (words_index)."""

from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("victims", "0012_known_to_have_been_told")]

    operations = [
        migrations.AddField(
            "victimidentity",
            "words_index",
            ArrayField(models.CharField(max_length=64), default=list),
        ),
    ]
