"""An allegation that was written down wrongly is corrected by another version of it."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F, Q

from people.ledgers import also_fixed

FIRST_OF_ITS_OWN = """
SET CONSTRAINTS ALL IMMEDIATE;
UPDATE cases_allegation SET first_id = id;
SET CONSTRAINTS ALL DEFERRED;
"""
ONCE = ["victim", "suspect", "offence", "from_on"]


def first(**how):
    return models.ForeignKey(
        editable=False, on_delete=django.db.models.deletion.PROTECT, related_name="versions",
        to="cases.allegation", **how,
    )  # fmt: skip


def because(**how):
    return models.TextField(blank=True, editable=False, **how)


class Migration(migrations.Migration):
    dependencies = [("cases", "0044_set_aside")]
    operations = [
        migrations.AddField(
            "allegation", "number", models.PositiveSmallIntegerField(default=1, editable=False)
        ),
        migrations.AddField("allegation", "because", because(default="")),
        migrations.AlterField("allegation", "because", because()),
        migrations.AddField(
            "allegation", "is_current", models.BooleanField(default=True, editable=False)
        ),
        migrations.AddField("allegation", "first", first(null=True)),
        migrations.RunSQL(FIRST_OF_ITS_OWN, migrations.RunSQL.noop),
        migrations.AlterField("allegation", "first", first()),
        also_fixed("cases_allegation", "first_id", "number", "because", trigger="never_renumbered"),
        migrations.RemoveConstraint("allegation", "allegation_once"),
        migrations.AddConstraint(
            "allegation",
            models.UniqueConstraint(
                condition=Q(is_current=True), fields=ONCE, name="allegation_once"
            ),
        ),
        migrations.AddConstraint(
            "allegation",
            models.UniqueConstraint(fields=["first", "number"], name="allegation_version_once"),
        ),
        migrations.AddConstraint(
            "allegation",
            models.UniqueConstraint(
                condition=Q(is_current=True), fields=["first"], name="one_current_allegation"
            ),
        ),
        migrations.AddConstraint(
            "allegation",
            models.CheckConstraint(
                condition=Q(because="", first=F("id"), number=1)
                | Q(number__gt=1) & ~Q(first=F("id")) & ~Q(because=""),
                name="allegation_corrected_for_a_reason",
            ),
        ),
    ]
