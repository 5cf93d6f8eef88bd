import django.db.models.deletion
from django.db import migrations, models

# A fact and its corrections are of one decision: that of the first charge that any of them names.
FILL = """
WITH RECURSIVE chain (id, head, place) AS (
    SELECT id, id, 0 FROM cases_courtfact WHERE replaces_id IS NULL
    UNION ALL
    SELECT later.id, chain.head, place + 1
    FROM cases_courtfact later JOIN chain ON later.replaces_id = chain.id
), named AS (
    SELECT DISTINCT ON (chain.head) chain.head, report.decision_id
    FROM chain
    JOIN cases_courtfactcharge about ON about.fact_id = chain.id
    JOIN cases_laidcharge laid ON laid.id = about.charge_id
    JOIN cases_reportedcharge report ON report.id = laid.report_id
    ORDER BY chain.head, place, about.id
), charge AS (
    SELECT id, suspect_id, number, coalesce(read_at, at) AS at FROM cases_decision
    WHERE kind = 'CHARGE' AND status IN ('LIVE', 'SET_ASIDE')
), of_head AS (
    SELECT head.id, coalesce(
        named.decision_id,
        (SELECT charge.id FROM charge
         WHERE charge.suspect_id = head.suspect_id AND charge.at <= head.at
         ORDER BY number DESC LIMIT 1),
        (SELECT charge.id FROM charge WHERE charge.suspect_id = head.suspect_id
         ORDER BY number DESC LIMIT 1)
    ) AS decision_id
    FROM cases_courtfact head LEFT JOIN named ON named.head = head.id
    WHERE head.replaces_id IS NULL
)
UPDATE cases_courtfact fact SET decision_id = of_head.decision_id
FROM chain JOIN of_head ON of_head.id = chain.head WHERE fact.id = chain.id;
"""

# What was to be kept in a prosecution on a decision that was set aside.
END_OF_PROSECUTIONS = """
UPDATE cases_suspect suspect SET
    hearings_until = (
        SELECT max(fact."on") FROM cases_courtfact fact
        JOIN cases_decision charge ON charge.id = fact.decision_id AND charge.status = 'LIVE'
        WHERE fact.suspect_id = suspect.id AND fact.is_current AND NOT fact.is_void
          AND fact.kind IN ('FIRST_HEARING', 'HEARING', 'TRIAL')
    )
WHERE EXISTS (
    SELECT FROM cases_courtfact fact JOIN cases_decision charge ON charge.id = fact.decision_id
    WHERE fact.suspect_id = suspect.id AND charge.status <> 'LIVE'
);
UPDATE cases_suspect suspect SET custody_limit_ends_on = NULL, first_limit_ends_on = NULL
WHERE (custody_limit_ends_on IS NOT NULL OR first_limit_ends_on IS NOT NULL) AND NOT EXISTS (
    SELECT FROM cases_decision charge
    WHERE charge.suspect_id = suspect.id AND charge.kind = 'CHARGE' AND charge.status = 'LIVE'
);
"""


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0003_consent_to_a_replacement'),
    ]

    operations = [
        migrations.AddField(
            model_name='courtfact',
            name='decision',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='court_facts', to='cases.decision'),
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.RunSQL(END_OF_PROSECUTIONS, migrations.RunSQL.noop),
        migrations.RunSQL('SET CONSTRAINTS ALL IMMEDIATE', migrations.RunSQL.noop),
        migrations.AlterField(
            model_name='courtfact',
            name='decision',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='court_facts', to='cases.decision'),
        ),
        migrations.RemoveConstraint(
            model_name='courtfact',
            name='one_first_hearing',
        ),
        migrations.AddConstraint(
            model_name='courtfact',
            constraint=models.UniqueConstraint(condition=models.Q(('is_current', True), ('is_void', False), ('kind', 'FIRST_HEARING')), fields=('decision',), name='one_first_hearing'),
        ),
    ]
