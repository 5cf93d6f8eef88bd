"""
What the police ask of the CPS: referrals, each sending kept as it was sent, those returned and
why, and how good the file was. What was found and answered stays; its outcome moves.
"""

import uuid

import django.contrib.postgres.fields
import django.core.serializers.json
import simple_history.models
from django.conf import settings
from django.db import migrations, models

from people.ledgers import nothing_goes, only_grows
from people.tables import Together, next_id, own_id, to

REFERRAL_STATUSES = [
    ("AWAITING_SIGN_OFF", "Waiting for sign-off"),
    ("SENT_BACK", "Sent back by the supervisor"),
    ("SUBMITTED", "Sent to the CPS"),
    ("ACCEPTED", "Accepted at triage"),
    ("RETURNED", "Returned at triage"),
    ("WITHDRAWN", "Withdrawn"),
]
SIDES = [
    ("POLICE", "Police"),
    ("CPS", "CPS"),
    ("SUPPORT", "Victim support"),
    ("LEARNING", "Pilots and learning"),
    ("OVERSIGHT", "Oversight"),
]
URGENCIES = [
    ("RED", "Red: in custody, decision wanted now"),
    ("GREEN_PRIORITY", "Green priority"),
    ("GREEN", "Green"),
]
CODE_TESTS = [
    ("FULL", "Full Code Test"),
    ("THRESHOLD", "Threshold Test"),
]
FAILURE_STATUSES = [
    ("REPORTED", "Told to the police"),
    ("NOT_DISPUTED", "Not disputed"),
    ("DISPUTED", "Disputed by the police"),
    ("SUCCESSFUL", "Disputed successfully"),
    ("UNSUCCESSFUL", "Disputed unsuccessfully"),
]

