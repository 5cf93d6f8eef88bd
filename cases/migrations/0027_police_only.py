"""
The police may keep a document to themselves, for a reason; its events go with it.

An event told of every document that was added at once. From now on each document has its own, so
that one of them can be kept and the others not; those from before are told apart here.
"""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q

from people.ledgers import grows_no_longer, only_grows

SIDES = [("POLICE", "Police"), ("CPS", "CPS"), ("OVERSIGHT", "Oversight")]
APART = """
SET CONSTRAINTS ALL IMMEDIATE;
INSERT INTO cases_event (id, case_id, verb, suspects, by_id, at, note, only_side, document_id)
SELECT gen_random_uuid(), told.case_id, told.verb, told.suspects, told.by_id, told.at, added.title,
    told.only_side, added.id
FROM cases_event told JOIN cases_document added
    ON added.case_id = told.case_id AND added.added_by_id = told.by_id
    AND added.added_at = told.at AND added.number = 1 AND added.entry_id IS NULL
WHERE told.verb = 'add_document';
DELETE FROM cases_event told USING cases_event apart
WHERE told.verb = 'add_document' AND told.document_id IS NULL AND apart.verb = told.verb
    AND apart.document_id IS NOT NULL AND apart.case_id = told.case_id
    AND apart.by_id = told.by_id AND apart.at = told.at;
UPDATE cases_event told SET document_id = newer.id FROM cases_document newer
WHERE told.verb = 'replace_document' AND newer.case_id = told.case_id AND newer.number > 1
    AND newer.added_by_id = told.by_id AND newer.added_at = told.at;
UPDATE cases_event told SET document_id = corrected.id FROM cases_historicaldocument corrected
WHERE told.verb = 'classify_document' AND corrected.case_id = told.case_id
    AND corrected.history_change_reason = told.verb AND corrected.history_user_id = told.by_id
    AND corrected.history_date = told.at;
SET CONSTRAINTS ALL DEFERRED;
"""


def row(model, **how):
    return models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to=model, **how)


class Migration(migrations.Migration):
    dependencies = [("cases", "0026_victim_requests"), ("people", "0007_sealed_drafts")]
    operations = [
        migrations.AddField(
            "document",
            "only_side",
            models.CharField(blank=True, choices=SIDES, editable=False, max_length=9),
        ),
        migrations.AddConstraint(
            "document",
            models.CheckConstraint(
                condition=Q(only_side="")
                | Q(only_side="POLICE", side="POLICE", entry__isnull=True),
                name="police_keep_only_what_is_theirs",
            ),
        ),
        migrations.CreateModel(
            name="Marking",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("is_kept", models.BooleanField()),
                ("because", models.TextField()),
                (
                    "only_side",
                    models.CharField(choices=SIDES, default="POLICE", editable=False, max_length=9),
                ),
                ("at", models.DateTimeField()),
                ("by", row(settings.AUTH_USER_MODEL, related_name="+")),
                ("case", row("cases.case", related_name="markings")),
                ("document", row("cases.document", related_name="markings")),
            ],
            options={
                "abstract": False,
                "default_permissions": (),
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(("because", ""), _negated=True), name="marking_says_why"
                    ),
                    models.CheckConstraint(
                        condition=Q(only_side="POLICE"), name="marking_is_of_the_police"
                    ),
                ],
            },
        ),
        only_grows("cases_marking"),
        grows_no_longer("cases_event"),
        migrations.AddField(
            "event", "document", row("cases.document", db_index=False, null=True, related_name="+")
        ),
        migrations.RunSQL(APART, migrations.RunSQL.noop),
        only_grows("cases_event"),
    ]
