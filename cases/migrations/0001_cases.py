"""
A case, its suspects, victims and allegations; whose turn it is, who holds a grant, and who is in
conflict with it. No row is removed; what was alleged or recorded stays as it was written.
"""

import datetime
import uuid

import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.contrib.postgres.indexes
import django.core.validators
import simple_history.models
from django.conf import settings
from django.db import migrations, models

from people.ledgers import also_fixed, nothing_goes, only_grows
from people.tables import Together, next_id, own_id, to

SIDES = [
    ("POLICE", "Police"),
    ("CPS", "CPS"),
    ("SUPPORT", "Victim support"),
    ("LEARNING", "Pilots and learning"),
    ("OVERSIGHT", "Oversight"),
]
CUSTODIES = [
    ("NOT_ARRESTED", "Not arrested"),
    ("IN_CUSTODY", "In police custody"),
    ("ON_BAIL", "On bail"),
    ("UNDER_INVESTIGATION", "Released under investigation"),
]
STATES = [
    ("INVESTIGATING", "Under investigation"),
    ("ADVICE_SIGN_OFF", "Early advice: waiting for sign-off"),
    ("ADVICE_TRIAGE", "Early advice: with CPS triage"),
    ("ADVICE_MANAGER", "Early advice: with the manager"),
    ("ADVICE_ADVISER", "Early advice: with the adviser"),
    ("ADVICE_RETURNED", "Early advice: returned at triage"),
    ("ADVICE_REFUSED", "Early advice: refused by the manager"),
    ("ADVICE_ESCALATED", "Early advice: return escalated"),
    ("ADVICE_LEGAL_MANAGER", "Early advice: refusal escalated"),
    ("AWAITING_SIGN_OFF", "Waiting for supervisor’s sign-off"),
    ("TRIAGE", "With CPS triage"),
    ("RETURNED", "Returned at triage"),
    ("READY_TO_ALLOCATE", "Ready to allocate"),
    ("WITH_PROSECUTOR", "With the prosecutor"),
    ("ACTION_PLAN", "Action plan set"),
    ("SECOND_READER", "Waiting for a second reader"),
    ("CHARGE_AUTHORISED", "Charge authorised"),
    ("CHARGE_DIFFERS", "Charge differs"),
    ("CHARGE_QUERIED", "Charge to be corrected"),
    ("CHARGED", "Charged"),
    ("NO_FURTHER_ACTION", "No further action"),
    ("FINALISED", "Administratively finalised"),
]

LIFTED_ONCE = """
CREATE TRIGGER never_lifted_anew BEFORE UPDATE ON cases_conflict
    FOR EACH ROW WHEN (OLD.lifted_at IS NOT NULL) EXECUTE FUNCTION refuse_change();
"""


