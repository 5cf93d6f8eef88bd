"""What happens in court after a charge: recorded, and corrected by a further fact."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from people.ledgers import nothing_goes


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0039_finalisations"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CourtFact",
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
                        choices=[
                            ("FIRST_HEARING", "First hearing"),
                            ("PLEA", "Plea"),
                            ("TRIAL", "Trial"),
                            ("OUTCOME", "Outcome"),
                        ],
                        max_length=13,
                    ),
                ),
                ("on", models.DateField()),
                (
                    "result",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("GUILTY", "Guilty"),
                            ("NOT_GUILTY", "Not guilty"),
                            ("CONVICTED", "Convicted"),
                            ("ACQUITTED", "Acquitted"),
                            ("STOPPED", "Stopped"),
                        ],
                        max_length=10,
                    ),
                ),
                ("is_void", models.BooleanField(default=False)),
                ("reason", models.TextField(blank=True)),
                ("is_current", models.BooleanField(default=True, editable=False)),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="court_facts",
                        to="cases.case",
                    ),
                ),
                (
                    "replaces",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replaced_by",
                        to="cases.courtfact",
                    ),
                ),
                (
                    "suspect",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="court_facts",
                        to="cases.suspect",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "default_permissions": (),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "PLEA"), ("result__in", ["GUILTY", "NOT_GUILTY"])),
                            models.Q(
                                ("kind", "OUTCOME"),
                                ("result__in", ["CONVICTED", "ACQUITTED", "STOPPED"]),
                            ),
                            models.Q(("kind__in", ["FIRST_HEARING", "TRIAL"]), ("result", "")),
                            _connector="OR",
                        ),
                        name="court_fact_has_the_result_of_its_kind",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("is_void", False), ("reason", ""), ("replaces", None)),
                            models.Q(
                                ("replaces__isnull", False), models.Q(("reason", ""), _negated=True)
                            ),
                            _connector="OR",
                        ),
                        name="court_fact_replaced_for_a_reason",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("is_current", True), ("is_void", False), ("kind", "FIRST_HEARING")
                        ),
                        fields=("suspect",),
                        name="one_first_hearing",
                    ),
                ],
            },
        ),
        nothing_goes(
            "cases_courtfact",
            "case_id",
            "suspect_id",
            "kind",
            '"on"',
            "result",
            "is_void",
            "replaces_id",
            "reason",
            "by_id",
            "at",
        ),
    ]
