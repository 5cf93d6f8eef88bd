"""
Who has a case: prosecutors it was allocated to, in what they specialise and when they are away;
offers of it to another CPS unit; and what is said of two cases.
"""

from django.conf import settings
from django.db import migrations, models

from people.ledgers import nothing_goes, only_grows
from people.tables import Together, next_id, own_id, to

TABLES = Together(
    migrations.CreateModel(
        name="Allocation",
        fields=[
            own_id(),
            ("case", to("cases.case", related_name="allocations")),
            (
                "kind",
                models.CharField(
                    choices=[
                        ("ALLOCATED", "Allocated"),
                        ("REALLOCATED", "Reallocated"),
                        ("COVER", "Cover for leave"),
                    ],
                    max_length=11,
                ),
            ),
            ("to", to(settings.AUTH_USER_MODEL)),
            ("reason", models.CharField(blank=True, max_length=500)),
            ("from_on", models.DateField(null=True)),
            ("until_on", models.DateField(null=True)),
            ("by", to(settings.AUTH_USER_MODEL)),
            ("at", models.DateTimeField()),
        ],
        options={
            "abstract": False,
            "default_permissions": (),
            "constraints": [
                models.CheckConstraint(
                    condition=models.Q(
                        models.Q(("kind", "COVER"), _negated=True),
                        ("until_on__gte", models.F("from_on")),
                        _connector="OR",
                    ),
                    name="cover_has_an_end",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="ProsecutorSpecialism",
        fields=[
            next_id(),
            ("person", to(settings.AUTH_USER_MODEL)),
            ("by", to(settings.AUTH_USER_MODEL)),
            ("at", models.DateTimeField()),
            ("ended_by", to(settings.AUTH_USER_MODEL, null=True)),
            ("ended_at", models.DateTimeField(null=True)),
            ("code", models.CharField(max_length=20)),
        ],
        options={
            "abstract": False,
            "default_permissions": (),
            "constraints": [
                models.UniqueConstraint(
                    condition=models.Q(("ended_at", None)),
                    fields=("person", "code"),
                    name="specialism_once",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="Absence",
        fields=[
            next_id(),
            ("person", to(settings.AUTH_USER_MODEL)),
            ("by", to(settings.AUTH_USER_MODEL)),
            ("at", models.DateTimeField()),
            ("ended_by", to(settings.AUTH_USER_MODEL, null=True)),
            ("ended_at", models.DateTimeField(null=True)),
            ("from_on", models.DateField()),
            ("until_on", models.DateField()),
        ],
        options={
            "abstract": False,
            "default_permissions": (),
            "indexes": [
                models.Index(
                    condition=models.Q(("ended_at", None)),
                    fields=["person", "until_on"],
                    name="absence_ahead",
                ),
            ],
            "constraints": [
                models.CheckConstraint(
                    condition=models.Q(("until_on__gte", models.F("from_on"))),
                    name="absence_has_an_end",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="Transfer",
        fields=[
            own_id(),
            ("is_restricted", models.BooleanField(default=False)),
            ("police_unit", to("people.unit", db_index=False)),
            ("cps_unit", to("people.unit", blank=True, null=True, db_index=False)),
            ("case", to("cases.case", related_name="transfers")),
            ("from_unit", to("people.unit")),
            ("to_unit", to("people.unit")),
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
            ("reason", models.CharField(max_length=500)),
            ("by", to(settings.AUTH_USER_MODEL)),
            ("at", models.DateTimeField()),
            (
                "status",
                models.CharField(
                    choices=[
                        ("PROPOSED", "Waiting for an answer"),
                        ("ACCEPTED", "Accepted"),
                        ("DECLINED", "Declined"),
                        ("WITHDRAWN", "Withdrawn"),
                        ("OVERTAKEN", "Ended: the case went to a unit in another way"),
                    ],
                    default="PROPOSED",
                    max_length=9,
                ),
            ),
            ("answer", models.CharField(blank=True, max_length=500)),
            ("ended_by", to(settings.AUTH_USER_MODEL, null=True)),
            ("ended_at", models.DateTimeField(null=True)),
            (
                "only_side",
                models.CharField(
                    choices=[
                        ("POLICE", "Police"),
                        ("CPS", "CPS"),
                        ("SUPPORT", "Victim support"),
                        ("LEARNING", "Pilots and learning"),
                        ("OVERSIGHT", "Oversight"),
                    ],
                    default="CPS",
                    editable=False,
                    max_length=9,
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
                    fields=["cps_unit", "listed_at", "id"],
                    name="transfer_waiting",
                ),
            ],
            "constraints": [
                models.UniqueConstraint(
                    condition=models.Q(("status", "PROPOSED")),
                    fields=("case",),
                    name="one_transfer_waits",
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        models.Q(
                            ("ended_at", None),
                            ("ended_by", None),
                            ("is_open", True),
                            ("status", "PROPOSED"),
                        ),
                        models.Q(
                            models.Q(("status", "PROPOSED"), _negated=True),
                            ("ended_at__isnull", False),
                            ("ended_by__isnull", False),
                            ("is_open", False),
                        ),
                        _connector="OR",
                    ),
                    name="transfer_waits_or_has_ended",
                ),
                models.CheckConstraint(
                    condition=models.Q(("to_unit", models.F("from_unit")), _negated=True),
                    name="transfer_leads_elsewhere",
                ),
                models.CheckConstraint(
                    condition=models.Q(("only_side", "CPS")), name="transfer_is_of_the_cps"
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="CaseLink",
        fields=[
            own_id(),
            ("case", to("cases.case", related_name="links")),
            ("other", to("cases.case", related_name="links_back")),
            (
                "kind",
                models.CharField(
                    choices=[("LINKED", "Linked"), ("DISMISSED", "Not the same")], max_length=9
                ),
            ),
            ("reason", models.CharField(max_length=500)),
            ("by", to(settings.AUTH_USER_MODEL)),
            ("at", models.DateTimeField()),
            ("ended_by", to(settings.AUTH_USER_MODEL, null=True)),
            ("ended_at", models.DateTimeField(null=True)),
            ("ended_because", models.CharField(blank=True, max_length=500)),
        ],
        options={
            "abstract": False,
            "default_permissions": (),
            "constraints": [
                models.CheckConstraint(
                    condition=models.Q(("case__lt", models.F("other"))), name="pair_in_order"
                ),
                models.UniqueConstraint(
                    condition=models.Q(("ended_at", None)),
                    fields=("case", "other"),
                    name="pair_once",
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        models.Q(("ended_at", None), ("ended_because", ""), ("ended_by", None)),
                        models.Q(
                            ("ended_at__isnull", False),
                            ("ended_by__isnull", False),
                            models.Q(("ended_because", ""), _negated=True),
                        ),
                        _connector="OR",
                    ),
                    name="link_ended_by_somebody",
                ),
            ],
        },
    ),
)


class Migration(migrations.Migration):
    replaces = [("cases", "0009_also_waits_for")]
    dependencies = [("cases", "0008_notes_and_threads")]

    operations = [
        TABLES,
        only_grows("cases_allocation"),
        nothing_goes("cases_prosecutorspecialism", "person_id", "code", "by_id", "at"),
        nothing_goes("cases_absence", "person_id", "from_on", "until_on", "by_id", "at"),
        nothing_goes(
            "cases_transfer",
            "case_id",
            "from_unit_id",
            "to_unit_id",
            "urgency",
            "reason",
            "by_id",
            "at",
        ),
        nothing_goes("cases_caselink", "case_id", "other_id", "kind", "reason", "by_id", "at"),
    ]
