"""
The lists of charges to report, to put right and to compare find their few rows at once.

The index of the states in which few suspects are at a time is made anew with these three.
"""

from django.db import migrations, models

BRIEF = [
    "ADVICE_SIGN_OFF", "ADVICE_TRIAGE", "ADVICE_MANAGER", "ADVICE_ADVISER", "ADVICE_ESCALATED",
    "ADVICE_LEGAL_MANAGER", "AWAITING_SIGN_OFF", "SECOND_READER",
    "CHARGE_AUTHORISED", "CHARGE_DIFFERS", "CHARGE_QUERIED",
]  # fmt: skip


def _index(side):
    return migrations.AddIndex(
        model_name="suspect",
        index=models.Index(
            name=f"suspect_{side}_brief",
            fields=[f"{side}_unit", "state"],
            condition=models.Q(("is_open", True), ("is_restricted", False), ("state__in", BRIEF)),
        ),
    )


class Migration(migrations.Migration):
    dependencies = [("cases", "0019_conflicts_of_a_human_being")]
    operations = [
        migrations.RemoveIndex(model_name="suspect", name="suspect_police_brief"),
        migrations.RemoveIndex(model_name="suspect", name="suspect_cps_brief"),
        _index("police"),
        _index("cps"),
    ]
