"""Contact with a victim, and what she was told: added, and never changed."""

import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from people.ledgers import only_grows


class Migration(migrations.Migration):
    dependencies = [
        ("victims", "0002_copies"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Contact",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "direction",
                    models.CharField(
                        choices=[
                            ("OUT", "We contacted the victim"),
                            ("IN", "The victim contacted us"),
                        ],
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
                            ("EMAIL", "E-mail"),
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
                            ("REACHED", "Got through"),
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
                            ("REPRESENTATIVE", "Somebody who represents the victim"),
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
                        related_name="contacts",
                        to="cases.case",
                    ),
                ),
                (
                    "record",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="contacts",
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
            name="Told",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "what",
                    models.CharField(
                        choices=[
                            ("ARREST", "A suspect was arrested"),
                            ("INTERVIEW", "A suspect was interviewed under caution"),
                            ("RELEASE", "A suspect was released without charge"),
                            ("BAIL", "Bail was set or changed"),
                            ("CHARGE", "A decision to charge"),
                            ("NFA", "A decision to take no further action"),
                            ("STOPPED", "A charge was stopped"),
                            ("ALTERED", "A charge was substantially altered"),
                            ("HEARING", "The date or outcome of a hearing"),
                            ("OUTCOME", "The outcome at court, or the sentence"),
                            ("REVIEW_RIGHT", "The right to a review, and how to ask for one"),
                            ("REVIEW_OUTCOME", "What came of a review"),
                            ("NOT_INVESTIGATED", "A decision not to investigate"),
                            ("STATEMENT", "The victim personal statement"),
                            ("MEASURES", "Special measures"),
                            ("MEETING", "The offer of a meeting"),
                            ("NOTHING_NEW", "How the case stands, with nothing new"),
                        ],
                        max_length=16,
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="told",
                        to="cases.case",
                    ),
                ),
                (
                    "contact",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="told",
                        to="victims.contact",
                    ),
                ),
                (
                    "suspect",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="told",
                        to="cases.suspect",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "default_permissions": (),
            },
        ),
        migrations.AddIndex(
            model_name="contact",
            index=models.Index(fields=["record", "-contacted_at", "-id"], name="contact_by_record"),
        ),
        migrations.AddConstraint(
            model_name="contact",
            constraint=models.CheckConstraint(
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
        ),
        migrations.AddConstraint(
            model_name="contact",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("channel", ""), ("direction", "OUT"), ("outcome", "NOT_CONTACTED")),
                    models.Q(
                        models.Q(("outcome", "NOT_CONTACTED"), _negated=True),
                        models.Q(("channel", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="contact_has_a_channel_or_was_not_made",
            ),
        ),
        migrations.AddConstraint(
            model_name="contact",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        models.Q(("outcome", "NOT_CONTACTED"), _negated=True), ("barriers", [])
                    ),
                    models.Q(("reason", ""), _negated=True),
                    _connector="OR",
                ),
                name="contact_against_wishes_has_a_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="contact",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("is_safe_now", True),
                    ("direction", "IN"),
                    ("outcome", "NOT_CONTACTED"),
                    _connector="OR",
                ),
                name="contact_was_safe_to_make",
            ),
        ),
        migrations.AddConstraint(
            model_name="told",
            constraint=models.UniqueConstraint(
                fields=("contact", "what", "suspect"),
                name="told_once_in_a_contact",
                nulls_distinct=False,
            ),
        ),
        only_grows("victims_contact", "victims_told"),
    ]
