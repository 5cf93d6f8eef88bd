"""Learning actions are chased, also those of a unit; a decision referred back is looked at again."""

import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

# What was asked already runs to the end of its day, and is spoken of from then on.
CLOCKS = """
WITH made AS (
    SELECT asked.id, gen_random_uuid() AS clock, asked.at, asked.done_at, panel.area_id,
        greatest((asked.due_on + 1)::timestamp AT TIME ZONE 'Europe/London', asked.at) AS due_at
    FROM pilots_learningaction asked JOIN pilots_panel panel ON panel.id = asked.panel_id
), started AS (
    INSERT INTO timeliness_clock (id, about, subject, rule, rule_version, confidence, counted_in,
        recipient_unit_id, started_at, due_at, overdue_at, escalate_at, closed_at, look_at)
    SELECT clock, id, 'learning action ' || upper(left(replace(id::text, '-', ''), 8)),
        'learning_action', 'agreed', 'agreed', 'days', area_id, at, due_at, due_at, due_at,
        done_at, due_at
    FROM made
)
UPDATE pilots_learningaction asked SET clock_id = made.clock FROM made WHERE asked.id = made.id;
SET CONSTRAINTS ALL IMMEDIATE;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0014_chased_and_escalated"),
        ("people", "0003_forces_and_areas"),
        ("pilots", "0013_shares_follow"),
        ("timeliness", "0001_initial"),
        ("victims", "0009_audience"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="SecondLook",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "side",
                    models.CharField(
                        choices=[
                            ("POLICE", "Police"),
                            ("CPS", "CPS"),
                            ("SUPPORT", "Victim support"),
                            ("LEARNING", "Pilots and learning"),
                            ("OVERSIGHT", "Oversight"),
                        ],
                        max_length=9,
                    ),
                ),
                ("why", models.TextField()),
                (
                    "deciders",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(), size=None
                    ),
                ),
                (
                    "judges",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(), size=None
                    ),
                ),
                ("at", models.DateTimeField()),
                ("named_at", models.DateTimeField(null=True)),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("STANDS", "The decision is upheld"),
                            ("CHANGED", "The decision is overturned"),
                        ],
                        max_length=7,
                    ),
                ),
                ("reasons", models.TextField(blank=True)),
                ("looked_at", models.DateTimeField(null=True)),
            ],
            options={
                "abstract": False,
                "default_permissions": (),
            },
        ),
        migrations.AddField(
            model_name="learningaction",
            name="clock",
            field=models.OneToOneField(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="learning_action",
                to="timeliness.clock",
            ),
        ),
        migrations.RunSQL(CLOCKS, migrations.RunSQL.noop),
        migrations.AlterField(
            model_name="learningaction",
            name="clock",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="learning_action",
                to="timeliness.clock",
            ),
        ),
        migrations.AddField(
            model_name="learningaction",
            name="unit",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="people.unit",
            ),
        ),
        migrations.AlterField(
            model_name="learningaction",
            name="owner",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddConstraint(
            model_name="learningaction",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("owner", None), ("unit__isnull", False)),
                    models.Q(("owner__isnull", False), ("unit", None)),
                    _connector="OR",
                ),
                name="learning_action_is_asked_of_one",
            ),
        ),
        migrations.AddField(
            model_name="secondlook",
            name="case",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.case"
            ),
        ),
        migrations.AddField(
            model_name="secondlook",
            name="decision",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="cases.decision",
            ),
        ),
        migrations.AddField(
            model_name="secondlook",
            name="event",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="victims.victimevent",
            ),
        ),
        migrations.AddField(
            model_name="secondlook",
            name="named_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="secondlook",
            name="panel_case",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="second_look",
                to="pilots.panelcase",
            ),
        ),
        migrations.AddField(
            model_name="secondlook",
            name="reviewer",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="secondlook",
            name="suspect",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.suspect"
            ),
        ),
        migrations.AddConstraint(
            model_name="secondlook",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decision", None), ("event__isnull", False), ("side", "POLICE")),
                    models.Q(("decision__isnull", False), ("event", None), ("side", "CPS")),
                    _connector="OR",
                ),
                name="second_look_is_at_one_decision",
            ),
        ),
        migrations.AddConstraint(
            model_name="secondlook",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("named_at", None), ("named_by", None), ("reviewer", None)),
                    models.Q(
                        ("named_at__isnull", False),
                        ("named_by__isnull", False),
                        ("reviewer__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="second_look_named_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="secondlook",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("looked_at", None), ("outcome", ""), ("reasons", "")),
                    models.Q(
                        models.Q(("outcome", ""), _negated=True),
                        models.Q(("reasons", ""), _negated=True),
                        ("looked_at__isnull", False),
                        ("reviewer__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="second_look_taken_whole",
            ),
        ),
    ]
