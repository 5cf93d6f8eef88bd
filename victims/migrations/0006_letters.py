"""Letters to a victim and how each went out: none is removed, and none becomes another letter."""

import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models

from people.ledgers import nothing_goes, only_grows


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0043_sides"),
        ("victims", "0005_meetings"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="historicalvictimrecord",
            name="letter_is_safe",
            field=models.CharField(
                choices=[("NOT_ASKED", "Not asked yet"), ("YES", "Yes"), ("NO", "No")],
                db_default="NOT_ASKED",
                max_length=9,
            ),
        ),
        migrations.AddField(
            model_name="victimrecord",
            name="letter_is_safe",
            field=models.CharField(
                choices=[("NOT_ASKED", "Not asked yet"), ("YES", "Yes"), ("NO", "No")],
                db_default="NOT_ASKED",
                max_length=9,
            ),
        ),
        migrations.CreateModel(
            name="HistoricalLetter",
            fields=[
                ("id", models.UUIDField(db_index=True, default=uuid.uuid4, editable=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("HELLO", "Who we are: the first letter"),
                            ("CHARGE", "A suspect has been charged"),
                            ("NFA", "No further action against a suspect"),
                            ("STOPPED", "The case against a suspect was stopped"),
                            ("ALTERED", "The charges against a suspect have changed"),
                            ("REVIEW_OUTCOME", "What came of a review"),
                        ],
                        max_length=14,
                    ),
                ),
                (
                    "side",
                    models.CharField(
                        choices=[
                            ("POLICE", "Police"),
                            ("CPS", "CPS"),
                            ("SUPPORT", "Victim support"),
                            ("OVERSIGHT", "Oversight"),
                        ],
                        editable=False,
                        max_length=9,
                    ),
                ),
                ("template", models.PositiveSmallIntegerField()),
                (
                    "language",
                    models.CharField(
                        choices=[("ENGLISH", "English"), ("WELSH", "Welsh")], max_length=7
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("DRAFT", "Draft"),
                            ("IN_REVIEW", "Waiting for a second reader"),
                            ("RETURNED", "Returned by the second reader"),
                            ("APPROVED", "Approved, not yet sent"),
                            ("SENDING", "Going out"),
                            ("SENT", "Sent"),
                            ("WITHDRAWN", "Withdrawn"),
                        ],
                        default="DRAFT",
                        max_length=9,
                    ),
                ),
                (
                    "means",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("POST", "By post: print it here"),
                            ("EMAIL", "By e-mail, through GOV.UK Notify"),
                            ("POLICE", "Through the police, who hand it over"),
                            ("ISVA", "Through the ISVA, who hands it over"),
                        ],
                        max_length=6,
                    ),
                ),
                ("words", models.BinaryField(default=b"")),
                ("written_at", models.DateTimeField()),
                ("approved_at", models.DateTimeField(null=True)),
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
                    "approved_by",
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
                (
                    "suspect",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="cases.suspect",
                    ),
                ),
                (
                    "written_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "historical letter",
                "verbose_name_plural": "historical letters",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Letter",
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
                            ("HELLO", "Who we are: the first letter"),
                            ("CHARGE", "A suspect has been charged"),
                            ("NFA", "No further action against a suspect"),
                            ("STOPPED", "The case against a suspect was stopped"),
                            ("ALTERED", "The charges against a suspect have changed"),
                            ("REVIEW_OUTCOME", "What came of a review"),
                        ],
                        max_length=14,
                    ),
                ),
                (
                    "side",
                    models.CharField(
                        choices=[
                            ("POLICE", "Police"),
                            ("CPS", "CPS"),
                            ("SUPPORT", "Victim support"),
                            ("OVERSIGHT", "Oversight"),
                        ],
                        editable=False,
                        max_length=9,
                    ),
                ),
                ("template", models.PositiveSmallIntegerField()),
                (
                    "language",
                    models.CharField(
                        choices=[("ENGLISH", "English"), ("WELSH", "Welsh")], max_length=7
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("DRAFT", "Draft"),
                            ("IN_REVIEW", "Waiting for a second reader"),
                            ("RETURNED", "Returned by the second reader"),
                            ("APPROVED", "Approved, not yet sent"),
                            ("SENDING", "Going out"),
                            ("SENT", "Sent"),
                            ("WITHDRAWN", "Withdrawn"),
                        ],
                        default="DRAFT",
                        max_length=9,
                    ),
                ),
                (
                    "means",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("POST", "By post: print it here"),
                            ("EMAIL", "By e-mail, through GOV.UK Notify"),
                            ("POLICE", "Through the police, who hand it over"),
                            ("ISVA", "Through the ISVA, who hands it over"),
                        ],
                        max_length=6,
                    ),
                ),
                ("words", models.BinaryField(default=b"")),
                (
                    "authors",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(), default=list, size=None
                    ),
                ),
                ("written_at", models.DateTimeField()),
                ("approved_at", models.DateTimeField(null=True)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "approved_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="letters",
                        to="cases.case",
                    ),
                ),
                (
                    "record",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="letters",
                        to="victims.victimrecord",
                    ),
                ),
                (
                    "suspect",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="letters",
                        to="cases.suspect",
                    ),
                ),
                (
                    "written_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "abstract": False,
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="Sending",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "means",
                    models.CharField(
                        choices=[
                            ("POST", "By post: print it here"),
                            ("EMAIL", "By e-mail, through GOV.UK Notify"),
                            ("POLICE", "Through the police, who hand it over"),
                            ("ISVA", "Through the ISVA, who hands it over"),
                        ],
                        max_length=6,
                    ),
                ),
                ("text", models.BinaryField(default=b"")),
                ("at", models.DateTimeField()),
                (
                    "result",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("POSTED", "Posted"),
                            ("HANDED_OVER", "Handed over"),
                            ("DELIVERED", "Delivered"),
                            ("CAME_BACK", "Came back, or did not arrive"),
                            ("NOT_SENT", "Not sent after all"),
                            ("DROPPED", "Stopped at the last moment"),
                            ("PERMANENT", "Permanent failure: the address does not exist"),
                            ("TEMPORARY", "Temporary failure: the mailbox did not take it"),
                            ("TECHNICAL", "Technical failure: it was not sent"),
                        ],
                        max_length=11,
                    ),
                ),
                ("result_at", models.DateTimeField(null=True)),
                ("why", models.CharField(blank=True, max_length=200)),
                ("accepted_at", models.DateTimeField(null=True)),
                ("send_after", models.DateTimeField(null=True)),
                ("look_after", models.DateTimeField(null=True)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("in_doubt", models.BooleanField(default=False)),
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
                        related_name="sendings",
                        to="cases.case",
                    ),
                ),
                (
                    "letter",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sendings",
                        to="victims.letter",
                    ),
                ),
                (
                    "record",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sendings",
                        to="victims.victimrecord",
                    ),
                ),
                (
                    "result_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "abstract": False,
                "default_permissions": (),
            },
        ),
        migrations.AddIndex(
            model_name="letter",
            index=models.Index(fields=["record", "-written_at"], name="letter_by_record"),
        ),
        migrations.AddConstraint(
            model_name="letter",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    ("status__in", ("DRAFT", "IN_REVIEW", "RETURNED", "APPROVED", "SENDING"))
                ),
                fields=("record", "kind", "suspect", "side"),
                name="one_letter_at_a_time",
                nulls_distinct=False,
            ),
        ),
        migrations.AddConstraint(
            model_name="letter",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "HELLO"), ("suspect", None)),
                    models.Q(
                        models.Q(("kind", "HELLO"), _negated=True), ("suspect__isnull", False)
                    ),
                    _connector="OR",
                ),
                name="letter_is_about_a_suspect_or_says_who_we_are",
            ),
        ),
        migrations.AddConstraint(
            model_name="letter",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status__in", ["APPROVED", "SENDING", "SENT"]), _negated=True),
                    models.Q(("approved_at__isnull", False), ("approved_by__isnull", False)),
                    _connector="OR",
                ),
                name="letter_goes_out_approved",
            ),
        ),
        migrations.AddConstraint(
            model_name="letter",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status__in", ["SENDING", "SENT"]), _negated=True),
                    models.Q(("means", ""), _negated=True),
                    _connector="OR",
                ),
                name="letter_goes_out_by_some_means",
            ),
        ),
        migrations.AddIndex(
            model_name="sending",
            index=models.Index(
                condition=models.Q(("accepted_at", None), ("means", "EMAIL"), ("result", "")),
                fields=["send_after"],
                name="sendings_to_send",
            ),
        ),
        migrations.AddIndex(
            model_name="sending",
            index=models.Index(
                condition=models.Q(
                    ("accepted_at__isnull", False), ("means", "EMAIL"), ("result", "")
                ),
                fields=["look_after"],
                name="sendings_to_ask_about",
            ),
        ),
        migrations.AddConstraint(
            model_name="sending",
            constraint=models.UniqueConstraint(
                condition=models.Q(("result__in", ("", "POSTED", "HANDED_OVER", "DELIVERED"))),
                fields=("letter",),
                name="letter_goes_out_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="sending",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("result", ""), ("result_at", None)),
                    models.Q(models.Q(("result", ""), _negated=True), ("result_at__isnull", False)),
                    _connector="OR",
                ),
                name="sending_has_a_result_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="sending",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("means", "EMAIL"), ("send_after__isnull", False)),
                    models.Q(
                        models.Q(("means", "EMAIL"), _negated=True),
                        ("accepted_at", None),
                        ("send_after", None),
                    ),
                    _connector="OR",
                ),
                name="only_an_e_mail_waits_to_be_sent",
            ),
        ),
        nothing_goes(
            "victims_letter",
            "record_id",
            "case_id",
            "kind",
            "suspect_id",
            "side",
            "template",
            "written_by_id",
            "written_at",
            may_repeat=True,
        ),  # fmt: skip
        nothing_goes(
            "victims_sending",
            "record_id",
            "case_id",
            "letter_id",
            "means",
            "by_id",
            "at",
            may_repeat=True,
        ),  # fmt: skip
        only_grows("victims_historicalletter"),
    ]
