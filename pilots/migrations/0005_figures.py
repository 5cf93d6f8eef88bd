"""Stages of suspects, the cells they are counted in, and the queue of what is to be counted anew."""

import django.contrib.postgres.fields
from django.db import migrations, models

from people.tables import Together, next_id, to

URGENCIES = [
    ("RED", "Red: in custody, decision wanted now"),
    ("GREEN_PRIORITY", "Green priority"),
    ("GREEN", "Green"),
]

FORWARDS = """
CREATE FUNCTION london_day(timestamptz) RETURNS date IMMUTABLE LANGUAGE sql AS
    'SELECT ($1 AT TIME ZONE ''Europe/London'')::date';

CREATE FUNCTION suspect_is_touched() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO pilots_touched (suspect) VALUES (NEW.suspect_id);
    RETURN NULL;
END $$;

CREATE TRIGGER figures_follow AFTER INSERT OR UPDATE OF began_at, ended_at ON cases_turn
    FOR EACH ROW EXECUTE FUNCTION suspect_is_touched();
CREATE TRIGGER figures_follow AFTER INSERT OR UPDATE OF status ON cases_decision
    FOR EACH ROW EXECUTE FUNCTION suspect_is_touched();
CREATE TRIGGER figures_follow AFTER INSERT OR UPDATE OF is_current ON cases_courtfact
    FOR EACH ROW EXECUTE FUNCTION suspect_is_touched();
CREATE TRIGGER figures_follow AFTER INSERT OR UPDATE OF reopened_at ON cases_finalisation
    FOR EACH ROW EXECUTE FUNCTION suspect_is_touched();
CREATE TRIGGER figures_follow AFTER INSERT ON cases_referral_suspects
    FOR EACH ROW EXECUTE FUNCTION suspect_is_touched();

CREATE FUNCTION suspect_touches_itself() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO pilots_touched (suspect) VALUES (NEW.id);
    RETURN NULL;
END $$;
CREATE TRIGGER figures_follow_new AFTER INSERT ON cases_suspect
    FOR EACH ROW EXECUTE FUNCTION suspect_touches_itself();
CREATE TRIGGER figures_follow AFTER UPDATE OF police_unit_id, cps_unit_id, is_restricted
    ON cases_suspect FOR EACH ROW
    WHEN ((OLD.police_unit_id, OLD.cps_unit_id, OLD.is_restricted)
          IS DISTINCT FROM (NEW.police_unit_id, NEW.cps_unit_id, NEW.is_restricted))
    EXECUTE FUNCTION suspect_touches_itself();

CREATE FUNCTION link_leaves_suspect() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO pilots_touched (suspect) VALUES (OLD.suspect_id);
    RETURN NULL;
END $$;
CREATE TRIGGER figures_follow_left AFTER DELETE ON cases_referral_suspects
    FOR EACH ROW EXECUTE FUNCTION link_leaves_suspect();

CREATE FUNCTION referral_touches_suspects() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO pilots_touched (suspect)
    SELECT suspect_id FROM cases_referral_suspects WHERE referral_id = NEW.id;
    RETURN NULL;
END $$;
CREATE TRIGGER figures_follow AFTER UPDATE OF signed_off_at, withdrawn_at, urgency
    ON cases_referral FOR EACH ROW
    WHEN ((OLD.signed_off_at, OLD.withdrawn_at, OLD.urgency)
          IS DISTINCT FROM (NEW.signed_off_at, NEW.withdrawn_at, NEW.urgency))
    EXECUTE FUNCTION referral_touches_suspects();

CREATE FUNCTION report_touches_suspect() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO pilots_touched (suspect)
    SELECT suspect_id FROM cases_decision WHERE id = NEW.decision_id;
    RETURN NULL;
END $$;
CREATE TRIGGER figures_follow AFTER INSERT ON cases_reportedcharge
    FOR EACH ROW EXECUTE FUNCTION report_touches_suspect();

CREATE FUNCTION route_touches_suspects() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO pilots_touched (suspect)
    SELECT id FROM cases_suspect WHERE cps_unit_id IS NULL
        AND police_unit_id IN (OLD.police_unit_id, NEW.police_unit_id);
    RETURN NULL;
END $$;
CREATE TRIGGER figures_follow AFTER INSERT OR UPDATE OR DELETE ON people_route
    FOR EACH ROW EXECUTE FUNCTION route_touches_suspects();
"""
BACKWARDS = """
DROP FUNCTION suspect_is_touched, suspect_touches_itself, link_leaves_suspect,
    referral_touches_suspects, report_touches_suspect, route_touches_suspects, london_day CASCADE;
"""