TABLES = Together(
    migrations.CreateModel(
        name="Referral",
        fields=[
            own_id(),
            ("case", to("cases.case", related_name="referrals")),
            (
                "status",
                models.CharField(
                    choices=REFERRAL_STATUSES, default="AWAITING_SIGN_OFF", max_length=20
                ),
            ),
            ("number", models.PositiveSmallIntegerField(null=True)),
            (
                "only_side",
                models.CharField(
                    blank=True, choices=SIDES, default="POLICE", editable=False, max_length=9
                ),
            ),
            ("urgency", models.CharField(choices=URGENCIES, max_length=14)),
            ("code_test", models.CharField(choices=CODE_TESTS, max_length=10)),
            ("summary", models.TextField()),
            ("suspect_account", models.TextField(blank=True)),
            ("strengths", models.TextField(blank=True)),
            ("lines_done", models.TextField()),
            ("lines_open", models.TextField(blank=True)),
            ("victim_needs", models.TextField(blank=True)),
            ("disclosure", models.TextField(blank=True)),
            ("delay", models.TextField(blank=True)),
            ("no_advice_because", models.TextField(blank=True)),
            ("explained", models.JSONField(default=dict)),
            ("written_by", to(settings.AUTH_USER_MODEL)),
            ("written_at", models.DateTimeField()),
            (
                "writers",
                django.contrib.postgres.fields.ArrayField(
                    base_field=models.BigIntegerField(), default=list, size=None
                ),
            ),
            ("signed_off_by", to(settings.AUTH_USER_MODEL, null=True)),
            ("signed_off_at", models.DateTimeField(null=True)),
            ("supervisor_comments", models.TextField(blank=True)),
            ("triaged_by", to(settings.AUTH_USER_MODEL, null=True)),
            ("triaged_at", models.DateTimeField(null=True)),
            ("withdrawn_by", to(settings.AUTH_USER_MODEL, null=True)),
            ("withdrawn_at", models.DateTimeField(null=True)),
            ("withdrawal_reason", models.TextField(blank=True)),
            ("is_assessed", models.BooleanField(default=False, editable=False)),
            ("version", models.PositiveIntegerField(default=1)),
            ("suspects", models.ManyToManyField(related_name="referrals", to="cases.suspect")),
        ],
        options={
            "abstract": False,
            "default_permissions": (),
            "constraints": [
                models.UniqueConstraint(fields=("case", "number"), name="referral_number_once"),
                models.CheckConstraint(
                    condition=models.Q(
                        models.Q(
                            ("number", None),
                            ("only_side", "POLICE"),
                            ("signed_off_at", None),
                            ("signed_off_by", None),
                        ),
                        models.Q(
                            ("number__isnull", False),
                            ("only_side", ""),
                            ("signed_off_at__isnull", False),
                            ("signed_off_by__isnull", False),
                        ),
                        _connector="OR",
                    ),
                    name="sent_only_by_sign_off",
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        models.Q(
                            ("withdrawal_reason", ""),
                            ("withdrawn_at", None),
                            ("withdrawn_by", None),
                        ),
                        models.Q(
                            ("withdrawn_at__isnull", False),
                            ("withdrawn_by__isnull", False),
                            models.Q(("withdrawal_reason", ""), _negated=True),
                        ),
                        _connector="OR",
                    ),
                    name="withdrawn_by_whom_and_why",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="ReferralReturn",
        fields=[
            own_id(),
            ("case", to("cases.case", related_name="returns")),
            (
                "referral",
                models.OneToOneField(
                    on_delete=models.PROTECT, related_name="returned", to="cases.referral"
                ),
            ),
            ("reply_by", models.DateField()),
            ("by", to(settings.AUTH_USER_MODEL)),
            ("at", models.DateTimeField()),
        ],
        options={"abstract": False, "default_permissions": ()},
    ),
    migrations.CreateModel(
        name="ReturnReason",
        fields=[
            next_id(),
            ("of", to("cases.referralreturn", related_name="reasons")),
            ("code", models.CharField(max_length=40)),
            ("detail", models.CharField(blank=True, max_length=250)),
        ],
        options={
            "default_permissions": (),
            "constraints": [
                models.UniqueConstraint(fields=("of", "code"), name="return_reason_once"),
            ],
        },
    ),
    migrations.CreateModel(
        name="Submission",
        fields=[
            own_id(),
            ("case", to("cases.case", related_name="submissions")),
            (
                "referral",
                models.OneToOneField(
                    on_delete=models.PROTECT, related_name="submission", to="cases.referral"
                ),
            ),
            ("number", models.PositiveSmallIntegerField()),
            ("as_sent", models.JSONField(encoder=django.core.serializers.json.DjangoJSONEncoder)),
            ("checks", models.JSONField(default=dict)),
            ("by", to(settings.AUTH_USER_MODEL)),
            ("at", models.DateTimeField()),
        ],
        options={
            "abstract": False,
            "default_permissions": (),
            "constraints": [
                models.UniqueConstraint(fields=("case", "number"), name="submission_number_once"),
            ],
        },
    ),
    migrations.CreateModel(
        name="FileQuality",
        fields=[
            own_id(),
            ("case", to("cases.case", related_name="file_qualities")),
            (
                "referral",
                models.OneToOneField(
                    on_delete=models.PROTECT, related_name="file_quality", to="cases.referral"
                ),
            ),
            ("police_unit", to("people.unit")),
            ("is_compliant", models.BooleanField()),
            ("closes_at", models.DateTimeField()),
            ("rule", models.CharField(max_length=80)),
            ("by", to(settings.AUTH_USER_MODEL)),
            ("at", models.DateTimeField()),
        ],
        options={
            "abstract": False,
            "default_permissions": (),
            "indexes": [
                models.Index(fields=["police_unit", "at"], name="file_quality_by_month"),
            ],
        },
    ),
    migrations.CreateModel(
        name="FileFailure",
        fields=[
            own_id(),
            ("case", to("cases.case", related_name="file_failures")),
            ("quality", to("cases.filequality", related_name="failures")),
            ("code", models.CharField(max_length=100)),
            ("comment", models.TextField()),
            (
                "status",
                models.CharField(choices=FAILURE_STATUSES, default="REPORTED", max_length=12),
            ),
            ("assessed_by", to(settings.AUTH_USER_MODEL)),
            ("closes_at", models.DateTimeField()),
        ],
        options={
            "abstract": False,
            "default_permissions": (),
            "constraints": [
                models.UniqueConstraint(fields=("quality", "code"), name="failure_once_a_file"),
            ],
        },
    ),
    migrations.CreateModel(
        name="FailureEntry",
        fields=[
            own_id(),
            ("case", to("cases.case", related_name="failure_entries")),
            ("failure", to("cases.filefailure", related_name="entries")),
            ("status", models.CharField(choices=FAILURE_STATUSES, max_length=12)),
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
            ("by", to(settings.AUTH_USER_MODEL)),
            ("at", models.DateTimeField()),
        ],
        options={
            "abstract": False,
            "default_permissions": (),
            "constraints": [
                models.UniqueConstraint(fields=("failure", "status"), name="failure_answered_once"),
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
    migrations.CreateModel(
        name="FailureReason",
        fields=[
            own_id(),
            ("case", to("cases.case", related_name="failure_reasons")),
            (
                "failure",
                models.OneToOneField(
                    on_delete=models.PROTECT, related_name="outcome_reason", to="cases.filefailure"
                ),
            ),
            ("text", models.CharField(max_length=200)),
            (
                "only_side",
                models.CharField(choices=SIDES, default="CPS", editable=False, max_length=9),
            ),
            ("by", to(settings.AUTH_USER_MODEL)),
            ("at", models.DateTimeField()),
        ],
        options={
            "abstract": False,
            "default_permissions": (),
            "constraints": [
                models.CheckConstraint(
                    condition=models.Q(("only_side", "CPS")), name="outcome_reason_is_the_cps_s"
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="HistoricalReferral",
        fields=[
            ("id", models.UUIDField(db_index=True, default=uuid.uuid4, editable=False)),
            (
                "status",
                models.CharField(
                    choices=REFERRAL_STATUSES, default="AWAITING_SIGN_OFF", max_length=20
                ),
            ),
            ("number", models.PositiveSmallIntegerField(null=True)),
            (
                "only_side",
                models.CharField(
                    blank=True, choices=SIDES, default="POLICE", editable=False, max_length=9
                ),
            ),
            ("urgency", models.CharField(choices=URGENCIES, max_length=14)),
            ("code_test", models.CharField(choices=CODE_TESTS, max_length=10)),
            ("summary", models.TextField()),
            ("suspect_account", models.TextField(blank=True)),
            ("strengths", models.TextField(blank=True)),
            ("lines_done", models.TextField()),
            ("lines_open", models.TextField(blank=True)),
            ("victim_needs", models.TextField(blank=True)),
            ("disclosure", models.TextField(blank=True)),
            ("delay", models.TextField(blank=True)),
            ("no_advice_because", models.TextField(blank=True)),
            ("explained", models.JSONField(default=dict)),
            ("written_at", models.DateTimeField()),
            (
                "writers",
                django.contrib.postgres.fields.ArrayField(
                    base_field=models.BigIntegerField(), default=list, size=None
                ),
            ),
            ("signed_off_at", models.DateTimeField(null=True)),
            ("supervisor_comments", models.TextField(blank=True)),
            ("triaged_at", models.DateTimeField(null=True)),
            ("withdrawn_at", models.DateTimeField(null=True)),
            ("withdrawal_reason", models.TextField(blank=True)),
            ("version", models.PositiveIntegerField(default=1)),
            (
                "case",
                models.ForeignKey(
                    blank=True,
                    db_constraint=False,
                    null=True,
                    on_delete=models.DO_NOTHING,
                    related_name="+",
                    to="cases.case",
                ),
            ),
            (
                "written_by",
                models.ForeignKey(
                    blank=True,
                    db_constraint=False,
                    null=True,
                    on_delete=models.DO_NOTHING,
                    related_name="+",
                    to=settings.AUTH_USER_MODEL,
                ),
            ),
            (
                "signed_off_by",
                models.ForeignKey(
                    blank=True,
                    db_constraint=False,
                    null=True,
                    on_delete=models.DO_NOTHING,
                    related_name="+",
                    to=settings.AUTH_USER_MODEL,
                ),
            ),
            (
                "triaged_by",
                models.ForeignKey(
                    blank=True,
                    db_constraint=False,
                    null=True,
                    on_delete=models.DO_NOTHING,
                    related_name="+",
                    to=settings.AUTH_USER_MODEL,
                ),
            ),
            (
                "withdrawn_by",
                models.ForeignKey(
                    blank=True,
                    db_constraint=False,
                    null=True,
                    on_delete=models.DO_NOTHING,
                    related_name="+",
                    to=settings.AUTH_USER_MODEL,
                ),
            ),
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
                "history_user",
                models.ForeignKey(
                    null=True,
                    on_delete=models.SET_NULL,
                    related_name="+",
                    to=settings.AUTH_USER_MODEL,
                ),
            ),
        ],
        options={
            "verbose_name": "historical referral",
            "verbose_name_plural": "historical referrals",
            "ordering": ("-history_date", "-history_id"),
            "get_latest_by": ("history_date", "history_id"),
        },
        bases=(simple_history.models.HistoricalChanges, models.Model),
    ),
)


class Migration(migrations.Migration):
    replaces = [("cases", "0002_copies")]
    dependencies = [("cases", "0001_cases")]

    operations = [
        TABLES,
        only_grows(
            "cases_historicalreferral",
            "cases_referralreturn",
            "cases_returnreason",
            "cases_submission",
            "cases_filequality",
            "cases_failureentry",
            "cases_failurereason",
        ),
        nothing_goes("cases_referral"),
        nothing_goes("cases_filefailure", "case_id", "quality_id", "code", "comment"),
    ]
