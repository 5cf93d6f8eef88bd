"""
Contact with a victim and what she was told: added, and never changed. When she is next to hear, and
what is asked about a contact.
"""

import django.contrib.postgres.fields
from django.conf import settings
from django.db import migrations, models

from people.ledgers import nothing_goes, only_grows
from people.tables import Together, own_id, to

TABLES = Together(
    migrations.CreateModel(
        name="Contact",
        fields=[
            own_id(),
            ("case", to("cases.case", related_name="contacts")),
            ("record", to("victims.victimrecord", related_name="contacts")),
            (
                "direction",
                models.CharField(
                    choices=[("OUT", "We contacted the victim"), ("IN", "The victim contacted us")],
                    max_length=3,
                ),
            ),
            (
                "channel",
                models.CharField(
                    blank=True,
                    choices=[
                        ("PHONE", "Phone"),
                        ("TEXT", "Text message"),
                        ("EMAIL", "Email"),
                        ("LETTER", "Letter"),
                        ("IN_PERSON", "In person"),
                        ("VIDEO", "Video call"),
                        ("THROUGH_ISVA", "Through the ISVA"),
                        ("THROUGH_POLICE", "Through the police"),
                    ],
                    max_length=14,
                ),
            ),
            (
                "outcome",
                models.CharField(
                    choices=[
                        ("REACHED", "Reached"),
                        ("NO_ANSWER", "No answer"),
                        ("VOICEMAIL", "Left a voicemail"),
                        ("SENT", "Sent or passed on, no answer yet"),
                        ("WRONG", "Wrong number or address"),
                        ("NOT_SAFE", "It was not safe to talk"),
                        ("NOT_CONTACTED", "Decided not to make contact"),
                    ],
                    max_length=13,
                ),
            ),
            ("contacted_at", models.DateTimeField()),
            (
                "spoke_to",
                models.CharField(
                    blank=True,
                    choices=[
                        ("VICTIM", "The victim"),
                        ("REPRESENTATIVE", "Someone who represents the victim"),
                    ],
                    max_length=14,
                ),
            ),
            ("is_identity_checked", models.BooleanField(null=True)),
            ("is_safe_now", models.BooleanField(default=False)),
            (
                "barriers",
                django.contrib.postgres.fields.ArrayField(
                    base_field=models.CharField(max_length=14), default=list, size=None
                ),
            ),
            ("reason", models.TextField(blank=True)),
            (
                "signposted",
                django.contrib.postgres.fields.ArrayField(
                    base_field=models.CharField(max_length=13), default=list, size=None
                ),
            ),
            ("as_preferred", models.BooleanField(null=True)),
            (
                "isva_told",
                models.CharField(
                    blank=True,
                    choices=[
                        ("YES", "Yes"),
                        ("NO", "No"),
                        ("NO_ISVA", "The victim has no ISVA, or does not want them told"),
                    ],
                    max_length=7,
                ),
            ),
            ("next_on", models.DateField(null=True)),
            ("note", models.TextField(blank=True)),
            ("by", to(settings.AUTH_USER_MODEL)),
            ("at", models.DateTimeField()),
        ],
        options={
            "abstract": False,
            "default_permissions": (),
            "indexes": [
                models.Index(fields=["record", "-contacted_at", "-id"], name="contact_by_record"),
            ],
            "constraints": [
                models.CheckConstraint(
                    condition=models.Q(
                        models.Q(
                            ("is_identity_checked__isnull", False),
                            ("outcome", "REACHED"),
                            models.Q(("spoke_to", ""), _negated=True),
                        ),
                        models.Q(
                            models.Q(("outcome", "REACHED"), _negated=True),
                            ("as_preferred", None),
                            ("is_identity_checked", None),
                            ("spoke_to", ""),
                        ),
                        _connector="OR",
                    ),
                    name="contact_that_got_through_says_to_whom",
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        models.Q(
                            ("channel", ""), ("direction", "OUT"), ("outcome", "NOT_CONTACTED")
                        ),
                        models.Q(
                            models.Q(("outcome", "NOT_CONTACTED"), _negated=True),
                            models.Q(("channel", ""), _negated=True),
                        ),
                        _connector="OR",
                    ),
                    name="contact_has_a_channel_or_was_not_made",
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        models.Q(
                            models.Q(("outcome", "NOT_CONTACTED"), _negated=True), ("barriers", [])
                        ),
                        models.Q(("reason", ""), _negated=True),
                        _connector="OR",
                    ),
                    name="contact_against_wishes_has_a_reason",
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        ("is_safe_now", True),
                        ("direction", "IN"),
                        ("outcome", "NOT_CONTACTED"),
                        _connector="OR",
                    ),
                    name="contact_was_safe_to_make",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="Told",
        fields=[
            own_id(),
            ("case", to("cases.case", related_name="told")),
            ("contact", to("victims.contact", related_name="told")),
            (
                "what",
                models.CharField(
                    choices=[
                        ("ARREST", "A suspect was arrested"),
                        ("INTERVIEW", "A suspect was interviewed under caution"),
                        ("RELEASE", "A suspect was released without charge"),
                        ("BAIL", "Bail was set or changed"),
                        ("CHARGE", "A decision to charge"),
                        ("CHARGED", "A suspect was charged"),
                        ("NFA", "A decision to take no further action"),
                        ("STOPPED", "A charge was stopped"),
                        ("ALTERED", "A charge was substantially altered"),
                        ("HEARING", "The date or outcome of a hearing"),
                        ("OUTCOME", "The outcome at court, or the sentence"),
                        ("REVIEW_RIGHT", "The right to a review, and how to ask for one"),
                        ("REVIEW_OUTCOME", "Result of a review"),
                        ("NOT_INVESTIGATED", "A decision not to investigate"),
                        ("STATEMENT", "The victim personal statement"),
                        ("MEASURES", "Special measures"),
                        ("MEETING", "The offer of a meeting"),
                        ("NOTHING_NEW", "How the case stands, with nothing new"),
                    ],
                    max_length=16,
                ),
            ),
            ("suspect", to("cases.suspect", null=True, related_name="told")),
        ],
        options={
            "abstract": False,
            "default_permissions": (),
            "constraints": [
                models.UniqueConstraint(
                    fields=("contact", "what", "suspect"),
                    name="told_once_in_a_contact",
                    nulls_distinct=False,
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="FollowUp",
        fields=[
            own_id(),
            ("case", to("cases.case", related_name="follow_ups")),
            ("record", to("victims.victimrecord", related_name="follow_ups")),
            ("contact", to("victims.contact", related_name="follow_ups")),
            ("question", models.TextField()),
            ("asked_of", to(settings.AUTH_USER_MODEL, db_index=False)),
            ("by", to(settings.AUTH_USER_MODEL)),
            ("at", models.DateTimeField()),
            ("answer", models.TextField(blank=True)),
            ("answered_by", to(settings.AUTH_USER_MODEL, null=True)),
            ("answered_at", models.DateTimeField(null=True)),
        ],
        options={
            "abstract": False,
            "default_permissions": (),
            "indexes": [
                models.Index(
                    condition=models.Q(("answered_at", None)),
                    fields=["asked_of", "at"],
                    name="follow_up_waiting",
                ),
            ],
            "constraints": [
                models.CheckConstraint(
                    condition=models.Q(("question", ""), _negated=True),
                    name="follow_up_asks_something",
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        models.Q(("answer", ""), ("answered_at", None), ("answered_by", None)),
                        models.Q(
                            models.Q(("answer", ""), _negated=True),
                            ("answered_at__isnull", False),
                            ("answered_by__isnull", False),
                        ),
                        _connector="OR",
                    ),
                    name="follow_up_is_answered_whole",
                ),
            ],
        },
    ),
)


class Migration(migrations.Migration):
    replaces = [("victims", "0002_copies")]
    dependencies = [("victims", "0001_records")]

    operations = [
        TABLES,
        only_grows("victims_contact", "victims_told"),
        nothing_goes(
            "victims_followup",
            "case_id",
            "record_id",
            "contact_id",
            "question",
            "asked_of_id",
            "by_id",
            "at",
            may_repeat=True,
        ),
    ]
