"""What a victim is to be told about a suspect, and what was written down of her or him by hand."""

from django.conf import settings
from django.db import migrations, models

from people.ledgers import nothing_goes
from people.tables import Together, own_id, to

NEWSES = [
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
]
SIDES = [
    ("POLICE", "Police"),
    ("CPS", "CPS"),
    ("SUPPORT", "Victim support"),
    ("LEARNING", "Pilots and learning"),
    ("OVERSIGHT", "Oversight"),
]

TABLES = Together(
    migrations.CreateModel(
        name="VictimEvent",
        fields=[
            own_id(),
            ("case", to("cases.case", related_name="victim_events")),
            ("record", to("victims.victimrecord", related_name="events")),
            ("suspect", to("cases.suspect", related_name="victim_events")),
            ("what", models.CharField(choices=NEWSES, max_length=17)),
            ("on", models.DateField()),
            ("side", models.CharField(choices=SIDES, max_length=9)),
            ("by", to(settings.AUTH_USER_MODEL)),
            ("at", models.DateTimeField()),
            ("withdrawn_because", models.CharField(blank=True, max_length=300)),
            ("withdrawn_by", to(settings.AUTH_USER_MODEL, null=True)),
            ("withdrawn_at", models.DateTimeField(null=True)),
        ],
        options={
            "abstract": False,
            "default_permissions": (),
            "constraints": [
                models.CheckConstraint(
                    condition=models.Q(("what__in", ["INTERVIEW", "NOT_INVESTIGATED", "OUTCOME"])),
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
    migrations.CreateModel(
        name="Duty",
        fields=[
            own_id(),
            ("is_restricted", models.BooleanField(default=False)),
            ("police_unit", to("people.unit", db_index=False)),
            ("cps_unit", to("people.unit", blank=True, null=True, db_index=False)),
            ("case", to("cases.case", related_name="duties")),
            ("record", to("victims.victimrecord", related_name="duties")),
            ("suspect", to("cases.suspect", related_name="duties")),
            ("what", models.CharField(choices=NEWSES, max_length=17)),
            ("source", models.CharField(max_length=60)),
            ("happened_at", models.DateTimeField()),
            ("owed_by", models.CharField(choices=SIDES, max_length=9)),
            (
                "clock",
                models.OneToOneField(
                    on_delete=models.PROTECT, related_name="duty", to="timeliness.clock"
                ),
            ),
            ("arose_at", models.DateTimeField()),
            ("told", to("victims.told", null=True, related_name="kept")),
            ("kept_at", models.DateTimeField(null=True)),
            (
                "ended_because",
                models.CharField(
                    blank=True,
                    choices=[
                        (
                            "CORRECTED",
                            "The record it depends on was corrected, replaced or withdrawn",
                        ),
                        ("OVER_BEFORE", "Its time had run out before the case was opened here"),
                        ("OPTED_OUT", "The victim does not want to be told"),
                    ],
                    max_length=11,
                ),
            ),
            ("ended_text", models.CharField(blank=True, max_length=500)),
            ("ended_by", to(settings.AUTH_USER_MODEL, null=True)),
            ("ended_at", models.DateTimeField(null=True)),
            (
                "only_side",
                models.CharField(
                    blank=True, choices=SIDES, db_default="", editable=False, max_length=9
                ),
            ),
            ("is_open", models.BooleanField(default=True, editable=False)),
            ("listed_at", models.DateTimeField(editable=False)),
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
)


class Migration(migrations.Migration):
    replaces = [("victims", "0003_contacts")]
    dependencies = [("victims", "0002_contacts")]

    operations = [
        TABLES,
        nothing_goes(
            "victims_victimevent",
            "case_id",
            "record_id",
            "suspect_id",
            "what",
            '"on"',
            "side",
            "by_id",
            "at",
        ),
        nothing_goes(
            "victims_duty",
            "case_id",
            "record_id",
            "suspect_id",
            "what",
            "source",
            "happened_at",
            "owed_by",
            "clock_id",
            "arose_at",
        ),
    ]
