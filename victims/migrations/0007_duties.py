"""What a victim is to be told about a suspect, and what was written down of her or him by hand."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0043_sides"),
        ("people", "0009_victims_and_support"),
        ("timeliness", "0001_initial"),
        ("victims", "0006_letters"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name="told",
            name="what",
            field=models.CharField(
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
        migrations.CreateModel(
            name="Duty",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("is_restricted", models.BooleanField(default=False)),
                (
                    "what",
                    models.CharField(
                        choices=[
                            ("ARREST", "The suspect was arrested"),
                            ("INTERVIEW", "The suspect was interviewed under caution"),
                            ("RELEASED", "The suspect was released under investigation"),
                            ("BAIL", "The suspect was bailed, or the bail was changed"),
                            ("NOT_INVESTIGATED", "The police will not investigate further"),
                            ("CHARGE_AUTHORISED", "A charge was authorised"),
                            ("NOT_AUTHORISED", "No charge was authorised about this victim"),
                            ("CHARGED", "The suspect was charged"),
                            ("NFA", "No further action will be taken"),
                            ("ALTERED", "The charges were changed"),
                            ("STOPPED", "The prosecution was stopped"),
                            ("FIRST_HEARING", "The date of the first hearing"),
                            ("TRIAL", "The date of the trial"),
                            ("OUTCOME", "The outcome in court"),
                        ],
                        max_length=17,
                    ),
                ),
                ("source", models.CharField(max_length=60)),
                ("happened_at", models.DateTimeField()),
                (
                    "owed_by",
                    models.CharField(
                        choices=[
                            ("POLICE", "Police"),
                            ("CPS", "CPS"),
                            ("SUPPORT", "Victim support"),
                            ("OVERSIGHT", "Oversight"),
                        ],
                        max_length=9,
                    ),
                ),
                ("arose_at", models.DateTimeField()),
                ("kept_at", models.DateTimeField(null=True)),
                (
                    "ended_because",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("CORRECTED", "What it rests on was corrected, replaced or withdrawn"),
                            ("OVER_BEFORE", "Its time had run out before the case was opened here"),
                            ("OPTED_OUT", "The victim does not want to be told"),
                        ],
                        max_length=11,
                    ),
                ),
                ("ended_text", models.CharField(blank=True, max_length=500)),
                ("ended_at", models.DateTimeField(null=True)),
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
                ("is_open", models.BooleanField(default=True, editable=False)),
                ("listed_at", models.DateTimeField(editable=False)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="duties",
                        to="cases.case",
                    ),
                ),
                (
                    "clock",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="duty",
                        to="timeliness.clock",
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
                    "ended_by",
                    models.ForeignKey(
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
                    "record",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="duties",
                        to="victims.victimrecord",
                    ),
                ),
                (
                    "suspect",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="duties",
                        to="cases.suspect",
                    ),
                ),
                (
                    "told",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="kept",
                        to="victims.told",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "default_permissions": (),
                "indexes": [
                    models.Index(
                        condition=models.Q(("is_open", True), ("is_restricted", False)),
                        fields=["police_unit", "listed_at", "id"],
                        name="duty_of_police_unit",
                    ),
                    models.Index(
                        condition=models.Q(("is_open", True), ("is_restricted", False)),
                        fields=["cps_unit", "listed_at", "id"],
                        name="duty_of_cps_unit",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("record", "suspect", "what", "source"), name="duty_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("ended_at", None),
                                ("ended_because", ""),
                                ("is_open", True),
                                ("kept_at", None),
                                ("told", None),
                            ),
                            models.Q(
                                ("ended_because", ""),
                                ("is_open", False),
                                ("kept_at__isnull", False),
                                ("told__isnull", False),
                                ("ended_at", None),
                            ),
                            models.Q(
                                ("ended_at__isnull", False),
                                ("is_open", False),
                                ("kept_at", None),
                                ("told", None),
                                models.Q(("ended_because", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="duty_is_open_or_kept_or_ended",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="VictimEvent",
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
                            ("ARREST", "The suspect was arrested"),
                            ("INTERVIEW", "The suspect was interviewed under caution"),
                            ("RELEASED", "The suspect was released under investigation"),
                            ("BAIL", "The suspect was bailed, or the bail was changed"),
                            ("NOT_INVESTIGATED", "The police will not investigate further"),
                            ("CHARGE_AUTHORISED", "A charge was authorised"),
                            ("NOT_AUTHORISED", "No charge was authorised about this victim"),
                            ("CHARGED", "The suspect was charged"),
                            ("NFA", "No further action will be taken"),
                            ("ALTERED", "The charges were changed"),
                            ("STOPPED", "The prosecution was stopped"),
                            ("FIRST_HEARING", "The date of the first hearing"),
                            ("TRIAL", "The date of the trial"),
                            ("OUTCOME", "The outcome in court"),
                        ],
                        max_length=17,
                    ),
                ),
                ("on", models.DateField()),
                (
                    "side",
                    models.CharField(
                        choices=[
                            ("POLICE", "Police"),
                            ("CPS", "CPS"),
                            ("SUPPORT", "Victim support"),
                            ("OVERSIGHT", "Oversight"),
                        ],
                        max_length=9,
                    ),
                ),
                ("at", models.DateTimeField()),
                ("withdrawn_because", models.CharField(blank=True, max_length=300)),
                ("withdrawn_at", models.DateTimeField(null=True)),
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
                        related_name="victim_events",
                        to="cases.case",
                    ),
                ),
                (
                    "record",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="events",
                        to="victims.victimrecord",
                    ),
                ),
                (
                    "suspect",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="victim_events",
                        to="cases.suspect",
                    ),
                ),
                (
                    "withdrawn_by",
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
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("what__in", ["INTERVIEW", "NOT_INVESTIGATED", "OUTCOME"])
                        ),
                        name="victim_event_is_recorded_by_hand",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("withdrawn_at", None)),
                        fields=("suspect", "what", "on"),
                        name="victim_event_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("withdrawn_at", None),
                                ("withdrawn_because", ""),
                                ("withdrawn_by", None),
                            ),
                            models.Q(
                                models.Q(("withdrawn_because", ""), _negated=True),
                                ("withdrawn_at__isnull", False),
                                ("withdrawn_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="victim_event_withdrawn_whole",
                    ),
                ],
            },
        ),
    ]
