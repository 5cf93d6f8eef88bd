"""
The end of bail or detention that is recorded has a clock, and who hears of it.

The officer in the case hears of every clock against the police unit; of these its supervisors do
from the first. Suspects whose end was recorded before have a clock from when they next move or it
is recorded again.
"""

import django.db.models.deletion
from django.db import migrations, models

AUDIENCE = """
CREATE OR REPLACE FUNCTION clocks_audience_but_advice(clocks uuid[], at timestamptz)
RETURNS TABLE (clock uuid, stage text, user_id bigint) STABLE LANGUAGE sql AS $$
    SELECT * FROM clocks_audience_but_challenges($1, $2)
    UNION
    SELECT challenge.clock_id, chased.stage, told.user_id
    FROM cases_challenge challenge
    CROSS JOIN LATERAL prosecutors_of(challenge.case_id, $2) told
    CROSS JOIN (VALUES ('before_due'), ('after_due')) AS chased (stage)
    WHERE challenge.clock_id = ANY ($1){union}
$$;
"""
NOW = AUDIENCE.format(
    union="""
    UNION
    SELECT clock.id, chased.stage, told.user_id
    FROM timeliness_clock clock
    CROSS JOIN LATERAL cases_held_as(clock.about, 'supervise_cases', $2) told
    CROSS JOIN (VALUES ('before_due'), ('after_due')) AS chased (stage)
    WHERE clock.id = ANY ($1) AND clock.rule IN ('bail_ends', 'detention_ends')"""
)
BEFORE = AUDIENCE.format(union="")


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0022_audience_of_settled_lengths"),
        ("timeliness", "0003_stopped_notices"),
    ]
    operations = [
        migrations.AddField(
            model_name="suspect",
            name="custody_clock",
            field=models.ForeignKey(
                db_index=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="timeliness.clock",
            ),
        ),
        migrations.RunSQL(NOW, BEFORE),
    ]
