"""
A list of states in which few suspects are finds them at once, however many others are open.

Without it such a list, and its number on every worklist, walked past all that its units have open: a
third of a second for each at a million cases.
"""

from django.db import migrations, models

BRIEF = [
    "ADVICE_SIGN_OFF", "ADVICE_TRIAGE", "ADVICE_MANAGER", "ADVICE_ADVISER", "ADVICE_ESCALATED",
    "ADVICE_LEGAL_MANAGER", "AWAITING_SIGN_OFF", "SECOND_READER",
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
    dependencies = [("cases", "0016_pages_from_the_index")]
    operations = [_index("police"), _index("cps")]
