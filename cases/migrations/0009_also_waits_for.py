"""
What is owed about actions, beside the turn, is on a worklist; and so is how urgent a decision is.

A suspect is due when the first of all that is owed is, so a clock that is counted again asks the
open actions too. urgency repeats the referral, whose own history has it.
"""

import django.contrib.postgres.fields
from django.db import migrations, models

FORWARDS = """
CREATE FUNCTION suspect_asked_about(suspect uuid)
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
BACKWARDS = """
CREATE OR REPLACE FUNCTION clock_tells_suspects() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE cases_suspect suspect SET due_at = NEW.due_at, listed_at = NEW.due_at
    FROM cases_turn turn
    WHERE turn.clock_id = NEW.id AND turn.ended_at IS NULL AND turn.suspect_id = suspect.id;
    RETURN NULL;
END $$;
DROP FUNCTION suspect_asked_about;
"""
KEPT_ALREADY = """
UPDATE cases_suspect suspect SET urgency = referral.urgency
FROM cases_referral_suspects link JOIN cases_referral referral ON referral.id = link.referral_id
WHERE link.suspect_id = suspect.id AND referral.status IN ('AWAITING_SIGN_OFF', 'SENT_BACK');

UPDATE cases_suspect suspect SET
    also_waits_for = array_remove(ARRAY[
        CASE WHEN suspect.state <> 'ACTION_PLAN' THEN 'POLICE' END,
        CASE WHEN asked.by_police THEN 'CPS' END
    ]::varchar[], NULL),
    is_open = is_open OR suspect.state <> 'ACTION_PLAN' OR asked.by_police,
    due_at = LEAST(suspect.due_at, asked.due_at), listed_at = LEAST(suspect.due_at, asked.due_at)
FROM (
    SELECT listed.id, min(about.due_at) AS due_at,
        bool_or(about.date_asked_by = 'POLICE') AS by_police
    FROM cases_suspect listed CROSS JOIN LATERAL suspect_asked_about(listed.id) about
    GROUP BY listed.id
) AS asked WHERE asked.id = suspect.id;

UPDATE cases_suspect SET listed_at = turn_began_at
WHERE urgency = 'RED' AND due_at IS NULL AND turn_began_at IS NOT NULL;

SET CONSTRAINTS ALL IMMEDIATE;
"""


def due_index(side):
    """The worklist of a side, read without a look at the table."""
    return models.Index(
        condition=models.Q(("is_open", True), ("is_restricted", False)),
        fields=[f"{side}_unit", "listed_at", "id"],
        include=[
            "case",
            "state",
            "holder_side",
            "also_waits_for",
            "due_at",
            "turn_began_at",
            "only_side",
        ],
        name=f"suspect_{side}_due",
    )


class Migration(migrations.Migration):
    dependencies = [("cases", "0008_not_sent_yet")]

    operations = [
        migrations.AddField(
            "suspect",
            "also_waits_for",
            django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(
                    choices=[("POLICE", "Police"), ("CPS", "CPS"), ("OVERSIGHT", "Oversight")],
                    max_length=9,
                ),
                default=list,
                size=None,
            ),
        ),
        migrations.RemoveField("historicalsuspect", "urgency"),
        migrations.RunSQL(FORWARDS, BACKWARDS),
        migrations.RunSQL(KEPT_ALREADY, migrations.RunSQL.noop),
        *(migrations.RemoveIndex("suspect", f"suspect_{side}_due") for side in ("police", "cps")),
        *(migrations.AddIndex("suspect", due_index(side)) for side in ("police", "cps")),
    ]
