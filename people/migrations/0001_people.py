"""Who there is: agencies, their units, people, what each holds, and where referrals go."""

import django.db.models.functions.text
import simple_history.models
from django.conf import settings
from django.db import migrations, models

from people.ledgers import only_grows
from people.tables import Together, next_id, to

SIDES = [
    ("POLICE", "Police"),
    ("CPS", "CPS"),
    ("SUPPORT", "Victim support"),
    ("LEARNING", "Pilots and learning"),
    ("OVERSIGHT", "Oversight"),
]
KINDS = [
    ("RASSO", "RASSO unit"),
    ("CPS_DIRECT", "CPS Direct"),
    ("VICTIM_LIAISON", "Victim liaison unit"),
    ("ISVA_SERVICE", "ISVA service"),
    ("PILOT_AREA", "Pilot area"),
    ("ADMINISTRATION", "Administration"),
]

TABLES = Together(
    migrations.CreateModel(
        name="Agency",
        fields=[
            next_id(),
            ("name", models.CharField(max_length=80, unique=True)),
            ("side", models.CharField(choices=SIDES, max_length=9)),
            ("force_code", models.CharField(blank=True, max_length=2, null=True, unique=True)),
            ("version", models.PositiveIntegerField(default=1)),
        ],
        options={
            "default_permissions": (),
            "constraints": [
                models.CheckConstraint(
                    condition=models.Q(
                        ("force_code", None),
                        models.Q(("force_code__regex", "^[0-9]{2}$"), ("side", "POLICE")),
                        _connector="OR",
                    ),
                    name="only_forces_have_a_code",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="Human",
        fields=[
            next_id(),
        ],
        options={"default_permissions": ()},
    ),
    migrations.CreateModel(
        name="User",
        fields=[
            next_id(),
            ("password", models.CharField(max_length=128, verbose_name="password")),
            (
                "is_superuser",
                models.BooleanField(
                    default=False,
                    help_text="Designates that this user has all permissions without explicitly assigning them.",
                    verbose_name="superuser status",
                ),
            ),
            ("email", models.EmailField(max_length=254, unique=True)),
            ("name", models.CharField(max_length=100)),
            ("agency", to("people.agency", related_name="people")),
            ("human", to("people.human", null=True, related_name="accounts")),
            ("is_active", models.BooleanField(default=True)),
            ("version", models.PositiveIntegerField(default=1)),
            (
                "groups",
                models.ManyToManyField(
                    blank=True,
                    help_text="The groups this user belongs to. A user will get all permissions granted to each of their groups.",
                    related_name="user_set",
                    related_query_name="user",
                    to="auth.group",
                    verbose_name="groups",
                ),
            ),
            (
                "user_permissions",
                models.ManyToManyField(
                    blank=True,
                    help_text="Specific permissions for this user.",
                    related_name="user_set",
                    related_query_name="user",
                    to="auth.permission",
                    verbose_name="user permissions",
                ),
            ),
        ],
        options={
            "default_permissions": (),
            "constraints": [
                models.CheckConstraint(
                    condition=models.Q(("email", django.db.models.functions.text.Lower("email"))),
                    name="email_is_lower",
                ),
                models.CheckConstraint(
                    condition=models.Q(("is_superuser", False)), name="nobody_is_superuser"
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="AgencyArea",
        fields=[
            next_id(),
            (
                "force",
                models.ForeignKey(
                    db_index=False, on_delete=models.CASCADE, related_name="+", to="people.agency"
                ),
            ),
            (
                "area",
                models.ForeignKey(on_delete=models.CASCADE, related_name="+", to="people.agency"),
            ),
        ],
        options={
            "default_permissions": (),
            "constraints": [
                models.UniqueConstraint(fields=("force", "area"), name="area_once"),
                models.CheckConstraint(
                    condition=models.Q(("force", models.F("area")), _negated=True),
                    name="area_is_another",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="Unit",
        fields=[
            next_id(),
            ("agency", to("people.agency", related_name="units")),
            ("name", models.CharField(max_length=80)),
            ("kind", models.CharField(choices=KINDS, default="RASSO", max_length=20)),
            ("area", models.CharField(blank=True, max_length=40)),
            ("is_open", models.BooleanField(default=True)),
            ("merged_into", to("people.unit", null=True, editable=False, related_name="merged")),
            ("version", models.PositiveIntegerField(default=1)),
        ],
        options={
            "permissions": [
                ("refer_cases", "Prepares cases and refers them to the CPS"),
                ("supervise_cases", "Supervises the unit’s investigations and signs off referrals"),
                (
                    "inspect_cases",
                    "Inspector or above: takes up what the CPS refuses or leaves unresolved",
                ),
                ("contact_victims", "Victim contact officer: tells victims, and records contact"),
                ("triage_cases", "Checks what the police submit"),
                ("manage_early_advice", "Decides which requests for early advice are taken on"),
                ("allocate_cases", "Allocates cases to prosecutors"),
                ("prosecute_cases", "Advises and decides on charge"),
                (
                    "liaise_with_victims",
                    "Victim liaison officer: tells victims, and records contact",
                ),
                ("support_victims", "ISVA: supports the victims assigned to them"),
                ("manage_support", "Manages an ISVA service, and reads what its ISVAs record"),
                (
                    "manage_pilot_area",
                    "Pilot-area manager: reads the area’s figures, never its cases",
                ),
                ("convene_panels", "Panel convener: draws the sample and leads the area’s panels"),
                ("sit_on_panels", "Can be asked to sit on the area’s panels"),
                ("see_figures", "Sees the unit’s figures, never its cases"),
                ("administer_accounts", "Manages agencies, units, people and their roles"),
                ("read_audit_log", "Reads the log of who opened what"),
            ],
            "default_permissions": (),
            "constraints": [
                models.UniqueConstraint(fields=("agency", "name"), name="unit_once"),
                models.CheckConstraint(
                    condition=models.Q(("merged_into", None), ("is_open", False), _connector="OR"),
                    name="merged_unit_is_closed",
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        ("merged_into", None),
                        models.Q(("merged_into", models.F("pk")), _negated=True),
                        _connector="OR",
                    ),
                    name="unit_is_merged_into_another",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="UnitGrant",
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
                models.ForeignKey(
                    on_delete=models.CASCADE, related_name="grants", to="people.unit"
                ),
            ),
        ],
        options={
            "unique_together": {("user", "permission", "content_object")},
            "abstract": False,
            "default_permissions": (),
        },
    ),
    migrations.CreateModel(
        name="Route",
        fields=[
            next_id(),
            ("police_unit", to("people.unit", related_name="routes", db_index=False)),
            ("cps_unit", to("people.unit")),
            ("is_urgent", models.BooleanField(default=False)),
            ("version", models.PositiveIntegerField(default=1)),
        ],
        options={
            "default_permissions": (),
            "constraints": [
                models.UniqueConstraint(fields=("police_unit", "is_urgent"), name="route_once"),
            ],
        },
    ),
    migrations.CreateModel(
        name="HistoricalAgency",
        fields=[
            (
                "id",
                models.BigIntegerField(
                    auto_created=True, blank=True, db_index=True, verbose_name="ID"
                ),
            ),
            ("name", models.CharField(db_index=True, max_length=80)),
            ("side", models.CharField(choices=SIDES, max_length=9)),
            ("force_code", models.CharField(blank=True, db_index=True, max_length=2, null=True)),
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
            "verbose_name": "historical agency",
            "verbose_name_plural": "historical agencys",
            "ordering": ("-history_date", "-history_id"),
            "get_latest_by": ("history_date", "history_id"),
        },
        bases=(simple_history.models.HistoricalChanges, models.Model),
    ),
    migrations.CreateModel(
        name="HistoricalUser",
        fields=[
            (
                "id",
                models.BigIntegerField(
                    auto_created=True, blank=True, db_index=True, verbose_name="ID"
                ),
            ),
            ("email", models.EmailField(db_index=True, max_length=254)),
            ("name", models.CharField(max_length=100)),
            ("is_active", models.BooleanField(default=True)),
            ("version", models.PositiveIntegerField(default=1)),
            (
                "agency",
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
                "human",
                models.ForeignKey(
                    blank=True,
                    db_constraint=False,
                    null=True,
                    on_delete=models.DO_NOTHING,
                    related_name="+",
                    to="people.human",
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
            "verbose_name": "historical user",
            "verbose_name_plural": "historical users",
            "ordering": ("-history_date", "-history_id"),
            "get_latest_by": ("history_date", "history_id"),
        },
        bases=(simple_history.models.HistoricalChanges, models.Model),
    ),
    migrations.CreateModel(
        name="HistoricalUnit",
        fields=[
            (
                "id",
                models.BigIntegerField(
                    auto_created=True, blank=True, db_index=True, verbose_name="ID"
                ),
            ),
            ("name", models.CharField(max_length=80)),
            ("kind", models.CharField(choices=KINDS, default="RASSO", max_length=20)),
            ("area", models.CharField(blank=True, max_length=40)),
            ("is_open", models.BooleanField(default=True)),
            ("version", models.PositiveIntegerField(default=1)),
            (
                "agency",
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
                "merged_into",
                models.ForeignKey(
                    blank=True,
                    db_constraint=False,
                    editable=False,
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
            "verbose_name": "historical unit",
            "verbose_name_plural": "historical units",
            "ordering": ("-history_date", "-history_id"),
            "get_latest_by": ("history_date", "history_id"),
        },
        bases=(simple_history.models.HistoricalChanges, models.Model),
    ),
    migrations.CreateModel(
        name="HistoricalUnitGrant",
        fields=[
            (
                "id",
                models.BigIntegerField(
                    auto_created=True, blank=True, db_index=True, verbose_name="ID"
                ),
            ),
            ("granted_at", models.DateTimeField()),
            ("expires_at", models.DateTimeField(null=True)),
            (
                "user",
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
                "permission",
                models.ForeignKey(
                    blank=True,
                    db_constraint=False,
                    null=True,
                    on_delete=models.DO_NOTHING,
                    related_name="+",
                    to="auth.permission",
                ),
            ),
            (
                "granted_by",
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
                "content_object",
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
            "verbose_name": "historical unit grant",
            "verbose_name_plural": "historical unit grants",
            "ordering": ("-history_date", "-history_id"),
            "get_latest_by": ("history_date", "history_id"),
        },
        bases=(simple_history.models.HistoricalChanges, models.Model),
    ),
    migrations.CreateModel(
        name="HistoricalRoute",
        fields=[
            (
                "id",
                models.BigIntegerField(
                    auto_created=True, blank=True, db_index=True, verbose_name="ID"
                ),
            ),
            ("is_urgent", models.BooleanField(default=False)),
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
            "verbose_name": "historical route",
            "verbose_name_plural": "historical routes",
            "ordering": ("-history_date", "-history_id"),
            "get_latest_by": ("history_date", "history_id"),
        },
        bases=(simple_history.models.HistoricalChanges, models.Model),
    ),
)


class Migration(migrations.Migration):
    initial = True

    replaces = [("people", "0001_initial")]
    dependencies = [("auth", "0012_alter_user_first_name_max_length")]

    operations = [
        TABLES,
        migrations.AddField(
            model_name="agency",
            name="areas",
            field=models.ManyToManyField(
                related_name="forces", through="people.AgencyArea", to="people.agency"
            ),
        ),
        only_grows(
            "people_historicalagency",
            "people_historicaluser",
            "people_historicalunit",
            "people_historicalunitgrant",
            "people_historicalroute",
        ),
    ]
