"""What is known of a victim, who she is, and that somebody was shown it."""

import datetime
import uuid

import simple_history.models
from django.conf import settings
from django.db import migrations, models

from people.ledgers import nothing_goes, only_grows
from people.tables import Together, own_id, to

ASKEDS = [
    ("NOT_ASKED", "Not asked yet"),
    ("YES", "Yes"),
    ("NO", "No"),
]
CHANNELS = [
    ("NOT_ASKED", "Not asked yet"),
    ("PHONE", "Phone"),
    ("TEXT", "Text message"),
    ("EMAIL", "Email"),
    ("LETTER", "Letter"),
    ("THROUGH_ISVA", "Through the ISVA"),
    ("THROUGH_POLICE", "Through the police"),
]
CORRESPONDENCES = [
    ("ENGLISH", "English"),
    ("WELSH", "Welsh"),
]

TABLES = Together(
    migrations.CreateModel(
        name="VictimRecord",
        fields=[
            own_id(),
            ("is_restricted", models.BooleanField(default=False)),
            ("police_unit", to("people.unit", db_index=False)),
            ("cps_unit", to("people.unit", blank=True, null=True, db_index=False)),
            ("case", to("cases.case", related_name="victim_records")),
            (
                "victim",
                models.OneToOneField(
                    on_delete=models.PROTECT, related_name="record", to="cases.victim"
                ),
            ),
            ("number", models.PositiveSmallIntegerField(editable=False)),
            (
                "only_side",
                models.CharField(
                    blank=True,
                    choices=[
                        ("POLICE", "Police"),
                        ("CPS", "CPS"),
                        ("SUPPORT", "Victim support"),
                        ("LEARNING", "Pilots and learning"),
                        ("OVERSIGHT", "Oversight"),
                    ],
                    db_default="",
                    editable=False,
                    max_length=9,
                ),
            ),
            (
                "wants_contact",
                models.CharField(choices=ASKEDS, db_default="NOT_ASKED", max_length=9),
            ),
            ("channel", models.CharField(choices=CHANNELS, db_default="NOT_ASKED", max_length=14)),
            ("safe_times", models.CharField(blank=True, db_default="", max_length=200)),
            (
                "voicemail_is_safe",
                models.CharField(choices=ASKEDS, db_default="NOT_ASKED", max_length=9),
            ),
            (
                "text_is_safe",
                models.CharField(choices=ASKEDS, db_default="NOT_ASKED", max_length=9),
            ),
            (
                "letter_is_safe",
                models.CharField(choices=ASKEDS, db_default="NOT_ASKED", max_length=9),
            ),
            ("care", models.TextField(blank=True, db_default="")),
            ("language", models.CharField(blank=True, db_default="", max_length=60)),
            (
                "needs_interpreter",
                models.CharField(choices=ASKEDS, db_default="NOT_ASKED", max_length=9),
            ),
            (
                "letters_in",
                models.CharField(choices=CORRESPONDENCES, db_default="ENGLISH", max_length=7),
            ),
            ("access_needs", models.TextField(blank=True, db_default="")),
            ("update_every_days", models.PositiveSmallIntegerField(blank=True, null=True)),
            ("liaison_officer", to(settings.AUTH_USER_MODEL, null=True, db_index=False)),
            ("contact_officer", to(settings.AUTH_USER_MODEL, null=True, db_index=False)),
            ("last_reached_at", models.DateTimeField(editable=False, null=True)),
            ("next_contact_on", models.DateField(editable=False, null=True)),
            ("is_withdrawn", models.BooleanField(db_default=False, editable=False)),
            ("is_withdrawing", models.BooleanField(db_default=False, editable=False)),
            ("is_open", models.BooleanField(db_default=True, editable=False)),
            (
                "listed_at",
                models.DateTimeField(
                    db_default=datetime.datetime(9999, 1, 1, 0, 0, tzinfo=datetime.UTC),
                    editable=False,
                ),
            ),
            ("version", models.PositiveIntegerField(db_default=1)),
        ],
        options={
            "abstract": False,
            "default_permissions": (),
            "indexes": [
                models.Index(
                    condition=models.Q(("is_open", True), ("is_restricted", False)),
                    fields=["police_unit", "listed_at", "id"],
                    name="record_of_police_unit",
                ),
                models.Index(
                    condition=models.Q(("is_open", True), ("is_restricted", False)),
                    fields=["cps_unit", "listed_at", "id"],
                    name="record_of_cps_unit",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="VictimIdentity",
        fields=[
            own_id(),
            ("case", to("cases.case", related_name="victim_identities")),
            (
                "record",
                models.OneToOneField(
                    on_delete=models.PROTECT, related_name="identity", to="victims.victimrecord"
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
        ],
        options={
            "abstract": False,
            "default_permissions": (),
            "indexes": [
                models.Index(
                    condition=models.Q(("name_index", ""), _negated=True),
                    fields=["name_index"],
                    name="identity_by_name",
                ),
                models.Index(
                    condition=models.Q(("phone_index", ""), _negated=True),
                    fields=["phone_index"],
                    name="identity_by_phone",
                ),
                models.Index(
                    condition=models.Q(("email_index", ""), _negated=True),
                    fields=["email_index"],
                    name="identity_by_email",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="Reveal",
        fields=[
            own_id(),
            ("case", to("cases.case", related_name="reveals")),
            ("record", to("victims.victimrecord", related_name="reveals")),
            ("reason", models.TextField(blank=True)),
            ("by", to(settings.AUTH_USER_MODEL)),
            ("at", models.DateTimeField()),
        ],
        options={
            "abstract": False,
            "default_permissions": (),
            "indexes": [
                models.Index(fields=["record", "-at"], name="reveal_by_record"),
            ],
        },
    ),
    migrations.CreateModel(
        name="HistoricalVictimRecord",
        fields=[
            ("id", models.UUIDField(db_index=True, default=uuid.uuid4, editable=False)),
            ("number", models.PositiveSmallIntegerField(editable=False)),
            (
                "wants_contact",
                models.CharField(choices=ASKEDS, db_default="NOT_ASKED", max_length=9),
            ),
            ("channel", models.CharField(choices=CHANNELS, db_default="NOT_ASKED", max_length=14)),
            ("safe_times", models.CharField(blank=True, db_default="", max_length=200)),
            (
                "voicemail_is_safe",
                models.CharField(choices=ASKEDS, db_default="NOT_ASKED", max_length=9),
            ),
            (
                "text_is_safe",
                models.CharField(choices=ASKEDS, db_default="NOT_ASKED", max_length=9),
            ),
            (
                "letter_is_safe",
                models.CharField(choices=ASKEDS, db_default="NOT_ASKED", max_length=9),
            ),
            ("care", models.TextField(blank=True, db_default="")),
            ("language", models.CharField(blank=True, db_default="", max_length=60)),
            (
                "needs_interpreter",
                models.CharField(choices=ASKEDS, db_default="NOT_ASKED", max_length=9),
            ),
            (
                "letters_in",
                models.CharField(choices=CORRESPONDENCES, db_default="ENGLISH", max_length=7),
            ),
            ("access_needs", models.TextField(blank=True, db_default="")),
            ("update_every_days", models.PositiveSmallIntegerField(blank=True, null=True)),
            ("version", models.PositiveIntegerField(db_default=1)),
            (
                "police_unit",
                models.ForeignKey(
                    blank=True,
                    db_constraint=False,
                    null=True,
                    on_delete=models.DO_NOTHING,
                    related_name="+",
                    to="people.unit",
                ),
            ),
            (
                "cps_unit",
                models.ForeignKey(
                    blank=True,
                    db_constraint=False,
                    null=True,
                    on_delete=models.DO_NOTHING,
                    related_name="+",
                    to="people.unit",
                ),
            ),
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
                "victim",
                models.ForeignKey(
                    blank=True,
                    db_constraint=False,
                    null=True,
                    on_delete=models.DO_NOTHING,
                    related_name="+",
                    to="cases.victim",
                ),
            ),
            (
                "liaison_officer",
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
                "contact_officer",
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
            "verbose_name": "historical victim record",
            "verbose_name_plural": "historical victim records",
            "ordering": ("-history_date", "-history_id"),
            "get_latest_by": ("history_date", "history_id"),
        },
        bases=(simple_history.models.HistoricalChanges, models.Model),
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
            "verbose_name": "historical victim identity",
            "verbose_name_plural": "historical victim identitys",
            "ordering": ("-history_date", "-history_id"),
            "get_latest_by": ("history_date", "history_id"),
        },
        bases=(simple_history.models.HistoricalChanges, models.Model),
    ),
)


class Migration(migrations.Migration):
    initial = True

    replaces = [("victims", "0001_initial")]
    dependencies = [("cases", "0014_chased_and_escalated")]

    operations = [
        TABLES,
        nothing_goes("victims_victimrecord", "victim_id", "case_id", "number", may_repeat=True),
        nothing_goes("victims_victimidentity", "record_id", "case_id", may_repeat=True),
        only_grows("victims_reveal"),
    ]
