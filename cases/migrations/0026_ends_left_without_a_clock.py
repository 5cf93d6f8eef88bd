"""
Suspects with an end of bail or detention of which no clock tells are found without a walk.

There are few: whose end was recorded by a release that kept no such clocks, and whose end had
passed when it was recorded (cases.actions.custody_ends.follow_left).
"""

from django.db import migrations, models


def _index(custody, ends):
    return migrations.AddIndex(
        "suspect",
        models.Index(
            name=f"suspect_{custody.lower()}_left",
            fields=[ends],
            condition=models.Q(
                ("custody", custody),
                ("custody_clock", None),
                models.Q(("holder_side", ""), _negated=True),
            ),
        ),
    )


class Migration(migrations.Migration):
    dependencies = [("cases", "0025_custody_time_limits")]
    operations = [_index("ON_BAIL", "bail_ends_on"), _index("IN_CUSTODY", "detained_until")]
