"""What was learnt, asked and read stays as it was said."""

from django.db import migrations

from people.ledgers import nothing_goes, only_grows


class Migration(migrations.Migration):
    dependencies = [("pilots", "0003_learning")]
    operations = [
        nothing_goes(
            "pilots_learningpoint", "title", "text", "themes", "learnt_from", "written_by_id",
            "written_at",
        ),
        only_grows("pilots_learningrequest", "pilots_learningreading"),
    ]  # fmt: skip
