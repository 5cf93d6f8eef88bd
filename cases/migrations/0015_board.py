"""
How many suspects stand where, kept as they come and go.

A row is added for each change and none is changed, so that two acts in one unit do not wait for
each other. A case that is restricted leaves the board with all its suspects.
"""

import django.db.models.deletion
from django.db import migrations, models

FORWARDS = """
CREATE FUNCTION board_counts(suspect cases_suspect, by integer) RETURNS void LANGUAGE sql AS $$
    INSERT INTO cases_boardcount (police_unit_id, cps_unit_id, state, only_side, n)
    SELECT suspect.police_unit_id, suspect.cps_unit_id, suspect.state, suspect.only_side, by
    WHERE suspect.is_open AND NOT suspect.is_restricted
$$;

CREATE FUNCTION suspect_moves_on_board() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN PERFORM board_counts(OLD, -1); END IF;
    IF TG_OP <> 'DELETE' THEN PERFORM board_counts(NEW, 1); END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER board_follows AFTER INSERT OR DELETE ON cases_suspect
    FOR EACH ROW EXECUTE FUNCTION suspect_moves_on_board();
CREATE TRIGGER board_follows_changes AFTER UPDATE ON cases_suspect FOR EACH ROW
    WHEN ((OLD.police_unit_id, OLD.cps_unit_id, OLD.state, OLD.only_side, OLD.is_open,
           OLD.is_restricted)
          IS DISTINCT FROM
          (NEW.police_unit_id, NEW.cps_unit_id, NEW.state, NEW.only_side, NEW.is_open,
           NEW.is_restricted))
    EXECUTE FUNCTION suspect_moves_on_board();

INSERT INTO cases_boardcount (police_unit_id, cps_unit_id, state, only_side, n)
SELECT police_unit_id, cps_unit_id, state, only_side, count(*) FROM cases_suspect
WHERE is_open AND NOT is_restricted GROUP BY police_unit_id, cps_unit_id, state, only_side;
"""
BACKWARDS = "DROP FUNCTION suspect_moves_on_board, board_counts CASCADE"


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0014_chased_and_escalated"),
        ("people", "0003_forces_and_areas"),
    ]

    operations = [
        migrations.CreateModel(
            name="BoardCount",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("INVESTIGATING", "Under investigation"),
                            ("ADVICE_SIGN_OFF", "Early advice: waiting for sign-off"),
                            ("ADVICE_TRIAGE", "Early advice: with CPS triage"),
                            ("ADVICE_MANAGER", "Early advice: with the manager"),
                            ("ADVICE_ADVISER", "Early advice: with the adviser"),
                            ("ADVICE_RETURNED", "Early advice: returned at triage"),
                            ("ADVICE_REFUSED", "Early advice: refused by the manager"),
                            ("ADVICE_ESCALATED", "Early advice: return escalated"),
                            ("ADVICE_LEGAL_MANAGER", "Early advice: refusal escalated"),
                            ("AWAITING_SIGN_OFF", "Waiting for supervisor’s sign-off"),
                            ("TRIAGE", "With CPS triage"),
                            ("RETURNED", "Returned at triage"),
                            ("READY_TO_ALLOCATE", "Ready to allocate"),
                            ("WITH_PROSECUTOR", "With the prosecutor"),
                            ("ACTION_PLAN", "Action plan set"),
                            ("SECOND_READER", "Waiting for a second reader"),
                            ("CHARGE_AUTHORISED", "Charge authorised"),
                            ("CHARGE_DIFFERS", "Charge differs"),
                            ("CHARGE_QUERIED", "Charge to be corrected"),
                            ("CHARGED", "Charged"),
                            ("NO_FURTHER_ACTION", "No further action"),
                            ("FINALISED", "Administratively finalised"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "only_side",
                    models.CharField(
                        blank=True,
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
                ("n", models.IntegerField()),
                (
                    "cps_unit",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.unit",
                    ),
                ),
                (
                    "police_unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.unit",
                    ),
                ),
            ],
            options={
                "default_permissions": (),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("n", 0), _negated=True), name="board_counts_somebody"
                    )
                ],
            },
        ),
        migrations.RunSQL(FORWARDS, BACKWARDS),
    ]
