"""Short texts that are to be sealed: what is sealed is longer than what was typed (ADR 114)."""

from django.db import migrations, models

from people.migration_support.triggers import AlterWithTriggers


class Migration(migrations.Migration):
    dependencies = [
        ("victims", "0006_leave_to_proceed"),
    ]

    operations = [
        AlterWithTriggers(
            migrations.AlterField(
                model_name="duty",
                name="ended_text",
                field=models.TextField(blank=True, max_length=500),
            ),
            migrations.AlterField(
                model_name="historicalvictimrecord",
                name="language",
                field=models.TextField(blank=True, db_default="", max_length=60),
            ),
            migrations.AlterField(
                model_name="historicalvictimrecord",
                name="safe_times",
                field=models.TextField(blank=True, db_default="", max_length=200),
            ),
            migrations.AlterField(
                model_name="victimevent",
                name="withdrawn_because",
                field=models.TextField(blank=True, max_length=300),
            ),
            migrations.AlterField(
                model_name="victimrecord",
                name="language",
                field=models.TextField(blank=True, db_default="", max_length=60),
            ),
            migrations.AlterField(
                model_name="victimrecord",
                name="safe_times",
                field=models.TextField(blank=True, db_default="", max_length=200),
            ),
        )
    ]
