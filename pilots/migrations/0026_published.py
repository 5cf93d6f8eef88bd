"""
Figures are published by the month, rounded, in the place of those that were weighed each minute.

Nothing is published until the worker has counted once more, which it does by itself. A web server
that is a release behind finds empty views where its tables were, and says that there is not enough
yet. What was counted at the CPS unit that a case would go to is counted anew.
"""

import django.db.models.deletion
from django.db import migrations, models

from people.tables import Together, next_id

TOUCHES = """
DROP FUNCTION route_touches_cases, route_touches_suspects CASCADE;

CREATE TRIGGER figures_follow_sent AFTER UPDATE OF only_side ON cases_suspect
    FOR EACH ROW WHEN (OLD.only_side IS DISTINCT FROM NEW.only_side)
    EXECUTE FUNCTION suspect_touches_itself();
CREATE TRIGGER shares_follow_sent AFTER UPDATE OF only_side ON victims_duty
    FOR EACH ROW WHEN (OLD.only_side IS DISTINCT FROM NEW.only_side)
    EXECUTE FUNCTION case_is_touched();

INSERT INTO pilots_touched ("case") SELECT id FROM cases_case;
INSERT INTO pilots_touched (suspect) SELECT id FROM cases_suspect;
"""
FORMER = """
DROP VIEW pilots_cell;
CREATE VIEW pilots_tally AS
SELECT 0::bigint AS id, ''::text AS measure, ''::text AS place, ''::text AS urgency, ''::text AS length,
    NULL::date AS first, 0 AS people, 0 AS ended, 0 AS going, 0 AS stopped, 0 AS unclear,
    NULL::integer AS median, NULL::integer AS police, NULL::integer AS cps, NULL::integer AS nobody,
    '{}'::text[] AS hidden, NULL::bytea AS days
WHERE false;
CREATE VIEW pilots_shown AS
SELECT 0::bigint AS id, ''::text AS measure, 0 AS year, ''::text AS place, '{}'::text[] AS figures
WHERE false;
"""


def key():
    return [
        next_id(),
        ("measure", models.CharField(max_length=40)),
        ("place", models.CharField(max_length=20)),
        ("urgency", models.CharField(max_length=14)),
        ("length", models.CharField(max_length=7)),
        ("first", models.DateField()),
    ]


def once(name):
    fields = ["measure", "place", "urgency", "length", "first"]
    return models.UniqueConstraint(fields=fields, name=name)


NUMBERS = ("people", "ended", "going", "stopped", "unclear")
TABLES = Together(
    migrations.CreateModel(
        name="Tally",
        fields=[
            *key(),
            *((name, models.IntegerField()) for name in NUMBERS),
            ("half", models.IntegerField(null=True)),
            ("nine_in_ten", models.IntegerField(null=True)),
            *(
                (name, models.FloatField(null=True))
                for name in ("median", "police", "cps", "nobody")
            ),
        ],
        options={
            "db_table": "pilots_stage_tally",
            "default_permissions": (),
            "constraints": [once("stage_tally_once")],
        },
    ),
    migrations.CreateModel(
        name="ShareTally",
        fields=[*key(), ("counts", models.JSONField())],
        options={"default_permissions": (), "constraints": [once("share_tally_once")]},
    ),
    migrations.CreateModel(
        name="CountedCase",
        fields=[
            (
                "case",
                models.OneToOneField(
                    db_index=False,
                    on_delete=django.db.models.deletion.CASCADE,
                    primary_key=True,
                    related_name="+",
                    serialize=False,
                    to="cases.case",
                ),
            ),
        ],
        options={"default_permissions": ()},
    ),
    migrations.CreateModel(
        name="CountingSecret",
        fields=[next_id(), ("secret", models.BinaryField())],
        options={
            "default_permissions": (),
            "constraints": [
                models.CheckConstraint(condition=models.Q(("pk", 1)), name="one_counting_secret")
            ],
        },
    ),
)


class Migration(migrations.Migration):
    dependencies = [("pilots", "0025_shares_follow_what_is_sent")]
    operations = [
        migrations.DeleteModel("Tally"),
        migrations.DeleteModel("Shown"),
        migrations.DeleteModel("Unweighed"),
        TABLES,
        migrations.RunSQL(FORMER + TOUCHES),
    ]
