"""
Figures of stages are kept ready, each with what of it may be shown, in the place of their cells.

Every figure there was stands as not shown until the worker has weighed its year again, which it
does by itself, the newest first.
"""

import django.contrib.postgres.fields
from django.db import migrations, models

from people.tables import Together, next_id

FORWARDS = """
INSERT INTO pilots_tally (measure, place, urgency, length, first, people, ended, going, stopped,
    unclear, hidden)
SELECT DISTINCT cell.measure, place, asked.urgency, length, first::date, 0, 0, 0, 0, 0,
    '{ALL,DAYS,ENDED,NINE,OPEN,STOPPED,UNCLEAR}'::text[]
FROM pilots_cell cell
JOIN people_unit police ON police.id = cell.police_unit_id
LEFT JOIN people_unit cps ON cps.id = cell.cps_unit_id
CROSS JOIN LATERAL (VALUES ('ALL'), ('unit-' || police.id), ('agency-' || police.agency_id),
    (coalesce('unit-' || cps.id, 'unit-none')),
    (coalesce('agency-' || cps.agency_id, 'agency-none'))) AS places (place)
CROSS JOIN LATERAL (VALUES ('ALL'), (coalesce(nullif(cell.urgency, ''), 'NONE')))
    AS asked (urgency)
CROSS JOIN LATERAL (VALUES ('month', date_trunc('month', month)),
    ('quarter', date_trunc('quarter', month)), ('year', date_trunc('year', month)))
    AS periods (length, first);

INSERT INTO pilots_unweighed (measure, year)
SELECT DISTINCT measure, extract(year FROM month) FROM pilots_cell;

DELETE FROM pilots_shown WHERE measure IN (SELECT measure FROM pilots_cell);
"""


def number(**more):
    return models.IntegerField(**more)


TABLES = Together(
    migrations.CreateModel(
        name="Tally",
        fields=[
            next_id(),
            ("measure", models.CharField(max_length=40)),
            ("place", models.CharField(max_length=20)),
            ("urgency", models.CharField(max_length=14)),
            ("length", models.CharField(max_length=7)),
            ("first", models.DateField()),
            *((name, number()) for name in ("people", "ended", "going", "stopped", "unclear")),
            *((name, number(null=True)) for name in ("median", "police", "cps", "nobody")),
            (
                "hidden",
                django.contrib.postgres.fields.ArrayField(
                    base_field=models.CharField(max_length=7), size=None
                ),
            ),
            ("days", models.BinaryField(null=True)),
        ],
        options={
            "default_permissions": (),
            "constraints": [
                models.UniqueConstraint(
                    fields=("measure", "place", "urgency", "length", "first"), name="tally_once"
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="Unweighed",
        fields=[
            next_id(),
            ("measure", models.CharField(max_length=40)),
            ("year", models.PositiveSmallIntegerField()),
        ],
        options={
            "default_permissions": (),
            "constraints": [
                models.UniqueConstraint(fields=("measure", "year"), name="unweighed_once"),
            ],
        },
    ),
)


class Migration(migrations.Migration):
    dependencies = [("pilots", "0021_audience_planned_once")]
    operations = [
        TABLES,
        migrations.RunSQL(FORWARDS, migrations.RunSQL.noop),
        migrations.DeleteModel("Cell"),
    ]
