"""What the rules said of a request for early advice, why it went all the same, and how they did."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

from people.ledgers import also_fixed


class Migration(migrations.Migration):
    dependencies = [("cases", "0035_quarantine")]

    operations = [
        migrations.AddField("earlyadvice", "explained", models.JSONField(default=dict)),
        migrations.AddField("earlyadvice", "checks", models.JSONField(default=dict)),
        also_fixed("cases_earlyadvice", "explained", trigger="explanations_stay"),
        migrations.AddField(
            "advicestep",
            "items",
            django.contrib.postgres.fields.ArrayField(
                models.CharField(max_length=40), default=list, size=None
            ),
        ),
        migrations.AddField(
            "rulescore",
            "advice",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="scores",
                to="cases.earlyadvice",
            ),
        ),
        migrations.AlterField(
            "rulescore",
            "submission",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="scores",
                to="cases.submission",
            ),
        ),
        migrations.AddConstraint(
            "rulescore",
            models.UniqueConstraint(fields=["advice", "code"], name="advice_rule_scored_once"),
        ),
        migrations.AddConstraint(
            "rulescore",
            models.CheckConstraint(
                condition=Q(submission=None, advice__isnull=False)
                | Q(submission__isnull=False, advice=None),
                name="one_thing_is_scored",
            ),
        ),
    ]
