"""
What is said of two cases, the crime reference by which they may be found to be the same, and an
index by which a suspect with a like name is found.
"""

import uuid

import django.contrib.postgres.indexes
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from people.ledgers import nothing_goes


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0032_transfers"),
        ("people", "0007_sealed_drafts"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CaseLink",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("LINKED", "Linked"), ("DISMISSED", "Not the same")], max_length=9
                    ),
                ),
                ("reason", models.CharField(max_length=500)),
                ("at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("ended_because", models.CharField(blank=True, max_length=500)),
            ],
            options={
                "abstract": False,
                "default_permissions": (),
            },
        ),
        migrations.AddField(
            model_name="case",
            name="crime_reference",
            field=models.CharField(blank=True, max_length=30),
        ),
        migrations.AddField(
            model_name="historicalcase",
            name="crime_reference",
            field=models.CharField(blank=True, max_length=30),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("crime_reference", ""), _negated=True),
                fields=["crime_reference"],
                name="case_by_crime",
            ),
        ),
        migrations.AddIndex(
            model_name="suspect",
            index=django.contrib.postgres.indexes.GinIndex(
                fields=["surname"], name="suspect_by_name", opclasses=["gin_trgm_ops"]
            ),
        ),
        migrations.AddField(
            model_name="caselink",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="caselink",
            name="case",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="links", to="cases.case"
            ),
        ),
        migrations.AddField(
            model_name="caselink",
            name="ended_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="caselink",
            name="other",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="links_back",
                to="cases.case",
            ),
        ),
        migrations.AddConstraint(
            model_name="caselink",
            constraint=models.CheckConstraint(
                condition=models.Q(("case__lt", models.F("other"))), name="pair_in_order"
            ),
        ),
        migrations.AddConstraint(
            model_name="caselink",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at", None)), fields=("case", "other"), name="pair_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="caselink",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ended_at", None), ("ended_because", ""), ("ended_by", None)),
                    models.Q(
                        ("ended_at__isnull", False),
                        ("ended_by__isnull", False),
                        models.Q(("ended_because", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="link_ended_by_somebody",
            ),
        ),
        nothing_goes("cases_caselink", "case_id", "other_id", "kind", "reason", "by_id", "at"),
    ]
