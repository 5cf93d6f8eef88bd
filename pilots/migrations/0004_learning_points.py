"""What was learnt, asked and read stays as it was said."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.contrib.postgres.search
from django.conf import settings
from django.db import migrations, models

from people.ledgers import nothing_goes, only_grows
from people.tables import Together, next_id, to

TABLES = Together(
    migrations.CreateModel(
        name="LearningPoint",
        fields=[
            next_id(),
            ("title", models.CharField(max_length=100)),
            ("text", models.TextField()),
            (
                "themes",
                django.contrib.postgres.fields.ArrayField(
                    base_field=models.CharField(
                        choices=[
                            ("SUSPECT_FOCUS", "Focus on the suspect"),
                            ("WRITTEN_LANGUAGE", "Written language"),
                            ("COERCIVE_CONTROL", "Coercive control"),
                            ("INTOXICATION", "Intoxication and consent"),
                            ("PREVIOUS_ALLEGATIONS", "Previous allegations"),
                            ("HISTORIC", "Historic offences"),
                            ("ACTION_PLANS", "Action plans"),
                            ("THIRD_PARTY", "Third-party material"),
                            ("INDICTMENTS", "Indictments"),
                            ("CPS_DIRECT", "CPS Direct charging"),
                            ("ADVOCATES", "Advocates"),
                            ("COURT", "Court"),
                            ("DELAY", "Delay"),
                            ("VICTIM_ENGAGEMENT", "Victim engagement"),
                            ("VICTIM_LETTERS", "Victim letters"),
                            ("STAFF_WELFARE", "Staff welfare"),
                            ("SHARING_PRACTICE", "Sharing practice"),
                        ],
                        max_length=20,
                    ),
                    size=None,
                ),
            ),
            (
                "learnt_from",
                models.CharField(
                    choices=[
                        ("PANEL", "A scrutiny panel"),
                        ("DISPUTE", "A dispute between police and CPS"),
                        ("REVIEW", "A review of a decision"),
                    ],
                    max_length=7,
                ),
            ),
            ("written_by", to(settings.AUTH_USER_MODEL)),
            ("written_at", models.DateTimeField()),
            ("checked_by", to(settings.AUTH_USER_MODEL, null=True)),
            ("checked_at", models.DateTimeField(null=True)),
            ("is_shared", models.BooleanField(null=True)),
            ("check_text", models.TextField(blank=True)),
            ("withdrawn_by", to(settings.AUTH_USER_MODEL, null=True)),
            ("withdrawn_at", models.DateTimeField(null=True)),
            ("withdrawn_because", models.TextField(blank=True)),
        ],
        options={
            "default_permissions": (),
            "indexes": [
                django.contrib.postgres.indexes.GinIndex(
                    django.contrib.postgres.search.SearchVector("title", "text", config="english"),
                    name="learning_point_words",
                ),
            ],
            "constraints": [
                models.CheckConstraint(
                    condition=models.Q(
                        models.Q(
                            ("check_text", ""),
                            ("checked_at", None),
                            ("checked_by", None),
                            ("is_shared", None),
                        ),
                        models.Q(
                            ("checked_at__isnull", False),
                            ("checked_by__isnull", False),
                            ("is_shared__isnull", False),
                        ),
                        _connector="OR",
                    ),
                    name="learning_point_checked_whole",
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        ("checked_by", None),
                        models.Q(("checked_by", models.F("written_by")), _negated=True),
                        _connector="OR",
                    ),
                    name="nobody_checks_their_own_learning_point",
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        ("is_shared", None),
                        ("is_shared", True),
                        models.Q(("check_text", ""), _negated=True),
                        _connector="OR",
                    ),
                    name="learning_point_kept_back_for_a_reason",
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        models.Q(
                            ("withdrawn_at", None),
                            ("withdrawn_because", ""),
                            ("withdrawn_by", None),
                        ),
                        models.Q(
                            ("withdrawn_at__isnull", False),
                            ("withdrawn_by__isnull", False),
                            models.Q(("withdrawn_because", ""), _negated=True),
                        ),
                        _connector="OR",
                    ),
                    name="learning_point_withdrawn_whole",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="LearningRequest",
        fields=[
            next_id(),
            ("point", to("pilots.learningpoint", related_name="requests")),
            ("unit", to("people.unit")),
            ("read_by", models.DateField()),
            ("by", to(settings.AUTH_USER_MODEL)),
            ("at", models.DateTimeField()),
        ],
        options={
            "default_permissions": (),
            "constraints": [
                models.UniqueConstraint(
                    fields=("point", "unit"), name="point_asked_of_a_unit_once"
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="LearningReading",
        fields=[
            next_id(),
            ("point", to("pilots.learningpoint", related_name="readings")),
            ("user", to(settings.AUTH_USER_MODEL)),
            ("at", models.DateTimeField()),
        ],
        options={
            "default_permissions": (),
            "constraints": [
                models.UniqueConstraint(
                    fields=("point", "user"), name="point_read_by_a_person_once"
                ),
            ],
        },
    ),
)


class Migration(migrations.Migration):
    replaces = [("pilots", "0004_learning_kept")]
    dependencies = [("pilots", "0003_opinions")]

    operations = [
        TABLES,
        nothing_goes(
            "pilots_learningpoint",
            "title",
            "text",
            "themes",
            "learnt_from",
            "written_by_id",
            "written_at",
        ),
        only_grows("pilots_learningrequest", "pilots_learningreading"),
    ]
