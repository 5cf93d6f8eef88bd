"""
Pilots, the areas they run in and the measures registered for them. What was registered, and what a
pilot said before, stays.
"""

import django.contrib.postgres.fields
import simple_history.models
from django.conf import settings
from django.db import migrations, models

from people.ledgers import nothing_goes, only_grows
from people.tables import Together, next_id, to

STRANDS = [
    ("EARLY_ADVICE", "Early advice"),
    ("ACTION_PLANS", "Action-plan monitoring"),
    ("NFA_SCRUTINY", "Scrutiny of no-further-action decisions"),
    ("VICTIM_SUPPORT", "Victim support"),
    ("JOINT_LEARNING", "Joint learning"),
]

TABLES = Together(
    migrations.CreateModel(
        name="Pilot",
        fields=[
            next_id(),
            ("name", models.CharField(max_length=80, unique=True)),
            (
                "strands",
                django.contrib.postgres.fields.ArrayField(
                    base_field=models.CharField(choices=STRANDS, max_length=14), size=None
                ),
            ),
            ("purpose", models.TextField()),
            ("follow_up_days", models.PositiveSmallIntegerField()),
            ("version", models.PositiveIntegerField(default=1)),
        ],
        options={"default_permissions": ()},
    ),
    migrations.CreateModel(
        name="PilotArea",
        fields=[
            next_id(),
            ("pilot", to("pilots.pilot", related_name="areas")),
            ("area", to("people.agency", db_index=False)),
            ("unit", to("people.unit", null=True, related_name="pilot_areas")),
            ("is_comparator", models.BooleanField(default=False)),
            ("starts_on", models.DateField(null=True)),
            ("version", models.PositiveIntegerField(default=1)),
            ("forces", models.ManyToManyField(related_name="+", to="people.agency")),
        ],
        options={
            "default_permissions": (),
            "constraints": [
                models.UniqueConstraint(fields=("pilot", "area"), name="area_once_in_a_pilot"),
                models.CheckConstraint(
                    condition=models.Q(
                        models.Q(("is_comparator", True), ("starts_on", None), ("unit", None)),
                        models.Q(("starts_on__isnull", False), ("unit__isnull", False)),
                        _connector="OR",
                    ),
                    name="area_takes_part_or_is_compared_with",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="RegisteredMeasure",
        fields=[
            next_id(),
            ("pilot", to("pilots.pilot", related_name="measures")),
            ("measure", models.CharField(max_length=40)),
            ("definition", models.TextField()),
            (
                "expected",
                models.CharField(
                    choices=[("LESS", "Less"), ("MORE", "More"), ("NEITHER", "No particular way")],
                    max_length=7,
                ),
            ),
            ("because", models.TextField()),
            ("by", to(settings.AUTH_USER_MODEL)),
            ("at", models.DateTimeField()),
        ],
        options={
            "default_permissions": (),
            "constraints": [
                models.UniqueConstraint(
                    fields=("pilot", "measure"), name="measure_registered_once"
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="HistoricalPilot",
        fields=[
            (
                "id",
                models.BigIntegerField(
                    auto_created=True, blank=True, db_index=True, verbose_name="ID"
                ),
            ),
            ("name", models.CharField(db_index=True, max_length=80)),
            (
                "strands",
                django.contrib.postgres.fields.ArrayField(
                    base_field=models.CharField(choices=STRANDS, max_length=14), size=None
                ),
            ),
            ("purpose", models.TextField()),
            ("follow_up_days", models.PositiveSmallIntegerField()),
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
            "verbose_name": "historical pilot",
            "verbose_name_plural": "historical pilots",
            "ordering": ("-history_date", "-history_id"),
            "get_latest_by": ("history_date", "history_id"),
        },
        bases=(simple_history.models.HistoricalChanges, models.Model),
    ),
    migrations.CreateModel(
        name="HistoricalPilotArea",
        fields=[
            (
                "id",
                models.BigIntegerField(
                    auto_created=True, blank=True, db_index=True, verbose_name="ID"
                ),
            ),
            ("is_comparator", models.BooleanField(default=False)),
            ("starts_on", models.DateField(null=True)),
            ("version", models.PositiveIntegerField(default=1)),
            (
                "pilot",
                models.ForeignKey(
                    blank=True,
                    db_constraint=False,
                    null=True,
                    on_delete=models.DO_NOTHING,
                    related_name="+",
                    to="pilots.pilot",
                ),
            ),
            (
                "area",
                models.ForeignKey(
                    blank=True,
                    db_constraint=False,
                    null=True,
                    on_delete=models.DO_NOTHING,
                    related_name="+",
                    to="people.agency",
                ),
            ),
            (
                "unit",
                models.ForeignKey(
                    blank=True,
                    db_constraint=False,
                    null=True,
                    on_delete=models.DO_NOTHING,
                    related_name="+",
                    to="people.unit",
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
            "verbose_name": "historical pilot area",
            "verbose_name_plural": "historical pilot areas",
            "ordering": ("-history_date", "-history_id"),
            "get_latest_by": ("history_date", "history_id"),
        },
        bases=(simple_history.models.HistoricalChanges, models.Model),
    ),
)


class Migration(migrations.Migration):
    initial = True

    replaces = [("pilots", "0001_pilots")]
    dependencies = [("victims", "0009_audience")]

    operations = [
        TABLES,
        only_grows(
            "pilots_historicalpilot", "pilots_historicalpilotarea", "pilots_registeredmeasure"
        ),
        nothing_goes("pilots_pilot"),
        nothing_goes("pilots_pilotarea", "pilot_id", "area_id", may_repeat=True),
    ]