TABLES = Together(
    migrations.CreateModel(
        name="Offence",
        fields=[
            ("code", models.CharField(max_length=10, primary_key=True, serialize=False)),
            ("title", models.CharField(max_length=250)),
            ("mode_of_trial", models.CharField(blank=True, max_length=10)),
            ("is_recordable", models.BooleanField(default=False)),
        ],
        options={"default_permissions": ()},
    ),
    migrations.CreateModel(
        name="Case",
        fields=[
            own_id(),
            ("is_restricted", models.BooleanField(default=False)),
            ("police_unit", to("people.unit", db_index=False)),
            ("cps_unit", to("people.unit", blank=True, null=True, db_index=False)),
            (
                "urn",
                models.CharField(
                    max_length=11,
                    unique=True,
                    validators=[
                        django.core.validators.RegexValidator(
                            "^\\d{2}[A-Z0-9]{2}\\d{5}\\d{2}$",
                            "Enter the URN as 2 digits, 2 letters or digits, then 7 digits, like 52RS0012326",
                        )
                    ],
                ),
            ),
            ("crime_reference", models.CharField(blank=True, max_length=30)),
            ("officer", to(settings.AUTH_USER_MODEL)),
            ("prosecutor", to(settings.AUTH_USER_MODEL, null=True)),
            ("is_allocated", models.BooleanField(default=False, editable=False)),
            ("offered_to", to("people.unit", null=True, editable=False, db_index=False)),
            ("opened_by", to(settings.AUTH_USER_MODEL)),
            ("opened_at", models.DateTimeField()),
            ("version", models.PositiveIntegerField(default=1)),
        ],
        options={
            "permissions": [
                ("officer_in_case", "Officer in the case"),
                ("reviewing_prosecutor", "Reviewing prosecutor"),
                ("covering_prosecutor", "Prosecutor covering for the reviewing prosecutor"),
                ("early_adviser", "Prosecutor who gives early advice"),
                ("allowed_on_case", "Allowed on a restricted case"),
            ],
            "abstract": False,
            "default_permissions": (),
            "indexes": [
                models.Index(fields=["police_unit"], name="case_police_unit"),
                models.Index(fields=["cps_unit"], name="case_cps_unit"),
                models.Index(
                    condition=models.Q(("crime_reference", ""), _negated=True),
                    fields=["crime_reference"],
                    name="case_by_crime",
                ),
                models.Index(
                    condition=models.Q(("offered_to__isnull", False)),
                    fields=["cps_unit"],
                    name="case_offered",
                ),
            ],
            "constraints": [
                models.CheckConstraint(
                    condition=models.Q(("urn__regex", "^\\d{2}[A-Z0-9]{2}\\d{7}$")),
                    name="urn_is_a_urn",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="CaseGrant",
        fields=[
            next_id(),
            (
                "user",
                models.ForeignKey(
                    db_index=False,
                    on_delete=models.CASCADE,
                    related_name="%(class)ss",
                    to=settings.AUTH_USER_MODEL,
                ),
            ),
            (
                "permission",
                models.ForeignKey(db_index=False, on_delete=models.CASCADE, to="auth.permission"),
            ),
            ("granted_by", to(settings.AUTH_USER_MODEL, db_index=False)),
            ("granted_at", models.DateTimeField()),
            ("expires_at", models.DateTimeField(null=True)),
            (
                "content_object",
                models.ForeignKey(on_delete=models.CASCADE, related_name="grants", to="cases.case"),
            ),
            ("is_open", models.BooleanField(default=False, editable=False)),
        ],
        options={
            "unique_together": {("user", "permission", "content_object")},
            "abstract": False,
            "default_permissions": (),
            "indexes": [
                models.Index(
                    condition=models.Q(("is_open", True)),
                    fields=["user", "content_object"],
                    include=("expires_at",),
                    name="casegrant_open",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="Victim",
        fields=[
            own_id(),
            ("case", to("cases.case", related_name="victims")),
            ("number", models.PositiveSmallIntegerField()),
            ("added_by", to(settings.AUTH_USER_MODEL)),
            ("added_at", models.DateTimeField()),
            (
                "only_side",
                models.CharField(
                    blank=True, choices=SIDES, default="POLICE", editable=False, max_length=9
                ),
            ),
        ],
        options={
            "abstract": False,
            "default_permissions": (),
            "constraints": [
                models.UniqueConstraint(fields=("case", "number"), name="victim_number_once"),
            ],
        },
    ),
    migrations.CreateModel(
        name="Suspect",
        fields=[
            own_id(),
            ("is_restricted", models.BooleanField(default=False)),
            ("police_unit", to("people.unit", db_index=False)),
            ("cps_unit", to("people.unit", blank=True, null=True, db_index=False)),
            ("case", to("cases.case", related_name="suspects")),
            ("number", models.PositiveSmallIntegerField()),
            ("surname", models.CharField(max_length=80)),
            ("given_names", models.CharField(blank=True, max_length=80)),
            ("born_on", models.DateField(null=True)),
            ("custody", models.CharField(choices=CUSTODIES, max_length=20)),
            ("arrested_on", models.DateField(null=True)),
            ("detained_until", models.DateTimeField(null=True)),
            ("bailed_on", models.DateField(null=True)),
            ("bail_ends_on", models.DateField(null=True)),
            ("released_on", models.DateField(null=True)),
            ("state", models.CharField(choices=STATES, default="INVESTIGATING", max_length=20)),
            (
                "urgency",
                models.CharField(
                    blank=True,
                    choices=[
                        ("RED", "Red: in custody, decision wanted now"),
                        ("GREEN_PRIORITY", "Green priority"),
                        ("GREEN", "Green"),
                    ],
                    max_length=14,
                ),
            ),
            (
                "only_side",
                models.CharField(
                    blank=True, choices=SIDES, default="POLICE", editable=False, max_length=9
                ),
            ),
            ("is_open", models.BooleanField(default=True)),
            ("holder_side", models.CharField(blank=True, choices=SIDES, max_length=9)),
            (
                "also_waits_for",
                django.contrib.postgres.fields.ArrayField(
                    base_field=models.CharField(choices=SIDES, max_length=9),
                    default=list,
                    size=None,
                ),
            ),
            ("turn_began_at", models.DateTimeField(null=True)),
            ("due_at", models.DateTimeField(null=True)),
            (
                "listed_at",
                models.DateTimeField(
                    default=datetime.datetime(9999, 1, 1, 0, 0, tzinfo=datetime.UTC)
                ),
            ),
            ("is_consulted", models.BooleanField(default=False, editable=False)),
            (
                "proposed_by",
                django.contrib.postgres.fields.ArrayField(
                    base_field=models.BigIntegerField(), default=list, editable=False, size=None
                ),
            ),
            ("version", models.PositiveIntegerField(default=1)),
        ],
        options={
            "abstract": False,
            "default_permissions": (),
            "indexes": [
                django.contrib.postgres.indexes.GinIndex(
                    fields=["surname"], name="suspect_by_name", opclasses=["gin_trgm_ops"]
                ),
                models.Index(
                    condition=models.Q(("is_open", True), ("is_restricted", False)),
                    fields=["police_unit", "listed_at", "id"],
                    include=(
                        "case",
                        "state",
                        "holder_side",
                        "also_waits_for",
                        "due_at",
                        "turn_began_at",
                        "only_side",
                    ),
                    name="suspect_police_due",
                ),
                models.Index(
                    condition=models.Q(("is_open", True), ("is_restricted", False)),
                    fields=["cps_unit", "listed_at", "id"],
                    include=(
                        "case",
                        "state",
                        "holder_side",
                        "also_waits_for",
                        "due_at",
                        "turn_began_at",
                        "only_side",
                    ),
                    name="suspect_cps_due",
                ),
            ],
            "constraints": [
                models.UniqueConstraint(fields=("case", "number"), name="suspect_number_once"),
                models.CheckConstraint(
                    condition=models.Q(
                        ("bail_ends_on", None),
                        ("bailed_on", None),
                        ("bail_ends_on__gte", models.F("bailed_on")),
                        _connector="OR",
                    ),
                    name="bail_ends_after_it_began",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="Turn",
        fields=[
            own_id(),
            ("case", to("cases.case", related_name="turns")),
            ("suspect", to("cases.suspect", related_name="turns")),
            ("state", models.CharField(choices=STATES, max_length=20)),
            ("side", models.CharField(choices=SIDES, max_length=9)),
            ("holder", to("people.unit")),
            ("verb", models.CharField(max_length=40)),
            ("began_at", models.DateTimeField()),
            ("ended_at", models.DateTimeField(null=True)),
            ("clock", to("timeliness.clock", null=True, related_name="turns")),
        ],
        options={
            "abstract": False,
            "default_permissions": (),
            "constraints": [
                models.UniqueConstraint(
                    condition=models.Q(("ended_at", None)),
                    fields=("suspect",),
                    name="one_open_turn",
                ),
                django.contrib.postgres.constraints.ExclusionConstraint(
                    expressions=[
                        ("suspect", "="),
                        (
                            models.Func(
                                models.F("began_at"),
                                models.F("ended_at"),
                                models.Value("[)"),
                                function="tstzrange",
                                output_field=django.contrib.postgres.fields.ranges.DateTimeRangeField(),
                            ),
                            "&&",
                        ),
                    ],
                    name="turns_never_overlap",
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        ("ended_at", None), ("ended_at__gte", models.F("began_at")), _connector="OR"
                    ),
                    name="turn_ends_after_it_began",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="Allegation",
        fields=[
            own_id(),
            ("case", to("cases.case", related_name="allegations")),
            ("victim", to("cases.victim", related_name="allegations")),
            ("suspect", to("cases.suspect", related_name="allegations")),
            ("offence", to("cases.offence")),
            ("from_on", models.DateField()),
            ("to_on", models.DateField(null=True)),
            ("added_by", to(settings.AUTH_USER_MODEL)),
            ("added_at", models.DateTimeField()),
            (
                "only_side",
                models.CharField(
                    blank=True, choices=SIDES, default="POLICE", editable=False, max_length=9
                ),
            ),
            ("first", to("cases.allegation", editable=False, related_name="versions")),
            ("number", models.PositiveSmallIntegerField(default=1, editable=False)),
            ("because", models.TextField(blank=True, editable=False)),
            ("is_current", models.BooleanField(default=True, editable=False)),
        ],
        options={
            "abstract": False,
            "default_permissions": (),
            "constraints": [
                models.UniqueConstraint(fields=("first", "number"), name="allegation_version_once"),
                models.UniqueConstraint(
                    condition=models.Q(("is_current", True)),
                    fields=("first",),
                    name="one_current_allegation",
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        models.Q(("because", ""), ("first", models.F("id")), ("number", 1)),
                        models.Q(
                            ("number__gt", 1),
                            models.Q(("first", models.F("id")), _negated=True),
                            models.Q(("because", ""), _negated=True),
                        ),
                        _connector="OR",
                    ),
                    name="allegation_corrected_for_a_reason",
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        ("to_on", None), ("to_on__gte", models.F("from_on")), _connector="OR"
                    ),
                    name="allegation_ends_after_it_began",
                ),
                models.UniqueConstraint(
                    condition=models.Q(("is_current", True)),
                    fields=("victim", "suspect", "offence", "from_on"),
                    name="allegation_once",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="Conflict",
        fields=[
            own_id(),
            ("case", to("cases.case", related_name="conflicts")),
            ("user", to(settings.AUTH_USER_MODEL, db_index=False)),
            (
                "kind",
                models.CharField(
                    choices=[
                        ("PARTY", "A party to the case"),
                        ("RELATIVE", "A relative or close friend of someone in it"),
                        ("WITNESS", "A witness"),
                        ("EX_PARTNER", "A partner or former partner of someone in it"),
                        ("COMPLAINED_OF", "The subject of a complaint about it"),
                    ],
                    max_length=13,
                ),
            ),
            ("reason", models.TextField()),
            ("declared_by", to(settings.AUTH_USER_MODEL)),
            ("declared_at", models.DateTimeField()),
            ("only_side", models.CharField(choices=SIDES, editable=False, max_length=9)),
            ("lifted_because", models.TextField(blank=True)),
            ("lifted_by", to(settings.AUTH_USER_MODEL, null=True)),
            ("lifted_at", models.DateTimeField(null=True)),
        ],
        options={
            "abstract": False,
            "default_permissions": (),
            "constraints": [
                models.UniqueConstraint(
                    condition=models.Q(("lifted_at", None)),
                    fields=("user", "case"),
                    name="one_open_conflict",
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        models.Q(("lifted_at", None), ("lifted_because", ""), ("lifted_by", None)),
                        models.Q(
                            ("lifted_at__isnull", False),
                            ("lifted_by__isnull", False),
                            models.Q(("lifted_because", ""), _negated=True),
                        ),
                        _connector="OR",
                    ),
                    name="conflict_lifted_whole",
                ),
                models.CheckConstraint(
                    condition=models.Q(("reason", ""), _negated=True), name="conflict_has_a_reason"
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="ConflictAttempt",
        fields=[
            own_id(),
            ("case", to("cases.case")),
            ("conflict", to("cases.conflict", related_name="attempts")),
            ("on", models.DateField()),
            ("at", models.DateTimeField()),
            ("only_side", models.CharField(choices=SIDES, editable=False, max_length=9)),
        ],
        options={
            "abstract": False,
            "default_permissions": (),
            "constraints": [
                models.UniqueConstraint(fields=("conflict", "on"), name="attempt_told_once_a_day"),
            ],
        },
    ),
    migrations.CreateModel(
        name="HistoricalCase",
        fields=[
            ("id", models.UUIDField(db_index=True, default=uuid.uuid4, editable=False)),
            ("is_restricted", models.BooleanField(default=False)),
            (
                "urn",
                models.CharField(
                    db_index=True,
                    max_length=11,
                    validators=[
                        django.core.validators.RegexValidator(
                            "^\\d{2}[A-Z0-9]{2}\\d{5}\\d{2}$",
                            "Enter the URN as 2 digits, 2 letters or digits, then 7 digits, like 52RS0012326",
                        )
                    ],
                ),
            ),
            ("crime_reference", models.CharField(blank=True, max_length=30)),
            ("opened_at", models.DateTimeField()),
            ("version", models.PositiveIntegerField(default=1)),
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
                "officer",
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
                "prosecutor",
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
                "opened_by",
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
            "verbose_name": "historical case",
            "verbose_name_plural": "historical cases",
            "ordering": ("-history_date", "-history_id"),
            "get_latest_by": ("history_date", "history_id"),
        },
        bases=(simple_history.models.HistoricalChanges, models.Model),
    ),
    migrations.CreateModel(
        name="HistoricalSuspect",
        fields=[
            ("id", models.UUIDField(db_index=True, default=uuid.uuid4, editable=False)),
            ("number", models.PositiveSmallIntegerField()),
            ("surname", models.CharField(max_length=80)),
            ("given_names", models.CharField(blank=True, max_length=80)),
            ("born_on", models.DateField(null=True)),
            ("custody", models.CharField(choices=CUSTODIES, max_length=20)),
            ("arrested_on", models.DateField(null=True)),
            ("detained_until", models.DateTimeField(null=True)),
            ("bailed_on", models.DateField(null=True)),
            ("bail_ends_on", models.DateField(null=True)),
            ("released_on", models.DateField(null=True)),
            ("state", models.CharField(choices=STATES, default="INVESTIGATING", max_length=20)),
            (
                "only_side",
                models.CharField(
                    blank=True, choices=SIDES, default="POLICE", editable=False, max_length=9
                ),
            ),
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
            "verbose_name": "historical suspect",
            "verbose_name_plural": "historical suspects",
            "ordering": ("-history_date", "-history_id"),
            "get_latest_by": ("history_date", "history_id"),
        },
        bases=(simple_history.models.HistoricalChanges, models.Model),
    ),
)


class Migration(migrations.Migration):
    initial = True

    replaces = [("cases", "0001_initial")]
    dependencies = [
        ("people", "0003_forces_and_areas"),
        ("timeliness", "0001_initial"),
        # Made before ours: a step of theirs draws all that is tied to a user, which then is all.
        ("guardian", "0003_remove_groupobjectpermission_guardian_gr_content_ae6aec_idx_and_more"),
        ("mfa", "0003_authenticator_type_uniq"),
    ]

    operations = [
        TABLES,
        only_grows("cases_historicalcase", "cases_historicalsuspect", "cases_conflictattempt"),
        nothing_goes("cases_case"),
        nothing_goes("cases_suspect"),
        nothing_goes("cases_turn"),
        nothing_goes(
            "cases_allegation",
            "case_id",
            "victim_id",
            "suspect_id",
            "offence_id",
            "from_on",
            "to_on",
            "added_by_id",
            "added_at",
        ),
        also_fixed("cases_allegation", "first_id", "number", "because", trigger="never_renumbered"),
        nothing_goes(
            "cases_conflict",
            "case_id",
            "user_id",
            "kind",
            "reason",
            "declared_by_id",
            "declared_at",
            "only_side",
        ),
        migrations.RunSQL(LIFTED_ONCE, "DROP TRIGGER never_lifted_anew ON cases_conflict"),
    ]
