"""Private notes of one side: written and corrected by further notes, never changed."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from people.ledgers import only_grows


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0012_documents_by_form"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Note",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("text", models.TextField()),
                (
                    "only_side",
                    models.CharField(
                        choices=[("POLICE", "Police"), ("CPS", "CPS"), ("OVERSIGHT", "Oversight")],
                        editable=False,
                        max_length=9,
                    ),
                ),
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
                        related_name="notes",
                        to="cases.case",
                    ),
                ),
                (
                    "corrects",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="corrections",
                        to="cases.note",
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notes",
                        to="cases.actionitem",
                    ),
                ),
                ("suspects", models.ManyToManyField(related_name="notes", to="cases.suspect")),
            ],
            options={
                "abstract": False,
                "default_permissions": (),
                "indexes": [
                    models.Index(fields=["case", "only_side", "-at", "-id"], name="note_by_case")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("only_side__in", ["POLICE", "CPS"])),
                        name="note_is_of_one_side",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("text", ""), _negated=True), name="note_says_something"
                    ),
                ],
            },
        ),
        only_grows("cases_note", "cases_note_suspects"),
    ]
