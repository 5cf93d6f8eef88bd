"""
Documents, whose they are, what replaced them and what a side keeps to itself; files as they were
sent; and the events of a case, each with the document it tells of. What was added never changes.
"""

import uuid

import django.contrib.postgres.fields
import simple_history.models
from django.conf import settings
from django.db import migrations, models

from people.ledgers import also_fixed, nothing_goes, only_grows
from people.tables import Together, own_id, to

MG_FORMS = [
    ("MG0", "MG0"),
    ("MG1", "MG1: file front sheet"),
    ("MG2", "MG2: special measures assessment"),
    ("MG3", "MG3: report for a charging decision"),
    ("MG4", "MG4: charges"),
    ("MG4A", "MG4A: bail, granted or varied"),
    ("MG4B", "MG4B: request to vary bail"),
    ("MG4C", "MG4C: surety or security"),
    ("MG4D", "MG4D: postal requisition, youth"),
    ("MG4E", "MG4E: postal requisition, adult"),
    ("MG4F", "MG4F: letter that no further action is taken"),
    ("MG5", "MG5: police report"),
    ("MG6", "MG6: case file information"),
    ("MG6A", "MG6A: briefing before interview"),
    ("MG6B", "MG6B: officer misconduct"),
    ("MG6C", "MG6C: schedule of unused material, not sensitive"),
    ("MG6D", "MG6D: schedule of unused material, sensitive"),
    ("MG6E", "MG6E: disclosure officer’s report"),
    ("MG7", "MG7: remand application"),
    ("MG8", "MG8: breach of bail"),
    ("MG9", "MG9: witness list"),
    ("MG10", "MG10: witness non-availability"),
    ("MG11", "MG11: witness statement"),
    ("MG12", "MG12: exhibit list"),
    ("MG14", "MG14: conditional caution"),
    ("MG15", "MG15: record of interview"),
    ("MG16", "MG16: bad character evidence"),
    ("MG18", "MG18: offences taken into consideration"),
    ("MG19", "MG19: compensation claim"),
    ("MG20", "MG20: further evidence or information"),
    ("MG21", "MG21: submission of forensic exhibits"),
    ("MG21A", "MG21A: additional submission of forensic exhibits"),
    ("MG22", "MG22"),
    ("PNC_PRINT", "PNC print"),
    ("OTHER", "Something else"),
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
        name="Document",
        fields=[
            own_id(),
            ("case", to("cases.case", related_name="documents")),
            ("entry", to("cases.itementry", null=True, related_name="documents")),
            ("first", to("cases.document", related_name="versions", db_index=False)),
            ("number", models.PositiveSmallIntegerField(default=1)),
            ("because", models.TextField(blank=True)),
            ("is_current", models.BooleanField(default=True, editable=False)),
            ("title", models.CharField(max_length=120)),
            ("kind", models.CharField(max_length=10)),
            ("form", models.CharField(blank=True, choices=MG_FORMS, max_length=9)),
            ("size", models.PositiveBigIntegerField()),
            ("sha256", models.CharField(max_length=64)),
            ("stored_as", models.UUIDField(unique=True)),
            (
                "scan",
                models.CharField(
                    choices=[
                        ("NOT_SCANNED", "Not scanned"),
                        ("CLEAN", "Scanned: nothing was found"),
                    ],
                    default="NOT_SCANNED",
                    max_length=11,
                ),
            ),
            ("side", models.CharField(choices=SIDES, max_length=9)),
            ("agency", to("people.agency")),
            ("added_by", to(settings.AUTH_USER_MODEL)),
            ("added_at", models.DateTimeField()),
            (
                "only_side",
                models.CharField(blank=True, choices=SIDES, editable=False, max_length=9),
            ),
            ("version", models.PositiveIntegerField(default=1)),
        ],
        options={
            "abstract": False,
            "default_permissions": (),
            "indexes": [
                models.Index(fields=["case", "-added_at"], name="document_by_case"),
            ],
            "constraints": [
                models.UniqueConstraint(fields=("first", "number"), name="document_version_once"),
                models.UniqueConstraint(
                    condition=models.Q(("is_current", True)),
                    fields=("first",),
                    name="one_current_version",
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
                    name="replaced_for_a_reason",
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        ("only_side", ""),
                        models.Q(
                            ("entry__isnull", True), ("only_side", "POLICE"), ("side", "POLICE")
                        ),
                        _connector="OR",
                    ),
                    name="police_keep_only_what_is_theirs",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="Marking",
        fields=[
            own_id(),
            ("case", to("cases.case", related_name="markings")),
            ("document", to("cases.document", related_name="markings")),
            ("is_kept", models.BooleanField()),
            ("because", models.TextField()),
            (
                "only_side",
                models.CharField(choices=SIDES, default="POLICE", editable=False, max_length=9),
            ),
            ("by", to(settings.AUTH_USER_MODEL)),
            ("at", models.DateTimeField()),
        ],
        options={
            "abstract": False,
            "default_permissions": (),
            "constraints": [
                models.CheckConstraint(
                    condition=models.Q(("because", ""), _negated=True), name="marking_says_why"
                ),
                models.CheckConstraint(
                    condition=models.Q(("only_side", "POLICE")), name="marking_is_of_the_police"
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="Upload",
        fields=[
            own_id(),
            ("case", to("cases.case", related_name="uploads")),
            ("sending", models.UUIDField()),
            ("title", models.CharField(max_length=120)),
            ("form", models.CharField(choices=MG_FORMS, max_length=9)),
            (
                "status",
                models.CharField(
                    choices=[
                        ("WAITING", "Waiting for the virus scan"),
                        ("KEPT", "Added"),
                        ("REFUSED", "Not added"),
                        ("HELD", "Not added: cannot be scanned"),
                        ("INFECTED", "Not added: virus found"),
                    ],
                    max_length=8,
                ),
            ),
            ("why", models.TextField(blank=True)),
            ("kind", models.CharField(blank=True, max_length=10)),
            ("size", models.PositiveBigIntegerField(default=0)),
            ("sha256", models.CharField(blank=True, max_length=64)),
            ("stored_as", models.UUIDField(null=True, unique=True)),
            ("entry", to("cases.itementry", null=True)),
            ("replaces", to("cases.document", null=True)),
            ("because", models.TextField(blank=True)),
            ("kept_because", models.TextField(blank=True)),
            ("look_at", models.DateTimeField(null=True)),
            (
                "document",
                models.OneToOneField(
                    null=True, on_delete=models.PROTECT, related_name="+", to="cases.document"
                ),
            ),
            ("only_side", models.CharField(choices=SIDES, editable=False, max_length=9)),
            ("agency", to("people.agency", null=True)),
            ("by", to(settings.AUTH_USER_MODEL)),
            ("at", models.DateTimeField()),
        ],
        options={
            "abstract": False,
            "default_permissions": (),
            "indexes": [
                models.Index(fields=["case", "only_side", "-at", "-id"], name="upload_by_case"),
                models.Index(
                    condition=models.Q(("look_at__isnull", False)),
                    fields=["look_at"],
                    name="upload_to_scan",
                ),
            ],
            "constraints": [
                models.CheckConstraint(
                    condition=models.Q(("only_side__in", ["POLICE", "CPS"])),
                    name="upload_is_of_one_side",
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        models.Q(("document__isnull", False), ("status", "KEPT"), ("why", "")),
                        models.Q(("document", None), ("status", "WAITING")),
                        models.Q(
                            ("document", None),
                            ("status__in", ["REFUSED", "HELD", "INFECTED"]),
                            models.Q(("why", ""), _negated=True),
                        ),
                        _connector="OR",
                    ),
                    name="upload_became_a_document_or_says_why",
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        models.Q(("look_at__isnull", False), ("status", "WAITING")),
                        models.Q(models.Q(("status", "WAITING"), _negated=True), ("look_at", None)),
                        _connector="OR",
                    ),
                    name="upload_waits_to_be_scanned",
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        ("status__in", ["KEPT", "REFUSED"]),
                        ("stored_as__isnull", False),
                        _connector="OR",
                    ),
                    name="what_is_in_quarantine_is_stored",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="Event",
        fields=[
            own_id(),
            ("case", to("cases.case", related_name="events")),
            ("verb", models.CharField(max_length=40)),
            (
                "suspects",
                django.contrib.postgres.fields.ArrayField(
                    base_field=models.PositiveSmallIntegerField(), default=list, size=None
                ),
            ),
            ("by", to(settings.AUTH_USER_MODEL, null=True)),
            ("at", models.DateTimeField()),
            ("note", models.TextField(blank=True)),
            ("only_side", models.CharField(blank=True, choices=SIDES, max_length=9)),
            ("document", to("cases.document", null=True, db_index=False)),
        ],
        options={
            "abstract": False,
            "default_permissions": (),
            "indexes": [
                models.Index(fields=["case", "-at"], name="event_by_case"),
            ],
        },
    ),
    migrations.CreateModel(
        name="HistoricalDocument",
        fields=[
            ("id", models.UUIDField(db_index=True, default=uuid.uuid4, editable=False)),
            ("title", models.CharField(max_length=120)),
            ("form", models.CharField(blank=True, choices=MG_FORMS, max_length=9)),
            ("added_at", models.DateTimeField()),
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
            (
                "added_by",
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
            "verbose_name": "historical document",
            "verbose_name_plural": "historical documents",
            "ordering": ("-history_date", "-history_id"),
            "get_latest_by": ("history_date", "history_id"),
        },
        bases=(simple_history.models.HistoricalChanges, models.Model),
    ),
)


class Migration(migrations.Migration):
    replaces = [("cases", "0006_dates_move")]
    dependencies = [("cases", "0005_victim_requests")]

    operations = [
        TABLES,
        only_grows("cases_historicaldocument", "cases_marking", "cases_event"),
        nothing_goes(
            "cases_document",
            "case_id",
            "entry_id",
            "title",
            "kind",
            "size",
            "sha256",
            "stored_as",
            "agency_id",
            "added_by_id",
            "added_at",
            may_repeat=True,
        ),
        also_fixed(
            "cases_document", "first_id", "number", "because", "side", trigger="never_renumbered"
        ),
        nothing_goes(
            "cases_upload",
            "case_id",
            "sending",
            "title",
            "form",
            "kind",
            "size",
            "sha256",
            "stored_as",
            "entry_id",
            "replaces_id",
            "because",
            "kept_because",
            "only_side",
            "agency_id",
            "by_id",
            "at",
            may_repeat=True,
        ),
    ]
