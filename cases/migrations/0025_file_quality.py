"""How good a file was: what was found and answered is never changed, its outcome moves."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from people.ledgers import nothing_goes, only_grows


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0024_readers_are_chased"),
        ("people", "0004_inspectors_and_advice"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="referral",
            name="is_assessed",
            field=models.BooleanField(default=False, editable=False),
        ),
        migrations.CreateModel(
            name="FileQuality",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("is_compliant", models.BooleanField()),
                ("closes_at", models.DateTimeField()),
                ("rule", models.CharField(max_length=80)),
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
                        related_name="file_qualities",
                        to="cases.case",
                    ),
                ),
                (
                    "police_unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.unit",
                    ),
                ),
                (
                    "referral",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="file_quality",
                        to="cases.referral",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="FileFailure",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("code", models.CharField(max_length=100)),
                ("comment", models.TextField()),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("REPORTED", "Told to the police"),
                            ("NOT_DISPUTED", "Not disputed"),
                            ("DISPUTED", "Disputed by the police"),
                            ("SUCCESSFUL", "Disputed successfully"),
                            ("UNSUCCESSFUL", "Disputed unsuccessfully"),
                        ],
                        default="REPORTED",
                        max_length=12,
                    ),
                ),
                ("closes_at", models.DateTimeField()),
                (
                    "assessed_by",
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
                        related_name="file_failures",
                        to="cases.case",
                    ),
                ),
                (
                    "quality",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="failures",
                        to="cases.filequality",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="FailureReason",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("text", models.CharField(max_length=200)),
                (
                    "only_side",
                    models.CharField(
                        choices=[("POLICE", "Police"), ("CPS", "CPS"), ("OVERSIGHT", "Oversight")],
                        default="CPS",
                        editable=False,
                        max_length=9,
                    ),
                ),
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
                        related_name="failure_reasons",
                        to="cases.case",
                    ),
                ),
                (
                    "failure",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="outcome_reason",
                        to="cases.filefailure",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "default_permissions": (),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("only_side", "CPS")), name="outcome_reason_is_the_cps_s"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="FailureEntry",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("REPORTED", "Told to the police"),
                            ("NOT_DISPUTED", "Not disputed"),
                            ("DISPUTED", "Disputed by the police"),
                            ("SUCCESSFUL", "Disputed successfully"),
                            ("UNSUCCESSFUL", "Disputed unsuccessfully"),
                        ],
                        max_length=12,
                    ),
                ),
                ("text", models.TextField(blank=True)),
                (
                    "method",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("EMAIL", "By email"),
                            ("MEETING", "In a meeting"),
                            ("PHONE", "By phone"),
                        ],
                        max_length=7,
                    ),
                ),
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
                        related_name="failure_entries",
                        to="cases.case",
                    ),
                ),
                (
                    "failure",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entries",
                        to="cases.filefailure",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("failure", "status"), name="failure_answered_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("method", ""), ("status", "NOT_DISPUTED")),
                            models.Q(
                                ("method", ""),
                                ("status", "DISPUTED"),
                                models.Q(("text", ""), _negated=True),
                            ),
                            models.Q(
                                ("status__in", ["SUCCESSFUL", "UNSUCCESSFUL"]),
                                models.Q(("method", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="dispute_says_why_and_outcome_says_how",
                    ),
                ],
            },
        ),
        migrations.AddIndex(
            model_name="filequality",
            index=models.Index(fields=["police_unit", "at"], name="file_quality_by_month"),
        ),
        migrations.AddConstraint(
            model_name="filefailure",
            constraint=models.UniqueConstraint(
                fields=("quality", "code"), name="failure_once_a_file"
            ),
        ),
        only_grows("cases_filequality", "cases_failureentry", "cases_failurereason"),
        nothing_goes("cases_filefailure", "case_id", "quality_id", "code", "comment"),
    ]
