"""
Suspects, allegations and victims are the police's alone until a supervisor sends them.

Those that the CPS has been able to read stay readable to it, and so does their history so far.
"""

from django.db import migrations, models

SENT = """
UPDATE cases_suspect SET only_side = '' WHERE id IN (
    SELECT link.suspect_id FROM cases_referral_suspects AS link
    JOIN cases_referral AS referral ON referral.id = link.referral_id
    WHERE referral.number IS NOT NULL
);
UPDATE cases_allegation SET only_side = '' WHERE suspect_id IN (
    SELECT id FROM cases_suspect WHERE only_side = ''
);
UPDATE cases_victim SET only_side = '' WHERE id IN (
    SELECT victim_id FROM cases_allegation WHERE only_side = ''
);
"""


def only_side(default):
    """The one side that keeps a row to itself."""
    sides = [("POLICE", "Police"), ("CPS", "CPS"), ("OVERSIGHT", "Oversight")]
    return models.CharField(
        blank=True, choices=sides, default=default, editable=False, max_length=9
    )


def due_index(side):
    """The worklist of a side, read without a look at the table."""
    return models.Index(
        condition=models.Q(("is_open", True), ("is_restricted", False)),
        fields=[f"{side}_unit", "listed_at", "id"],
        include=["case", "state", "holder_side", "due_at", "turn_began_at", "only_side"],
        name=f"suspect_{side}_due",
    )


class Migration(migrations.Migration):
    dependencies = [("cases", "0007_writers")]

    operations = [
        *(
            migrations.AddField(name, "only_side", only_side("POLICE"))
            for name in ("suspect", "allegation", "victim")
        ),
        # A history only grows, so what it holds already is told to both sides as before.
        migrations.AddField("historicalsuspect", "only_side", only_side("")),
        migrations.AlterField("historicalsuspect", "only_side", only_side("POLICE")),
        migrations.RunSQL(SENT, migrations.RunSQL.noop),
        *(migrations.RemoveIndex("suspect", f"suspect_{side}_due") for side in ("police", "cps")),
        *(migrations.AddIndex("suspect", due_index(side)) for side in ("police", "cps")),
    ]
