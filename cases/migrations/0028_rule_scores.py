"""Why a referral goes though a rule warns, what each rule said then, and how it did."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

from people.ledgers import only_grows


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0027_police_only"),
    ]

    operations = [
        migrations.AddField(
            model_name="historicalreferral",
            name="explained",
            field=models.JSONField(default=dict),
        ),
        migrations.AddField(
            model_name="referral",
            name="explained",
            field=models.JSONField(default=dict),
        ),
        migrations.AddField(
            model_name="submission",
            name="checks",
            field=models.JSONField(default=dict),
        ),
        migrations.CreateModel(
            name="RuleScore",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("code", models.CharField(max_length=40)),
                ("was_checked", models.BooleanField()),
                ("has_warned", models.BooleanField()),
                ("was_explained", models.BooleanField()),
                ("triage_agreed", models.BooleanField()),
                ("at", models.DateTimeField()),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rule_scores",
                        to="cases.case",
                    ),
                ),
                (
                    "submission",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="scores",
                        to="cases.submission",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(fields=("submission", "code"), name="rule_scored_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("was_checked", True), ("has_warned", False), _connector="OR"
                        ),
                        name="only_what_is_checked_warns",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("has_warned", True), ("was_explained", False), _connector="OR"
                        ),
                        name="only_a_warning_is_explained",
                    ),
                ],
            },
        ),
        only_grows("cases_rulescore"),
    ]