TABLES = Together(
    migrations.CreateModel(
        name="Stretch",
        fields=[
            next_id(),
            ("measure", models.CharField(max_length=40)),
            ("month", models.DateField()),
            ("police_unit", to("people.unit", db_index=False)),
            ("cps_unit", to("people.unit", null=True, db_index=False)),
            ("urgency", models.CharField(blank=True, choices=URGENCIES, max_length=14)),
            (
                "suspect",
                models.ForeignKey(
                    db_index=False,
                    on_delete=models.CASCADE,
                    related_name="stretches",
                    to="cases.suspect",
                ),
            ),
            ("began_on", models.DateField()),
            ("until_on", models.DateField(null=True)),
            (
                "outcome",
                models.CharField(
                    choices=[
                        ("OPEN", "Still open"),
                        ("ENDED", "Completed"),
                        ("STOPPED", "Stopped without completing"),
                        ("UNCLEAR", "Recorded dates that contradict each other"),
                    ],
                    max_length=7,
                ),
            ),
            ("police_days", models.IntegerField(null=True)),
            ("cps_days", models.IntegerField(null=True)),
            ("other_days", models.IntegerField(null=True)),
        ],
        options={
            "abstract": False,
            "default_permissions": (),
            "indexes": [
                models.Index(
                    fields=["measure", "month", "police_unit", "cps_unit", "urgency"],
                    name="stretch_by_cell",
                ),
            ],
            "constraints": [
                models.UniqueConstraint(fields=("suspect", "measure"), name="stretch_once"),
                models.CheckConstraint(
                    condition=models.Q(
                        models.Q(("outcome", "OPEN"), ("until_on", None)),
                        models.Q(
                            models.Q(("outcome", "OPEN"), _negated=True),
                            ("until_on__isnull", False),
                        ),
                        _connector="OR",
                    ),
                    name="stretch_is_open_until_a_day",
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        models.Q(
                            ("cps_days__gte", 0),
                            ("other_days__gte", 0),
                            ("outcome", "ENDED"),
                            ("police_days__gte", 0),
                        ),
                        models.Q(
                            models.Q(("outcome", "ENDED"), _negated=True),
                            ("cps_days", None),
                            ("other_days", None),
                            ("police_days", None),
                        ),
                        _connector="OR",
                    ),
                    name="stretch_that_ended_says_whose_days",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="Cell",
        fields=[
            next_id(),
            ("measure", models.CharField(max_length=40)),
            ("month", models.DateField()),
            ("police_unit", to("people.unit", db_index=False)),
            ("cps_unit", to("people.unit", null=True, db_index=False)),
            ("urgency", models.CharField(blank=True, choices=URGENCIES, max_length=14)),
            (
                "ended",
                django.contrib.postgres.fields.ArrayField(
                    base_field=models.IntegerField(), default=list, size=None
                ),
            ),
            (
                "police",
                django.contrib.postgres.fields.ArrayField(
                    base_field=models.IntegerField(), default=list, size=None
                ),
            ),
            (
                "cps",
                django.contrib.postgres.fields.ArrayField(
                    base_field=models.IntegerField(), default=list, size=None
                ),
            ),
            (
                "other",
                django.contrib.postgres.fields.ArrayField(
                    base_field=models.IntegerField(), default=list, size=None
                ),
            ),
            (
                "stopped",
                django.contrib.postgres.fields.ArrayField(
                    base_field=models.IntegerField(), default=list, size=None
                ),
            ),
            (
                "open_since",
                django.contrib.postgres.fields.ArrayField(
                    base_field=models.DateField(), default=list, size=None
                ),
            ),
            ("unclear", models.IntegerField(default=0)),
        ],
        options={
            "abstract": False,
            "default_permissions": (),
            "constraints": [
                models.UniqueConstraint(
                    fields=("measure", "month", "police_unit", "cps_unit", "urgency"),
                    name="cell_once",
                    nulls_distinct=False,
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="Touched",
        fields=[
            next_id(),
            ("suspect", models.UUIDField()),
        ],
        options={"default_permissions": ()},
    ),
    migrations.CreateModel(
        name="Shown",
        fields=[
            next_id(),
            ("measure", models.CharField(max_length=40)),
            ("year", models.PositiveSmallIntegerField()),
            ("place", models.CharField(max_length=20)),
            (
                "figures",
                django.contrib.postgres.fields.ArrayField(
                    base_field=models.CharField(max_length=40), size=None
                ),
            ),
        ],
        options={
            "default_permissions": (),
            "constraints": [
                models.UniqueConstraint(fields=("measure", "year", "place"), name="shown_once"),
            ],
        },
    ),
)


class Migration(migrations.Migration):
    replaces = [
        ("pilots", "0005_panels"),
        ("pilots", "0006_panels_kept"),
        ("pilots", "0007_figures"),
        ("pilots", "0008_opinions"),
        ("pilots", "0009_opinions_kept"),
        ("pilots", "0010_learning_actions"),
        ("pilots", "0011_learning_actions_kept"),
    ]
    dependencies = [("pilots", "0004_learning_points")]

    operations = [
        TABLES,
        migrations.RunSQL(FORWARDS, BACKWARDS),
    ]
