"""Meetings with a victim: none is removed, and each keeps what it was offered as."""

import uuid

import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models

from people.ledgers import nothing_goes, only_grows


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0043_sides"),
        ("victims", "0004_right_to_review"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="HistoricalMeeting",
            fields=[
                ("id", models.UUIDField(db_index=True, default=uuid.uuid4, editable=False)),
                (
                    "purpose",
                    models.CharField(
                        choices=[
                            ("PRE_TRIAL", "A meeting before the trial"),
                            ("CHARGING_DECISION", "To explain the charging decision"),
                            ("CHARGE_CHANGED", "To explain a charge that was stopped or altered"),
                            ("REVIEW", "About the Victims’ Right to Review"),
                            ("COMPLAINT", "About a complaint"),
                            ("OTHER", "Something else"),
                        ],
                        max_length=17,
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("OFFERED", "Offered"),
                            ("NO_ANSWER", "Offered: no answer"),
                            ("DECLINED", "Declined"),
                            ("ACCEPTED", "Accepted, not yet arranged"),
                            ("ARRANGED", "Arranged"),
                            ("HELD", "Held"),
                            ("CANCELLED", "Cancelled"),
                        ],
                        default="OFFERED",
                        max_length=9,
                    ),
                ),
                (
                    "offered_how",
                    models.CharField(
                        choices=[
                            ("POST", "By post"),
                            ("POLICE", "Through the police"),
                            ("ISVA", "Through the ISVA"),
                            ("EMAIL", "By e-mail"),
                            ("PHONE", "By phone"),
                        ],
                        max_length=6,
                    ),
                ),
                ("offered_on", models.DateField()),
                ("answered_on", models.DateField(null=True)),
                (
                    "mode",
                    models.CharField(
                        blank=True,
                        choices=[("FACE_TO_FACE", "Face to face"), ("VIDEO", "By video")],
                        max_length=12,
                    ),
                ),
                ("meets_at", models.DateTimeField(null=True)),
                ("planned_minutes", models.PositiveSmallIntegerField(null=True)),
                ("lasted_minutes", models.PositiveSmallIntegerField(null=True)),
                ("said", models.BinaryField(default=b"")),
                ("version", models.PositiveIntegerField(default=1)),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.CharField(max_length=100, null=True)),
                (
                    "history_type",
                    models.CharField(
                        choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="cases.case",
                    ),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "offered_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "record",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="victims.victimrecord",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical meeting",
                "verbose_name_plural": "historical meetings",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Meeting",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "purpose",
                    models.CharField(
                        choices=[
                            ("PRE_TRIAL", "A meeting before the trial"),
                            ("CHARGING_DECISION", "To explain the charging decision"),
                            ("CHARGE_CHANGED", "To explain a charge that was stopped or altered"),
                            ("REVIEW", "About the Victims’ Right to Review"),
                            ("COMPLAINT", "About a complaint"),
                            ("OTHER", "Something else"),
                        ],
                        max_length=17,
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("OFFERED", "Offered"),
                            ("NO_ANSWER", "Offered: no answer"),
                            ("DECLINED", "Declined"),
                            ("ACCEPTED", "Accepted, not yet arranged"),
                            ("ARRANGED", "Arranged"),
                            ("HELD", "Held"),
                            ("CANCELLED", "Cancelled"),
                        ],
                        default="OFFERED",
                        max_length=9,
                    ),
                ),
                (
                    "offered_how",
                    models.CharField(
                        choices=[
                            ("POST", "By post"),
                            ("POLICE", "Through the police"),
                            ("ISVA", "Through the ISVA"),
                            ("EMAIL", "By e-mail"),
                            ("PHONE", "By phone"),
                        ],
                        max_length=6,
                    ),
                ),
                ("offered_on", models.DateField()),
                ("answered_on", models.DateField(null=True)),
                (
                    "mode",
                    models.CharField(
                        blank=True,
                        choices=[("FACE_TO_FACE", "Face to face"), ("VIDEO", "By video")],
                        max_length=12,
                    ),
                ),
                ("meets_at", models.DateTimeField(null=True)),
                ("planned_minutes", models.PositiveSmallIntegerField(null=True)),
                ("lasted_minutes", models.PositiveSmallIntegerField(null=True)),
                ("said", models.BinaryField(default=b"")),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="meetings",
                        to="cases.case",
                    ),
                ),
                (
                    "offered_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "record",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="meetings",
                        to="victims.victimrecord",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "default_permissions": (),
                "indexes": [
                    models.Index(fields=["record", "-offered_on"], name="meeting_by_record")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("status__in", ("OFFERED", "NO_ANSWER", "ACCEPTED", "ARRANGED")),
                            models.Q(("purpose", "OTHER"), _negated=True),
                        ),
                        fields=("record", "purpose"),
                        name="one_open_meeting_for_a_purpose",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status__in", ["ARRANGED", "HELD"]), _negated=True),
                            models.Q(
                                models.Q(("mode", ""), _negated=True),
                                ("meets_at__isnull", False),
                                ("planned_minutes__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="meeting_arranged_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("lasted_minutes__isnull", False), ("status", "HELD")),
                            models.Q(
                                models.Q(("status", "HELD"), _negated=True),
                                ("lasted_minutes", None),
                            ),
                            _connector="OR",
                        ),
                        name="meeting_held_has_its_length",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("status__in", ["OFFERED", "CANCELLED"]),
                            ("answered_on__isnull", False),
                            _connector="OR",
                        ),
                        name="meeting_answered_has_its_date",
                    ),
                ],
            },
        ),
        nothing_goes(
            "victims_meeting",
            "record_id",
            "case_id",
            "purpose",
            "offered_how",
            "offered_on",
            "offered_by_id",
            may_repeat=True,
        ),  # fmt: skip
        only_grows("victims_historicalmeeting"),
    ]
