"""What is known of a victim, who she is, and that somebody was shown it."""

import datetime
import uuid

import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("cases", "0043_sides"),
        ("people", "0009_victims_and_support"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="HistoricalVictimRecord",
            fields=[
                ("id", models.UUIDField(db_index=True, default=uuid.uuid4, editable=False)),
                ("number", models.PositiveSmallIntegerField(editable=False)),
                (
                    "wants_contact",
                    models.CharField(
                        choices=[("NOT_ASKED", "Not asked yet"), ("YES", "Yes"), ("NO", "No")],
                        db_default="NOT_ASKED",
                        max_length=9,
                    ),
                ),
                (
                    "channel",
                    models.CharField(
                        choices=[
                            ("NOT_ASKED", "Not asked yet"),
                            ("PHONE", "Phone"),
                            ("TEXT", "Text message"),
                            ("EMAIL", "E-mail"),
                            ("LETTER", "Letter"),
                            ("THROUGH_ISVA", "Through the ISVA"),
                            ("THROUGH_POLICE", "Through the police"),
                        ],
                        db_default="NOT_ASKED",
                        max_length=14,
                    ),
                ),
                ("safe_times", models.CharField(blank=True, db_default="", max_length=200)),
                (
                    "voicemail_is_safe",
                    models.CharField(
                        choices=[("NOT_ASKED", "Not asked yet"), ("YES", "Yes"), ("NO", "No")],
                        db_default="NOT_ASKED",
                        max_length=9,
                    ),
                ),
                (
                    "text_is_safe",
                    models.CharField(
                        choices=[("NOT_ASKED", "Not asked yet"), ("YES", "Yes"), ("NO", "No")],
                        db_default="NOT_ASKED",
                        max_length=9,
                    ),
                ),
                ("care", models.TextField(blank=True, db_default="")),
                ("language", models.CharField(blank=True, db_default="", max_length=60)),
                (
                    "needs_interpreter",
                    models.CharField(
                        choices=[("NOT_ASKED", "Not asked yet"), ("YES", "Yes"), ("NO", "No")],
                        db_default="NOT_ASKED",
                        max_length=9,
                    ),
                ),
                (
                    "letters_in",
                    models.CharField(
                        choices=[("ENGLISH", "English"), ("WELSH", "Welsh")],
                        db_default="ENGLISH",
                        max_length=7,
                    ),
                ),
                ("access_needs", models.TextField(blank=True, db_default="")),
                ("update_every_days", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("version", models.PositiveIntegerField(db_default=1)),
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
                    "contact_officer",
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
                    "cps_unit",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="people.unit",
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
                    "liaison_officer",
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
                    "police_unit",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="people.unit",
                    ),
                ),
                (
                    "victim",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="cases.victim",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical victim record",
                "verbose_name_plural": "historical victim records",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="VictimRecord",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("is_restricted", models.BooleanField(default=False)),
                ("number", models.PositiveSmallIntegerField(editable=False)),
                (
                    "only_side",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("POLICE", "Police"),
                            ("CPS", "CPS"),
                            ("SUPPORT", "Victim support"),
                            ("OVERSIGHT", "Oversight"),
                        ],
                        db_default="",
                        editable=False,
                        max_length=9,
                    ),
                ),
                (
                    "wants_contact",
                    models.CharField(
                        choices=[("NOT_ASKED", "Not asked yet"), ("YES", "Yes"), ("NO", "No")],
                        db_default="NOT_ASKED",
                        max_length=9,
                    ),
                ),
                (
                    "channel",
                    models.CharField(
                        choices=[
                            ("NOT_ASKED", "Not asked yet"),
                            ("PHONE", "Phone"),
                            ("TEXT", "Text message"),
                            ("EMAIL", "E-mail"),
                            ("LETTER", "Letter"),
                            ("THROUGH_ISVA", "Through the ISVA"),
                            ("THROUGH_POLICE", "Through the police"),
                        ],
                        db_default="NOT_ASKED",
                        max_length=14,
                    ),
                ),
                ("safe_times", models.CharField(blank=True, db_default="", max_length=200)),
                (
                    "voicemail_is_safe",
                    models.CharField(
                        choices=[("NOT_ASKED", "Not asked yet"), ("YES", "Yes"), ("NO", "No")],
                        db_default="NOT_ASKED",
                        max_length=9,
                    ),
                ),
                (
                    "text_is_safe",
                    models.CharField(
                        choices=[("NOT_ASKED", "Not asked yet"), ("YES", "Yes"), ("NO", "No")],
                        db_default="NOT_ASKED",
                        max_length=9,
                    ),
                ),
                ("care", models.TextField(blank=True, db_default="")),
                ("language", models.CharField(blank=True, db_default="", max_length=60)),
                (
                    "needs_interpreter",
                    models.CharField(
                        choices=[("NOT_ASKED", "Not asked yet"), ("YES", "Yes"), ("NO", "No")],
                        db_default="NOT_ASKED",
                        max_length=9,
                    ),
                ),
                (
                    "letters_in",
                    models.CharField(
                        choices=[("ENGLISH", "English"), ("WELSH", "Welsh")],
                        db_default="ENGLISH",
                        max_length=7,
                    ),
                ),
                ("access_needs", models.TextField(blank=True, db_default="")),
                ("update_every_days", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("is_open", models.BooleanField(db_default=True, editable=False)),
                (
                    "listed_at",
                    models.DateTimeField(
                        db_default=datetime.datetime(9999, 1, 1, 0, 0, tzinfo=datetime.UTC),
                        editable=False,
                    ),
                ),
                ("version", models.PositiveIntegerField(db_default=1)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="victim_records",
                        to="cases.case",
                    ),
                ),
                (
                    "contact_officer",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "cps_unit",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.unit",
                    ),
                ),
                (
                    "liaison_officer",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "police_unit",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.unit",
                    ),
                ),
                (
                    "victim",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="record",
                        to="cases.victim",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="VictimIdentity",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("name", models.BinaryField(default=b"")),
                ("preferred_name", models.BinaryField(default=b"")),
                ("phone", models.BinaryField(default=b"")),
                ("email", models.BinaryField(default=b"")),
                ("address", models.BinaryField(default=b"")),
                ("born_on", models.BinaryField(default=b"")),
                ("representative", models.BinaryField(default=b"")),
                ("name_index", models.CharField(blank=True, max_length=64)),
                ("phone_index", models.CharField(blank=True, max_length=64)),
                ("email_index", models.CharField(blank=True, max_length=64)),
                ("destroyed_at", models.DateTimeField(null=True)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="victim_identities",
                        to="cases.case",
                    ),
                ),
                (
                    "record",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="identity",
                        to="victims.victimrecord",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="Reveal",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("reason", models.TextField(blank=True)),
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
                        related_name="reveals",
                        to="cases.case",
                    ),
                ),
                (
                    "record",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reveals",
                        to="victims.victimrecord",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="HistoricalVictimIdentity",
            fields=[
                ("id", models.UUIDField(db_index=True, default=uuid.uuid4, editable=False)),
                ("name", models.BinaryField(default=b"")),
                ("preferred_name", models.BinaryField(default=b"")),
                ("phone", models.BinaryField(default=b"")),
                ("email", models.BinaryField(default=b"")),
                ("address", models.BinaryField(default=b"")),
                ("born_on", models.BinaryField(default=b"")),
                ("representative", models.BinaryField(default=b"")),
                ("destroyed_at", models.DateTimeField(null=True)),
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
                "verbose_name": "historical victim identity",
                "verbose_name_plural": "historical victim identitys",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.AddIndex(
            model_name="victimrecord",
            index=models.Index(
                condition=models.Q(("is_open", True), ("is_restricted", False)),
                fields=["police_unit", "listed_at", "id"],
                name="record_of_police_unit",
            ),
        ),
        migrations.AddIndex(
            model_name="victimrecord",
            index=models.Index(
                condition=models.Q(("is_open", True), ("is_restricted", False)),
                fields=["cps_unit", "listed_at", "id"],
                name="record_of_cps_unit",
            ),
        ),
        migrations.AddIndex(
            model_name="victimidentity",
            index=models.Index(
                condition=models.Q(("name_index", ""), _negated=True),
                fields=["name_index"],
                name="identity_by_name",
            ),
        ),
        migrations.AddIndex(
            model_name="victimidentity",
            index=models.Index(
                condition=models.Q(("phone_index", ""), _negated=True),
                fields=["phone_index"],
                name="identity_by_phone",
            ),
        ),
        migrations.AddIndex(
            model_name="victimidentity",
            index=models.Index(
                condition=models.Q(("email_index", ""), _negated=True),
                fields=["email_index"],
                name="identity_by_email",
            ),
        ),
        migrations.AddIndex(
            model_name="reveal",
            index=models.Index(fields=["record", "-at"], name="reveal_by_record"),
        ),
    ]
