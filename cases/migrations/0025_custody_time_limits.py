"""
When the custody time limit of a remanded suspect ends, who hears of it, and an index of its list.

The prosecution keeps to the limit (Prosecution of Offences Act 1985 s.22; CPS legal guidance,
Custody Time Limits): beside the officer and the supervisors, who hear as of bail, the prosecutors
of the case are told, and the managers of its CPS unit hear with those above. Of a suspect whom the
police keep to themselves the CPS hears nothing.
"""

from django.db import migrations, models

WHERE = [
    ("NOT_ARRESTED", "Not arrested"),
    ("IN_CUSTODY", "In police custody"),
    ("ON_BAIL", "On bail"),
    ("UNDER_INVESTIGATION", "Released under investigation"),
    ("REMANDED", "Charged and remanded in custody"),
]
AUDIENCE = """
CREATE OR REPLACE FUNCTION clocks_audience_but_advice(clocks uuid[], at timestamptz)
RETURNS TABLE (clock uuid, stage text, user_id bigint) STABLE LANGUAGE sql AS $$
    SELECT * FROM clocks_audience_but_challenges($1, $2)
    UNION
    SELECT challenge.clock_id, chased.stage, told.user_id
    FROM cases_challenge challenge
    CROSS JOIN LATERAL prosecutors_of(challenge.case_id, $2) told
    CROSS JOIN (VALUES ('before_due'), ('after_due')) AS chased (stage)
    WHERE challenge.clock_id = ANY ($1)
    UNION
    SELECT clock.id, chased.stage, told.user_id
    FROM timeliness_clock clock
    CROSS JOIN LATERAL cases_held_as(clock.about, 'supervise_cases', $2) told
    CROSS JOIN (VALUES ('before_due'), ('after_due')) AS chased (stage)
    WHERE clock.id = ANY ($1) AND clock.rule IN ({rules}){union}
$$;
"""
NOW = AUDIENCE.format(
    rules="'bail_ends', 'detention_ends', 'custody_limit_ends'",
    union="""
    UNION
    SELECT clock.id, told.stage, told.user_id
    FROM timeliness_clock clock
    CROSS JOIN LATERAL (
        SELECT chased.stage, prosecutor.user_id FROM prosecutors_of(clock.about, $2) prosecutor
        CROSS JOIN (VALUES ('before_due'), ('after_due')) AS chased (stage)
        UNION ALL
        SELECT 'escalated', manager.user_id
        FROM cases_held_as(clock.about, 'allocate_cases', $2) manager
    ) AS told (stage, user_id)
    WHERE clock.id = ANY ($1) AND clock.rule = 'custody_limit_ends' AND EXISTS (
        SELECT FROM cases_suspect suspect WHERE suspect.case_id = clock.about
            AND suspect.custody_clock_id = clock.id AND suspect.only_side = ''
    )""",
)
BEFORE = AUDIENCE.format(rules="'bail_ends', 'detention_ends'", union="")


def _index(side):
    return migrations.AddIndex(
        "suspect",
        models.Index(
            name=f"suspect_{side}_limit",
            fields=[f"{side}_unit"],
            condition=models.Q(
                ("custody", "REMANDED"),
                ("custody_limit_ends_on__isnull", False),
                ("is_restricted", False),
            ),
        ),
    )


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0024_reviewed"),
        ("timeliness", "0003_stopped_notices"),
    ]
    operations = [
        *(
            change
            for model in ("suspect", "historicalsuspect")
            for change in (
                migrations.AddField(model, "custody_limit_ends_on", models.DateField(null=True)),
                migrations.AlterField(
                    model, "custody", models.CharField(choices=WHERE, max_length=20)
                ),
            )
        ),
        _index("police"),
        _index("cps"),
        migrations.RunSQL(NOW, BEFORE),
    ]
