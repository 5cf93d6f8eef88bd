"""What shares are counted of, and cases in the queue beside suspects."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0048_conflicts_recorded"),
        ("people", "0011_refused"),
        ("pilots", "0011_learning_actions_kept"),
    ]

    operations = [
        migrations.CreateModel(
            name="Occasion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("measure", models.CharField(max_length=40)),
                ("month", models.DateField()),
                (
                    "urgency",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("RED", "Red: in custody, decision wanted now"),
                            ("GREEN_PRIORITY", "Green priority"),
                            ("GREEN", "Green"),
                        ],
                        max_length=14,
                    ),
                ),
                ("about", models.UUIDField()),
                ("counted_on", models.DateField()),
                ("answers", models.TextField()),
                ("look_at", models.DateTimeField(null=True)),
            ],
            options={
                "abstract": False,
                "default_permissions": (),
            },
        ),
        migrations.AddField(
            model_name="touched",
            name="case",
            field=models.UUIDField(null=True),
        ),
        migrations.AlterField(
            model_name="shown",
            name="figures",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=80), size=None
            ),
        ),
        migrations.AlterField(
            model_name="touched",
            name="suspect",
            field=models.UUIDField(null=True),
        ),
        migrations.AddConstraint(
            model_name="touched",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("case__isnull", False), ("suspect", None)),
                    models.Q(("case", None), ("suspect__isnull", False)),
                    _connector="OR",
                ),
                name="touched_is_a_suspect_or_a_case",
            ),
        ),
        migrations.AddField(
            model_name="occasion",
            name="case",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="occasions",
                to="cases.case",
            ),
        ),
        migrations.AddField(
            model_name="occasion",
            name="cps_unit",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="people.unit",
            ),
        ),
        migrations.AddField(
            model_name="occasion",
            name="police_unit",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="people.unit",
            ),
        ),
        migrations.AddIndex(
            model_name="occasion",
            index=models.Index(
                fields=["measure", "month", "police_unit", "cps_unit", "urgency"],
                include=("answers",),
                name="occasion_by_place",
            ),
        ),
        migrations.AddIndex(
            model_name="occasion",
            index=models.Index(
                condition=models.Q(("look_at__isnull", False)),
                fields=["look_at"],
                name="occasion_to_look_at",
            ),
        ),
        migrations.AddConstraint(
            model_name="occasion",
            constraint=models.UniqueConstraint(fields=("measure", "about"), name="occasion_once"),
        ),
    ]
