"""The log of who opened what, which only grows; drafts, sealed; and forms posted once."""

import django.contrib.postgres.fields
from django.conf import settings
from django.db import migrations, models

from people.ledgers import only_grows
from people.tables import Together, next_id, to

TABLES = Together(
    migrations.CreateModel(
        name="AuditEntry",
        fields=[
            next_id(),
            ("at", models.DateTimeField()),
            (
                "operation",
                models.CharField(
                    choices=[
                        ("collection", "Recorded"),
                        ("alteration", "Changed"),
                        ("consultation", "Opened"),
                        ("disclosure", "Sent or downloaded"),
                        ("combination", "Combined"),
                        ("erasure", "Erased"),
                        ("sign-in", "Signing in and out"),
                    ],
                    max_length=12,
                ),
            ),
            ("verb", models.CharField(max_length=60)),
            ("user", to(settings.AUTH_USER_MODEL, null=True, db_index=False)),
            (
                "capacities",
                django.contrib.postgres.fields.ArrayField(
                    base_field=models.CharField(max_length=60), default=list, size=None
                ),
            ),
            ("kind", models.CharField(blank=True, max_length=60)),
            (
                "ids",
                django.contrib.postgres.fields.ArrayField(
                    base_field=models.CharField(max_length=36), default=list, size=None
                ),
            ),
            ("case_id", models.UUIDField(null=True)),
            ("refused", models.CharField(blank=True, max_length=300)),
            ("sought", models.CharField(blank=True, max_length=64)),
            ("content", models.CharField(blank=True, max_length=64)),
            ("address", models.GenericIPAddressField(null=True)),
        ],
        options={
            "default_permissions": (),
            "indexes": [
                models.Index(fields=["at", "id"], name="audit_at"),
                models.Index(fields=["user", "at", "id"], name="audit_user"),
                models.Index(fields=["case_id", "at", "id"], name="audit_case"),
                models.Index(
                    condition=models.Q(("refused", ""), _negated=True),
                    fields=["user", "at"],
                    name="audit_refused",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="Draft",
        fields=[
            (
                "pk",
                models.CompositePrimaryKey(
                    "user_id", "id", blank=True, editable=False, primary_key=True, serialize=False
                ),
            ),
            (
                "user",
                models.ForeignKey(
                    db_index=False,
                    on_delete=models.CASCADE,
                    related_name="+",
                    to=settings.AUTH_USER_MODEL,
                ),
            ),
            ("id", models.UUIDField()),
            ("key", models.CharField(max_length=120)),
            ("sealed", models.BinaryField()),
            ("saved_at", models.DateTimeField()),
        ],
        options={"default_permissions": ()},
    ),
    migrations.CreateModel(
        name="Posted",
        fields=[
            (
                "pk",
                models.CompositePrimaryKey(
                    "user_id", "key", blank=True, editable=False, primary_key=True, serialize=False
                ),
            ),
            (
                "user",
                models.ForeignKey(
                    db_index=False,
                    on_delete=models.CASCADE,
                    related_name="+",
                    to=settings.AUTH_USER_MODEL,
                ),
            ),
            ("key", models.UUIDField()),
            ("verb", models.CharField(max_length=60)),
            ("outcome", models.CharField(blank=True, max_length=36)),
            ("at", models.DateTimeField()),
        ],
        options={"default_permissions": ()},
    ),
)


class Migration(migrations.Migration):
    replaces = [("people", "0002_facts")]
    dependencies = [("people", "0001_people")]

    operations = [
        TABLES,
        only_grows("people_auditentry"),
    ]
