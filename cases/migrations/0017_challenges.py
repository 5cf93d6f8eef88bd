"""
The police question actions, and each version of what an action asked is kept.

What the CPS owes then is on worklists like every other date: a suspect is due when the first of
all that is owed is, also when a closed day moves it. The prosecutors are chased, or the managers
where no prosecutor is left; the managers are escalated to, as for every clock of their unit.
"""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from people.ledgers import nothing_goes, only_grows

DATES = """
CREATE OR REPLACE FUNCTION suspect_asked_about(suspect uuid)
RETURNS TABLE (due_at timestamptz, date_asked_by text) STABLE LANGUAGE sql AS $$
    SELECT clock.due_at, item.date_asked_by
    FROM cases_actionitem_suspects link
    JOIN cases_actionitem item ON item.id = link.actionitem_id AND item.status = 'OPEN'
    JOIN cases_suspect about ON about.id = link.suspect_id
        AND about.state NOT IN ('INVESTIGATING', 'NO_FURTHER_ACTION')
    JOIN LATERAL (
        SELECT item.clock_id
        UNION ALL
        SELECT challenge.clock_id FROM cases_challenge challenge
        WHERE challenge.item_id = item.id AND challenge.status = 'ASKED'
    ) AS owed ON true
    JOIN timeliness_clock clock ON clock.id = owed.clock_id
    WHERE link.suspect_id = $1
$$;

CREATE OR REPLACE FUNCTION clock_tells_suspects() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE cases_suspect suspect SET due_at = first.due_at, listed_at = first.due_at
    FROM (
        SELECT turn.suspect_id FROM cases_turn turn
        WHERE turn.clock_id = NEW.id AND turn.ended_at IS NULL
        UNION
        SELECT link.suspect_id FROM cases_challenge challenge
        JOIN cases_actionitem_suspects link ON link.actionitem_id = challenge.item_id
        WHERE challenge.clock_id = NEW.id AND challenge.status = 'ASKED'
    ) AS moved CROSS JOIN LATERAL (
        SELECT min(due.due_at) AS due_at FROM (
            SELECT clock.due_at FROM cases_turn turn
            JOIN timeliness_clock clock ON clock.id = turn.clock_id
            WHERE turn.suspect_id = moved.suspect_id AND turn.ended_at IS NULL
            UNION ALL
            SELECT asked.due_at FROM suspect_asked_about(moved.suspect_id) asked
        ) AS due
    ) AS first
    WHERE suspect.id = moved.suspect_id AND first.due_at IS NOT NULL;
    RETURN NULL;
END $$;
"""
DATES_BEFORE = """
CREATE OR REPLACE FUNCTION suspect_asked_about(suspect uuid)
RETURNS TABLE (due_at timestamptz, date_asked_by text) STABLE LANGUAGE sql AS $$
    SELECT clock.due_at, item.date_asked_by
    FROM cases_actionitem_suspects link
    JOIN cases_actionitem item ON item.id = link.actionitem_id AND item.status = 'OPEN'
    JOIN timeliness_clock clock ON clock.id = item.clock_id
    JOIN cases_suspect about ON about.id = link.suspect_id
        AND about.state NOT IN ('INVESTIGATING', 'NO_FURTHER_ACTION')
    WHERE link.suspect_id = $1
$$;

CREATE OR REPLACE FUNCTION clock_tells_suspects() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE cases_suspect suspect SET due_at = first.due_at, listed_at = first.due_at
    FROM cases_turn turn CROSS JOIN LATERAL (
        SELECT LEAST(NEW.due_at, min(asked.due_at)) AS due_at
        FROM suspect_asked_about(turn.suspect_id) asked
    ) AS first
    WHERE turn.clock_id = NEW.id AND turn.ended_at IS NULL AND turn.suspect_id = suspect.id;
    RETURN NULL;
END $$;
"""
# What is known of every other clock stays where it is; questions are added to it.
AUDIENCE = """
ALTER FUNCTION clocks_audience(uuid[], timestamptz) RENAME TO clocks_audience_but_challenges;

CREATE FUNCTION prosecutors_of("case" uuid, at timestamptz)
RETURNS TABLE (user_id bigint) STABLE LANGUAGE sql AS $$
    WITH named AS MATERIALIZED (SELECT * FROM cases_named_on($1, $2)),
    prosecutors AS (
        SELECT named.user_id FROM named
        WHERE named.capacity IN ('reviewing_prosecutor', 'covering_prosecutor')
    )
    SELECT prosecutors.user_id FROM prosecutors
    UNION
    SELECT held.user_id FROM cases_case known
    CROSS JOIN LATERAL cases_held_on(known.cps_unit_id, $2) held
    WHERE known.id = $1 AND held.capacity = 'allocate_cases'
      AND NOT EXISTS (SELECT FROM prosecutors)
      AND (NOT known.is_restricted OR held.user_id IN (SELECT named.user_id FROM named))
      AND NOT EXISTS (
          SELECT FROM cases_conflict conflict
          WHERE conflict.case_id = known.id AND conflict.user_id = held.user_id
      )
$$;

CREATE FUNCTION clocks_audience(clocks uuid[], at timestamptz)
RETURNS TABLE (clock uuid, stage text, user_id bigint) STABLE LANGUAGE sql AS $$
    SELECT * FROM clocks_audience_but_challenges($1, $2)
    UNION
    SELECT challenge.clock_id, chased.stage, told.user_id
    FROM cases_challenge challenge
    CROSS JOIN LATERAL prosecutors_of(challenge.case_id, $2) told
    CROSS JOIN (VALUES ('before_due'), ('after_due')) AS chased (stage)
    WHERE challenge.clock_id = ANY ($1)
$$;
"""
AUDIENCE_BEFORE = """
DROP FUNCTION clocks_audience(uuid[], timestamptz);
DROP FUNCTION prosecutors_of;
ALTER FUNCTION clocks_audience_but_challenges(uuid[], timestamptz) RENAME TO clocks_audience;
"""
# Until now only the date of an action changed, by agreement or with what was missing.
KEPT_ALREADY = """
INSERT INTO cases_itemversion (id, case_id, item_id, number, text, line_of_inquiry,
    proportionality, due_on, reason, side, by_id, at)
SELECT gen_random_uuid(), item.case_id, item.id,
    row_number() OVER (PARTITION BY item.id ORDER BY became.at), item.text,
    item.line_of_inquiry, item.proportionality, became.due_on, became.reason, became.side,
    became.by_id, became.at
FROM cases_actionitem item CROSS JOIN LATERAL (
    SELECT item.first_due_on AS due_on, '' AS reason, 'CPS' AS side, plan.set_by_id AS by_id,
        plan.set_at AS at
    FROM cases_actionplan plan WHERE plan.id = item.plan_id
    UNION ALL
    SELECT request.proposed_on, request.reason, request.side, request.answered_by_id,
        request.answered_at
    FROM cases_daterequest request WHERE request.item_id = item.id AND request.is_agreed
    UNION ALL
    SELECT entry.date, entry.text, entry.side, entry.by_id, entry.at
    FROM cases_itementry entry WHERE entry.item_id = item.id AND entry.kind = 'MISSING'
) AS became;

SET CONSTRAINTS ALL IMMEDIATE;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0016_document_versions"),
        ("timeliness", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="actionitem",
            name="challenge",
            field=models.CharField(
                blank=True,
                choices=[
                    ("ASKED", "Questioned: the CPS answers"),
                    ("HELD", "Questioned: the prosecutor holds to it"),
                    ("ANSWERED", "Answered"),
                    ("WITHDRAWN", "Withdrawn"),
                    ("DROPPED", "Ended with the action"),
                ],
                max_length=9,
            ),
        ),
        migrations.AddField(
            model_name="actionitem",
            name="taken_on_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="historicalactionitem",
            name="challenge",
            field=models.CharField(
                blank=True,
                choices=[
                    ("ASKED", "Questioned: the CPS answers"),
                    ("HELD", "Questioned: the prosecutor holds to it"),
                    ("ANSWERED", "Answered"),
                    ("WITHDRAWN", "Withdrawn"),
                    ("DROPPED", "Ended with the action"),
                ],
                max_length=9,
            ),
        ),
        migrations.AddField(
            model_name="historicalactionitem",
            name="taken_on_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="itementry",
            name="quoted",
            field=models.TextField(blank=True),
        ),
        migrations.AlterField(
            model_name="itementry",
            name="kind",
            field=models.CharField(
                choices=[
                    ("ANSWERED", "Done"),
                    ("CANNOT", "Cannot be provided"),
                    ("ACCEPTED", "Answer accepted"),
                    ("MISSING", "More is needed"),
                    ("CANCELLED", "Action cancelled"),
                    ("DATE_ASKED", "Another date asked for"),
                    ("DATE_AGREED", "Date agreed"),
                    ("DATE_REFUSED", "Date not agreed"),
                    ("TAKEN_ON", "Accepted by the police"),
                    ("VARIED", "Variation proposed"),
                    ("CHALLENGED", "Challenged"),
                    ("WITHDRAWN", "Question withdrawn: the action stands"),
                    ("AGREED", "Variation agreed"),
                    ("UPHELD", "Challenge upheld: action amended"),
                    ("HELD", "The prosecutor holds to the action"),
                ],
                max_length=12,
            ),
        ),
        migrations.CreateModel(
            name="Challenge",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("VARIATION", "Variation proposed"), ("CHALLENGE", "Challenged")],
                        max_length=9,
                    ),
                ),
                (
                    "reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("NOT_REASONABLE", "It is not a reasonable line of inquiry"),
                            ("DISPROPORTIONATE", "It is not proportionate"),
                            ("DONE_ALREADY", "It has been done already"),
                            ("NOT_POSSIBLE", "It is not possible"),
                            ("OTHER", "Another reason"),
                        ],
                        max_length=16,
                    ),
                ),
                ("text", models.TextField()),
                ("proposed_text", models.TextField(blank=True)),
                ("proposed_on", models.DateField(null=True)),
                ("at", models.DateTimeField()),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("ASKED", "Questioned: the CPS answers"),
                            ("HELD", "Questioned: the prosecutor holds to it"),
                            ("ANSWERED", "Answered"),
                            ("WITHDRAWN", "Withdrawn"),
                            ("DROPPED", "Ended with the action"),
                        ],
                        default="ASKED",
                        max_length=9,
                    ),
                ),
                (
                    "answer",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("AGREE", "Agreed"),
                            ("CANCEL", "Upheld: the action is cancelled"),
                            ("AMEND", "Upheld: the action is amended"),
                            ("HOLD", "The action stands"),
                        ],
                        max_length=6,
                    ),
                ),
                ("answered_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "answered_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="challenges",
                        to="cases.case",
                    ),
                ),
                (
                    "clock",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="challenge",
                        to="timeliness.clock",
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="challenges",
                        to="cases.actionitem",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)),
                        fields=("item",),
                        name="one_challenge_at_a_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "VARIATION"), ("reason", "")),
                            models.Q(
                                ("kind", "CHALLENGE"), models.Q(("reason", ""), _negated=True)
                            ),
                            _connector="OR",
                        ),
                        name="only_a_challenge_has_a_coded_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("kind", "CHALLENGE"), ("proposed_on", None), ("proposed_text", "")
                            ),
                            models.Q(
                                ("kind", "VARIATION"),
                                models.Q(
                                    models.Q(("proposed_text", ""), _negated=True),
                                    ("proposed_on__isnull", False),
                                    _connector="OR",
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="a_variation_proposes_something",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answer", ""), ("answered_at", None), ("answered_by", None)),
                            models.Q(
                                models.Q(("answer", ""), _negated=True),
                                ("answered_at__isnull", False),
                                ("answered_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="challenge_answered_whole",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ItemVersion",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("number", models.PositiveSmallIntegerField()),
                ("text", models.TextField()),
                ("line_of_inquiry", models.TextField()),
                ("proportionality", models.TextField()),
                ("due_on", models.DateField()),
                ("reason", models.TextField(blank=True)),
                (
                    "side",
                    models.CharField(
                        choices=[("POLICE", "Police"), ("CPS", "CPS"), ("OVERSIGHT", "Oversight")],
                        max_length=9,
                    ),
                ),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="item_versions",
                        to="cases.case",
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="versions",
                        to="cases.actionitem",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("item", "number"), name="item_version_number_once"
                    )
                ],
            },
        ),
        nothing_goes(
            "cases_challenge",
            "case_id",
            "item_id",
            "kind",
            "reason",
            "text",
            "proposed_text",
            "proposed_on",
            "by_id",
            "at",
            "clock_id",
        ),
        only_grows("cases_itemversion"),
        migrations.RunSQL(DATES, DATES_BEFORE),
        migrations.RunSQL(AUDIENCE, AUDIENCE_BEFORE),
        migrations.RunSQL(KEPT_ALREADY, migrations.RunSQL.noop),
    ]
