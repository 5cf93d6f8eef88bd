"""
Private notes of one side, corrected by further notes; and threads between the two sides. What was
written is never changed or removed.
"""

from django.conf import settings
from django.db import migrations, models

from people.ledgers import nothing_goes, only_grows
from people.tables import Together, own_id, to

SIDES = [
    ("POLICE", "Police"),
    ("CPS", "CPS"),
    ("SUPPORT", "Victim support"),
    ("LEARNING", "Pilots and learning"),
    ("OVERSIGHT", "Oversight"),
]

TABLES = Together(
    migrations.CreateModel(
        name="Note",
        fields=[
            own_id(),
            ("case", to("cases.case", related_name="notes")),
            ("item", to("cases.actionitem", null=True, related_name="notes")),
            ("corrects", to("cases.note", null=True, related_name="corrections")),
            ("text", models.TextField()),
            ("only_side", models.CharField(choices=SIDES, editable=False, max_length=9)),
            ("by", to(settings.AUTH_USER_MODEL)),
            ("at", models.DateTimeField()),
            ("suspects", models.ManyToManyField(related_name="notes", to="cases.suspect")),
        ],
        options={
            "abstract": False,
            "default_permissions": (),
            "indexes": [
                models.Index(fields=["case", "only_side", "-at", "-id"], name="note_by_case"),
            ],
            "constraints": [
                models.CheckConstraint(
                    condition=models.Q(("only_side__in", ["POLICE", "CPS"])),
                    name="note_is_of_one_side",
                ),
                models.CheckConstraint(
                    condition=models.Q(("text", ""), _negated=True), name="note_says_something"
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="Thread",
        fields=[
            own_id(),
            ("case", to("cases.case", related_name="threads")),
            ("item", to("cases.actionitem", null=True, related_name="threads")),
            ("by", to(settings.AUTH_USER_MODEL)),
            ("at", models.DateTimeField()),
            ("last_at", models.DateTimeField()),
            ("length", models.PositiveIntegerField(default=0)),
        ],
        options={
            "abstract": False,
            "default_permissions": (),
            "indexes": [
                models.Index(fields=["case", "-last_at", "-id"], name="thread_by_case"),
            ],
        },
    ),
    migrations.CreateModel(
        name="Message",
        fields=[
            own_id(),
            ("case", to("cases.case", related_name="messages")),
            ("thread", to("cases.thread", related_name="messages")),
            ("number", models.PositiveIntegerField()),
            ("text", models.TextField()),
            ("side", models.CharField(choices=SIDES, max_length=9)),
            ("by", to(settings.AUTH_USER_MODEL)),
            ("at", models.DateTimeField()),
        ],
        options={
            "abstract": False,
            "default_permissions": (),
            "constraints": [
                models.UniqueConstraint(fields=("thread", "number"), name="message_number_once"),
                models.CheckConstraint(
                    condition=models.Q(("text", ""), _negated=True), name="message_says_something"
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="Mention",
        fields=[
            own_id(),
            ("case", to("cases.case", related_name="mentions")),
            ("message", to("cases.message", related_name="mentions")),
            ("person", to(settings.AUTH_USER_MODEL)),
        ],
        options={
            "abstract": False,
            "default_permissions": (),
            "constraints": [
                models.UniqueConstraint(fields=("message", "person"), name="mentioned_once"),
            ],
        },
    ),
    migrations.CreateModel(
        name="ThreadSeen",
        fields=[
            own_id(),
            ("case", to("cases.case")),
            ("thread", to("cases.thread", related_name="seen")),
            ("reader", to(settings.AUTH_USER_MODEL)),
            ("number", models.PositiveIntegerField()),
            ("at", models.DateTimeField()),
        ],
        options={
            "verbose_name_plural": "threads seen",
            "abstract": False,
            "default_permissions": (),
            "constraints": [
                models.UniqueConstraint(fields=("thread", "reader"), name="seen_once_a_reader"),
            ],
        },
    ),
)


class Migration(migrations.Migration):
    replaces = [("cases", "0008_not_sent_yet")]
    dependencies = [("cases", "0007_decisions")]

    operations = [
        TABLES,
        only_grows("cases_note", "cases_note_suspects", "cases_message", "cases_mention"),
        nothing_goes("cases_thread", "case_id", "item_id", "by_id", "at"),
        nothing_goes("cases_threadseen", "case_id", "thread_id", "reader_id"),
    ]
