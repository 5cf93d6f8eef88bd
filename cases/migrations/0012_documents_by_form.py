"""
What each document is, and whose it was when it was added. What was added still never changes.

A document from before belongs to the agency of whoever added it: nobody has changed agency yet.
"""

import uuid

import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models

from people.ledgers import grows_no_longer, nothing_goes, only_grows

FORMS = [
    ("MG0", "MG0"), ("MG1", "MG1: file front sheet"), ("MG2", "MG2: special measures assessment"),
    ("MG3", "MG3: report for a charging decision"), ("MG4", "MG4: charges"),
    ("MG4A", "MG4A: bail, granted or varied"), ("MG4B", "MG4B: request to vary bail"),
    ("MG4C", "MG4C: surety or security"), ("MG4D", "MG4D: postal requisition, youth"),
    ("MG4E", "MG4E: postal requisition, adult"),
    ("MG4F", "MG4F: letter that no further action is taken"), ("MG5", "MG5: police report"),
    ("MG6", "MG6: case file information"), ("MG6A", "MG6A: briefing before interview"),
    ("MG6B", "MG6B: officer misconduct"),
    ("MG6C", "MG6C: schedule of unused material, not sensitive"),
    ("MG6D", "MG6D: schedule of unused material, sensitive"),
    ("MG6E", "MG6E: disclosure officer’s report"), ("MG7", "MG7: remand application"),
    ("MG8", "MG8: breach of bail"), ("MG9", "MG9: witness list"),
    ("MG10", "MG10: witness non-availability"), ("MG11", "MG11: witness statement"),
    ("MG12", "MG12: exhibit list"), ("MG14", "MG14: conditional caution"),
    ("MG15", "MG15: record of interview"), ("MG16", "MG16: bad character evidence"),
    ("MG18", "MG18: offences taken into consideration"), ("MG19", "MG19: compensation claim"),
    ("MG20", "MG20: further evidence or information"),
    ("MG21", "MG21: submission of forensic exhibits"),
    ("MG21A", "MG21A: additional submission of forensic exhibits"), ("MG22", "MG22"),
    ("PNC_PRINT", "PNC print"), ("OTHER", "Something else"),
]  # fmt: skip
WHOSE = """
UPDATE cases_document SET agency_id = person.agency_id
FROM people_user person WHERE person.id = added_by_id;
SET CONSTRAINTS ALL IMMEDIATE;  -- or what was updated could not be altered in the same transaction
"""


def form():
    """What the document is."""
    return models.CharField(blank=True, choices=FORMS, default="", max_length=9)


def unbound(to, **how):
    """A reference that a history keeps without a constraint."""
    return models.ForeignKey(
        blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING,
        related_name="+", to=to, **how,
    )  # fmt: skip


def agency(**how):
    return models.ForeignKey(
        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.agency", **how
    )


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0011_more_readers"),
        ("people", "0004_inspectors_and_advice"),
    ]
    operations = [
        migrations.CreateModel(
            name="HistoricalDocument",
            fields=[
                ("id", models.UUIDField(db_index=True, default=uuid.uuid4, editable=False)),
                ("title", models.CharField(max_length=120)),
                ("form", models.CharField(blank=True, choices=FORMS, max_length=9)),
                ("added_at", models.DateTimeField()),
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
                ("added_by", unbound(settings.AUTH_USER_MODEL)),
                ("case", unbound("cases.case")),
                (
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
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
        only_grows("cases_historicaldocument"),
        grows_no_longer("cases_document"),
        migrations.AddField("document", "form", form()),
        migrations.AlterField(
            "document", "form", models.CharField(blank=True, choices=FORMS, max_length=9)
        ),
        migrations.AddField("document", "version", models.PositiveIntegerField(default=1)),
        migrations.AddField("document", "agency", agency(null=True)),
        migrations.RunSQL(WHOSE, migrations.RunSQL.noop),
        migrations.AlterField("document", "agency", agency()),
        nothing_goes(
            "cases_document", "case_id", "entry_id", "title", "kind", "size", "sha256",
            "stored_as", "agency_id", "added_by_id", "added_at", may_repeat=True,
        ),
        migrations.AddIndex(
            "document", models.Index(fields=["case", "-added_at"], name="document_by_case")
        ),
    ]  # fmt: skip
