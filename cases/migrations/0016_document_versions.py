"""A document can be replaced, for a reason, and what it replaced stays; whose side added it."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F, Q

from people.ledgers import also_fixed

SIDES = [("POLICE", "Police"), ("CPS", "CPS"), ("OVERSIGHT", "Oversight")]
FIRST_OF_ITS_OWN = """
SET CONSTRAINTS ALL IMMEDIATE;
UPDATE cases_document SET first_id = cases_document.id, side = agency.side
FROM people_agency agency WHERE agency.id = agency_id;
SET CONSTRAINTS ALL DEFERRED;
"""


def first(**how):
    return models.ForeignKey(
        db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="versions",
        to="cases.document", **how,
    )  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("cases", "0015_submissions"), ("people", "0006_what_was_handed_out")]
    operations = [
        migrations.AddField("document", "number", models.PositiveSmallIntegerField(default=1)),
        migrations.AddField("document", "because", models.TextField(blank=True, default="")),
        migrations.AlterField("document", "because", models.TextField(blank=True)),
        migrations.AddField(
            "document", "is_current", models.BooleanField(default=True, editable=False)
        ),
        migrations.AddField("document", "first", first(null=True)),
        migrations.AddField(
            "document", "side", models.CharField(choices=SIDES, max_length=9, null=True)
        ),
        migrations.RunSQL(FIRST_OF_ITS_OWN, migrations.RunSQL.noop),
        migrations.AlterField("document", "first", first()),
        migrations.AlterField("document", "side", models.CharField(choices=SIDES, max_length=9)),
        also_fixed(
            "cases_document", "first_id", "number", "because", "side", trigger="never_renumbered"
        ),
        migrations.AddConstraint(
            "document",
            models.UniqueConstraint(fields=["first", "number"], name="document_version_once"),
        ),
        migrations.AddConstraint(
            "document",
            models.UniqueConstraint(
                condition=Q(is_current=True), fields=["first"], name="one_current_version"
            ),
        ),
        migrations.AddConstraint(
            "document",
            models.CheckConstraint(
                condition=Q(because="", first=F("id"), number=1)
                | (Q(number__gt=1) & ~Q(first=F("id")) & ~Q(because="")),
                name="replaced_for_a_reason",
            ),
        ),
    ]
