"""
Letters to a victim and how each went out: none is removed, and none becomes another letter.
Meetings with her: none is removed, and each keeps what it was offered as.
"""

import uuid

import django.contrib.postgres.fields
import simple_history.models
from django.conf import settings
from django.db import migrations, models

from people.ledgers import nothing_goes, only_grows
from people.tables import Together, own_id, to

LETTER_KINDS = [
    ("HELLO", "Who we are: the first letter"),
    ("CHARGE", "A suspect has been charged"),
    ("NFA", "No further action against a suspect"),
    ("STOPPED", "The case against a suspect was stopped"),
    ("ALTERED", "The charges against a suspect have changed"),
    ("REVIEW_OUTCOME", "Result of a review"),
]
SIDES = [
    ("POLICE", "Police"),
    ("CPS", "CPS"),
    ("SUPPORT", "Victim support"),
    ("LEARNING", "Pilots and learning"),
    ("OVERSIGHT", "Oversight"),
]
CORRESPONDENCES = [
    ("ENGLISH", "English"),
    ("WELSH", "Welsh"),
]
LETTER_STATUSES = [
    ("DRAFT", "Draft"),
    ("IN_REVIEW", "Waiting for a second reader"),
    ("RETURNED", "Returned by the second reader"),
    ("APPROVED", "Approved, not yet sent"),
    ("SENDING", "Being sent"),
    ("SENT", "Sent"),
    ("WITHDRAWN", "Withdrawn"),
]
MEANSES = [
    ("POST", "By post: print it here"),
    ("EMAIL", "By email, through GOV.UK Notify"),
    ("POLICE", "Through the police, who hand it over"),
    ("ISVA", "Through the ISVA, who hands it over"),
]
MEETING_PURPOSES = [
    ("PRE_TRIAL", "A meeting before the trial"),
    ("CHARGING_DECISION", "To explain the charging decision"),
    ("CHARGE_CHANGED", "To explain a charge that was stopped or altered"),
    ("REVIEW", "About the Victims’ Right to Review"),
    ("COMPLAINT", "About a complaint"),
    ("OTHER", "Something else"),
]
MEETING_STATUSES = [
    ("OFFERED", "Offered"),
    ("NO_ANSWER", "Offered: no answer"),
    ("DECLINED", "Declined"),
    ("ACCEPTED", "Accepted, not yet arranged"),
    ("ARRANGED", "Arranged"),
    ("HELD", "Held"),
    ("CANCELLED", "Cancelled"),
]
OFFERED_BIES = [
    ("POST", "By post"),
    ("POLICE", "Through the police"),
    ("ISVA", "Through the ISVA"),
    ("EMAIL", "By email"),
    ("PHONE", "By phone"),
]
MEETING_MODES = [
    ("FACE_TO_FACE", "Face to face"),
    ("VIDEO", "By video"),
]

