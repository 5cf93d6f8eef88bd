"""What a panel asked for stays as it was asked."""

from django.db import migrations

from people.ledgers import nothing_goes


class Migration(migrations.Migration):
    dependencies = [("pilots", "0010_learning_actions")]
    operations = [
        nothing_goes(
            "pilots_learningaction", "panel_id", "finding_id", "text", "owner_id", "due_on",
            "by_id", "at",
        ),
    ]  # fmt: skip
