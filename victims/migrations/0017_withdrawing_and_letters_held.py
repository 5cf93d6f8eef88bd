"""Whether a withdrawal is open stands with the record; letters that wait for an ISVA are found."""

from django.db import migrations, models

OPEN = """
UPDATE victims_victimrecord SET is_withdrawing = true
WHERE id IN (SELECT record_id FROM victims_withdrawal WHERE taken_back_at IS NULL)
"""


class Migration(migrations.Migration):
    dependencies = [("victims", "0016_learning_side")]

    operations = [
        migrations.AddField(
            model_name="victimrecord",
            name="is_withdrawing",
            field=models.BooleanField(db_default=False, editable=False),
        ),
        migrations.RunSQL(OPEN, migrations.RunSQL.noop),
        migrations.AddIndex(
            model_name="sending",
            index=models.Index(
                condition=models.Q(("means", "ISVA"), ("result", ""), ("why", "")),
                fields=["at"],
                name="sendings_for_an_isva",
            ),
        ),
    ]