TABLES = Together(
    migrations.CreateModel(
        name="Letter",
        fields=[
            own_id(),
            ("case", to("cases.case", related_name="letters")),
            ("record", to("victims.victimrecord", related_name="letters")),
            ("kind", models.CharField(choices=LETTER_KINDS, max_length=14)),
            ("suspect", to("cases.suspect", null=True, related_name="letters")),
            ("side", models.CharField(choices=SIDES, editable=False, max_length=9)),
            ("template", models.PositiveSmallIntegerField()),
            ("language", models.CharField(choices=CORRESPONDENCES, max_length=7)),
            ("status", models.CharField(choices=LETTER_STATUSES, default="DRAFT", max_length=9)),
            ("means", models.CharField(blank=True, choices=MEANSES, max_length=6)),
            ("words", models.BinaryField(default=b"")),
            (
                "authors",
                django.contrib.postgres.fields.ArrayField(
                    base_field=models.BigIntegerField(), default=list, size=None
                ),
            ),
            ("written_by", to(settings.AUTH_USER_MODEL)),
            ("written_at", models.DateTimeField()),
            ("approved_by", to(settings.AUTH_USER_MODEL, null=True)),
            ("approved_at", models.DateTimeField(null=True)),
            ("version", models.PositiveIntegerField(default=1)),
        ],
        options={
            "abstract": False,
            "default_permissions": (),
            "indexes": [
                models.Index(fields=["record", "-written_at"], name="letter_by_record"),
            ],
            "constraints": [
                models.UniqueConstraint(
                    condition=models.Q(
                        ("status__in", ("DRAFT", "IN_REVIEW", "RETURNED", "APPROVED", "SENDING"))
                    ),
                    fields=("record", "kind", "suspect", "side"),
                    name="one_letter_at_a_time",
                    nulls_distinct=False,
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        models.Q(("kind", "HELLO"), ("suspect", None)),
                        models.Q(
                            models.Q(("kind", "HELLO"), _negated=True), ("suspect__isnull", False)
                        ),
                        _connector="OR",
                    ),
                    name="letter_is_about_a_suspect_or_says_who_we_are",
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        models.Q(("status__in", ["APPROVED", "SENDING", "SENT"]), _negated=True),
                        models.Q(("approved_at__isnull", False), ("approved_by__isnull", False)),
                        _connector="OR",
                    ),
                    name="letter_goes_out_approved",
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        models.Q(("status__in", ["SENDING", "SENT"]), _negated=True),
                        models.Q(("means", ""), _negated=True),
                        _connector="OR",
                    ),
                    name="letter_goes_out_by_some_means",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="Sending",
        fields=[
            own_id(),
            ("case", to("cases.case", related_name="sendings")),
            ("record", to("victims.victimrecord", related_name="sendings")),
            ("letter", to("victims.letter", related_name="sendings")),
            ("means", models.CharField(choices=MEANSES, max_length=6)),
            ("text", models.BinaryField(default=b"")),
            ("by", to(settings.AUTH_USER_MODEL)),
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
            ("result_by", to(settings.AUTH_USER_MODEL, null=True)),
            ("why", models.CharField(blank=True, max_length=200)),
            ("accepted_at", models.DateTimeField(null=True)),
            ("send_after", models.DateTimeField(null=True)),
            ("look_after", models.DateTimeField(null=True)),
            ("attempts", models.PositiveSmallIntegerField(default=0)),
            ("in_doubt", models.BooleanField(default=False)),
        ],
        options={
            "abstract": False,
            "default_permissions": (),
            "indexes": [
                models.Index(
                    condition=models.Q(("accepted_at", None), ("means", "EMAIL"), ("result", "")),
                    fields=["send_after"],
                    name="sendings_to_send",
                ),
                models.Index(
                    condition=models.Q(
                        ("accepted_at__isnull", False), ("means", "EMAIL"), ("result", "")
                    ),
                    fields=["look_after"],
                    name="sendings_to_ask_about",
                ),
                models.Index(
                    condition=models.Q(("means", "ISVA"), ("result", ""), ("why", "")),
                    fields=["at"],
                    name="sendings_for_an_isva",
                ),
            ],
            "constraints": [
                models.UniqueConstraint(
                    condition=models.Q(("result__in", ("", "POSTED", "HANDED_OVER", "DELIVERED"))),
                    fields=("letter",),
                    name="letter_goes_out_once",
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        models.Q(("result", ""), ("result_at", None)),
                        models.Q(
                            models.Q(("result", ""), _negated=True), ("result_at__isnull", False)
                        ),
                        _connector="OR",
                    ),
                    name="sending_has_a_result_whole",
                ),
                models.CheckConstraint(
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
            ],
        },
    ),
    migrations.CreateModel(
        name="Meeting",
        fields=[
            own_id(),
            ("case", to("cases.case", related_name="meetings")),
            ("record", to("victims.victimrecord", related_name="meetings")),
            ("purpose", models.CharField(choices=MEETING_PURPOSES, max_length=17)),
            ("status", models.CharField(choices=MEETING_STATUSES, default="OFFERED", max_length=9)),
            ("offered_how", models.CharField(choices=OFFERED_BIES, max_length=6)),
            ("offered_on", models.DateField()),
            ("offered_by", to(settings.AUTH_USER_MODEL)),
            ("answered_on", models.DateField(null=True)),
            ("mode", models.CharField(blank=True, choices=MEETING_MODES, max_length=12)),
            ("meets_at", models.DateTimeField(null=True)),
            ("planned_minutes", models.PositiveSmallIntegerField(null=True)),
            ("lasted_minutes", models.PositiveSmallIntegerField(null=True)),
            ("said", models.BinaryField(default=b"")),
            ("version", models.PositiveIntegerField(default=1)),
        ],
        options={
            "abstract": False,
            "default_permissions": (),
            "indexes": [
                models.Index(fields=["record", "-offered_on"], name="meeting_by_record"),
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
                            models.Q(("status", "HELD"), _negated=True), ("lasted_minutes", None)
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
    migrations.CreateModel(
        name="HistoricalLetter",
        fields=[
            ("id", models.UUIDField(db_index=True, default=uuid.uuid4, editable=False)),
            ("kind", models.CharField(choices=LETTER_KINDS, max_length=14)),
            ("side", models.CharField(choices=SIDES, editable=False, max_length=9)),
            ("template", models.PositiveSmallIntegerField()),
            ("language", models.CharField(choices=CORRESPONDENCES, max_length=7)),
            ("status", models.CharField(choices=LETTER_STATUSES, default="DRAFT", max_length=9)),
            ("means", models.CharField(blank=True, choices=MEANSES, max_length=6)),
            ("words", models.BinaryField(default=b"")),
            ("written_at", models.DateTimeField()),
            ("approved_at", models.DateTimeField(null=True)),
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
                "record",
                models.ForeignKey(
                    blank=True,
                    db_constraint=False,
                    null=True,
                    on_delete=models.DO_NOTHING,
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
                    on_delete=models.DO_NOTHING,
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
                    on_delete=models.DO_NOTHING,
                    related_name="+",
                    to=settings.AUTH_USER_MODEL,
                ),
            ),
            (
                "approved_by",
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
            "verbose_name": "historical letter",
            "verbose_name_plural": "historical letters",
            "ordering": ("-history_date", "-history_id"),
            "get_latest_by": ("history_date", "history_id"),
        },
        bases=(simple_history.models.HistoricalChanges, models.Model),
    ),
    migrations.CreateModel(
        name="HistoricalMeeting",
        fields=[
            ("id", models.UUIDField(db_index=True, default=uuid.uuid4, editable=False)),
            ("purpose", models.CharField(choices=MEETING_PURPOSES, max_length=17)),
            ("status", models.CharField(choices=MEETING_STATUSES, default="OFFERED", max_length=9)),
            ("offered_how", models.CharField(choices=OFFERED_BIES, max_length=6)),
            ("offered_on", models.DateField()),
            ("answered_on", models.DateField(null=True)),
            ("mode", models.CharField(blank=True, choices=MEETING_MODES, max_length=12)),
            ("meets_at", models.DateTimeField(null=True)),
            ("planned_minutes", models.PositiveSmallIntegerField(null=True)),
            ("lasted_minutes", models.PositiveSmallIntegerField(null=True)),
            ("said", models.BinaryField(default=b"")),
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
                "record",
                models.ForeignKey(
                    blank=True,
                    db_constraint=False,
                    null=True,
                    on_delete=models.DO_NOTHING,
                    related_name="+",
                    to="victims.victimrecord",
                ),
            ),
            (
                "offered_by",
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
            "verbose_name": "historical meeting",
            "verbose_name_plural": "historical meetings",
            "ordering": ("-history_date", "-history_id"),
            "get_latest_by": ("history_date", "history_id"),
        },
        bases=(simple_history.models.HistoricalChanges, models.Model),
    ),
)


class Migration(migrations.Migration):
    replaces = [("victims", "0004_right_to_review")]
    dependencies = [("victims", "0003_duties")]

    operations = [
        TABLES,
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
        ),
        nothing_goes(
            "victims_sending",
            "record_id",
            "case_id",
            "letter_id",
            "means",
            "by_id",
            "at",
            may_repeat=True,
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
        ),
        only_grows("victims_historicalletter", "victims_historicalmeeting"),
    ]
