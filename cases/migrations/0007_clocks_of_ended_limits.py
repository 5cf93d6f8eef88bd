from django.db import migrations

# Migration 0004 removes the custody time limits of prosecutions whose decision was set aside; the
# clocks that remind of them end here.
CLOCKS_OF_ENDED_LIMITS = """
UPDATE timeliness_clock clock SET closed_at = greatest(now(), clock.started_at)
FROM cases_suspect suspect
WHERE suspect.custody_clock_id = clock.id AND suspect.first_limit_ends_on IS NULL
  AND clock.rule = 'custody_limit_ends' AND clock.closed_at IS NULL;
UPDATE cases_suspect suspect SET custody_clock_id = NULL
FROM timeliness_clock clock
WHERE clock.id = suspect.custody_clock_id AND suspect.first_limit_ends_on IS NULL
  AND clock.rule = 'custody_limit_ends';
"""


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0006_ends_of_charges'),
        ('timeliness', '0001_tables'),
    ]

    operations = [
        migrations.RunSQL(CLOCKS_OF_ENDED_LIMITS, migrations.RunSQL.noop),
    ]
