"""What was drawn stays as it was drawn; a case that is open again leaves the panel by itself."""

import django.contrib.postgres.fields
from django.conf import settings
from django.db import migrations, models

from people.ledgers import nothing_goes, only_grows
from people.tables import Together, next_id, own_id, to

# A case is looked at for as long as the decision stands, is not under review, and is nobody's
# secret: domain note 4.2. It leaves for good, so that nobody learns from its coming back.
LEAVES = """
CREATE FUNCTION pilots_leaves_panel() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE changed uuid := CASE TG_TABLE_NAME WHEN 'cases_case' THEN NEW.id
    ELSE (to_jsonb(NEW) ->> 'case_id')::uuid END;
BEGIN
    UPDATE pilots_panelcase drawn SET has_left = true
    FROM pilots_frameentry entry
    JOIN cases_case ON cases_case.id = entry.case_id
    JOIN cases_suspect suspect ON suspect.id = entry.suspect_id
    LEFT JOIN cases_decision decision ON decision.id = entry.decision_id
    LEFT JOIN victims_victimevent event ON event.id = entry.event_id
    WHERE entry.id = drawn.entry_id AND entry.case_id = changed AND NOT drawn.has_left
      AND (cases_case.is_restricted
        OR decision.status <> 'LIVE'
        OR decision.id IS NOT NULL AND suspect.state <> 'NO_FURTHER_ACTION'
        OR event.withdrawn_at IS NOT NULL
        OR event.id IS NOT NULL AND suspect.state <> 'INVESTIGATING'
        OR EXISTS (
            SELECT FROM victims_righttoreview asked
            WHERE asked.suspect_id = suspect.id
              AND asked.status IN ('ASKED', 'ACKNOWLEDGED', 'WITH_REVIEWER', 'DECIDED')
        ));
    RETURN NULL;
END $$;

CREATE TRIGGER leaves_panel AFTER UPDATE OF is_restricted ON cases_case
    FOR EACH ROW WHEN (NEW.is_restricted) EXECUTE FUNCTION pilots_leaves_panel();
CREATE TRIGGER leaves_panel AFTER UPDATE OF status ON cases_decision
    FOR EACH ROW WHEN (NEW.status <> OLD.status) EXECUTE FUNCTION pilots_leaves_panel();
CREATE TRIGGER leaves_panel AFTER UPDATE OF state ON cases_suspect
    FOR EACH ROW WHEN (NEW.state <> OLD.state) EXECUTE FUNCTION pilots_leaves_panel();
CREATE TRIGGER leaves_panel AFTER UPDATE OF withdrawn_at ON victims_victimevent
    FOR EACH ROW WHEN (NEW.withdrawn_at IS NOT NULL) EXECUTE FUNCTION pilots_leaves_panel();
CREATE TRIGGER leaves_panel AFTER INSERT OR UPDATE OF status ON victims_righttoreview
    FOR EACH ROW EXECUTE FUNCTION pilots_leaves_panel();
"""
STAYS = """
DROP TRIGGER leaves_panel ON cases_case;
DROP TRIGGER leaves_panel ON cases_decision;
DROP TRIGGER leaves_panel ON cases_suspect;
DROP TRIGGER leaves_panel ON victims_victimevent;
DROP TRIGGER leaves_panel ON victims_righttoreview;
DROP FUNCTION pilots_leaves_panel();
"""


TABLES = Together(
    migrations.CreateModel(
        name="Panel",
        fields=[
            own_id(),
            ("is_restricted", models.BooleanField(default=False)),
            ("area", to("people.unit")),
            (
                "decided_by",
                models.CharField(
                    choices=[
                        ("CPS", "The CPS: no further action"),
                        ("POLICE", "The police: no further investigation"),
                        ("BOTH", "Both"),
                    ],
                    max_length=6,
                ),
            ),
            ("from_on", models.DateField()),
            ("until_on", models.DateField()),
            ("waited_days", models.PositiveSmallIntegerField()),
            ("quorum", models.PositiveSmallIntegerField()),
            ("keeps_units_out", models.BooleanField()),
            ("by", to(settings.AUTH_USER_MODEL)),
            ("at", models.DateTimeField()),
            (
                "status",
                models.CharField(
                    choices=[
                        ("FRAMED", "Nothing is drawn yet"),
                        ("DRAWN", "Drawn: the members do not read yet"),
                        ("OPEN", "With the members"),
                        ("CLOSED", "Closed"),
                    ],
                    default="FRAMED",
                    max_length=6,
                ),
            ),
            ("opinions_by", models.DateField(null=True)),
        ],
        options={
            "permissions": [("panel_member", "Member of a panel")],
            "abstract": False,
            "default_permissions": (),
            "constraints": [
                models.CheckConstraint(
                    condition=models.Q(("until_on__gte", models.F("from_on"))),
                    name="frame_ends_after_it_begins",
                ),
                models.CheckConstraint(
                    condition=models.Q(("quorum__gte", 1)), name="panel_has_a_quorum"
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="PanelGrant",
        fields=[
            next_id(),
            (
                "user",
                models.ForeignKey(
                    db_index=False,
                    on_delete=models.CASCADE,
                    related_name="%(class)ss",
                    to=settings.AUTH_USER_MODEL,
                ),
            ),
            (
                "permission",
                models.ForeignKey(db_index=False, on_delete=models.CASCADE, to="auth.permission"),
            ),
            ("granted_by", to(settings.AUTH_USER_MODEL, db_index=False)),
            ("granted_at", models.DateTimeField()),
            ("expires_at", models.DateTimeField(null=True)),
            (
                "content_object",
                models.ForeignKey(
                    on_delete=models.CASCADE, related_name="grants", to="pilots.panel"
                ),
            ),
        ],
        options={
            "unique_together": {("user", "permission", "content_object")},
            "abstract": False,
            "default_permissions": (),
        },
    ),
    migrations.CreateModel(
        name="PanelMember",
        fields=[
            own_id(),
            ("panel", to("pilots.panel", related_name="members")),
            ("user", to(settings.AUTH_USER_MODEL)),
            ("until_on", models.DateField()),
            ("by", to(settings.AUTH_USER_MODEL)),
            ("at", models.DateTimeField()),
            ("ended_by", to(settings.AUTH_USER_MODEL, null=True)),
            ("ended_at", models.DateTimeField(null=True)),
        ],
        options={
            "abstract": False,
            "default_permissions": (),
            "constraints": [
                models.UniqueConstraint(
                    condition=models.Q(("ended_at", None)),
                    fields=("panel", "user"),
                    name="member_of_a_panel_once",
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        models.Q(("ended_at", None), ("ended_by", None)),
                        models.Q(("ended_at__isnull", False), ("ended_by__isnull", False)),
                        _connector="OR",
                    ),
                    name="membership_ended_whole",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="Draw",
        fields=[
            own_id(),
            (
                "panel",
                models.OneToOneField(
                    on_delete=models.PROTECT, related_name="draw", to="pilots.panel"
                ),
            ),
            (
                "method",
                models.CharField(
                    choices=[
                        ("RANDOM", "At random"),
                        ("STRATIFIED", "At random within each kind of decision, in proportion"),
                        ("THEMATIC", "At random among the decisions for one reason"),
                    ],
                    max_length=10,
                ),
            ),
            (
                "reason",
                models.CharField(
                    blank=True,
                    choices=[
                        ("IDENTIFICATION", "Identity of the suspect cannot be proved"),
                        ("ACT", "The sexual act cannot be proved"),
                        ("CONSENT", "Absence of consent cannot be proved"),
                        ("BELIEF", "Absence of a reasonable belief in consent cannot be proved"),
                        ("RELIABILITY", "Key evidence is not reliable enough"),
                        ("ADMISSIBILITY", "Key evidence is not admissible"),
                        (
                            "WITHDRAWAL",
                            "The victim does not support, and other evidence is not enough",
                        ),
                        ("OTHER_EVIDENTIAL", "Another evidential reason"),
                        ("SUSPECT_HEALTH", "The suspect’s health"),
                        ("SUSPECT_AGE", "The suspect’s age or maturity"),
                        ("VICTIM_INTEREST", "The effect of a prosecution on the victim"),
                        ("OTHER_OUTCOME", "Already dealt with in another way"),
                        ("OTHER_PUBLIC_INTEREST", "Another public-interest reason"),
                    ],
                    max_length=21,
                ),
            ),
            ("size", models.PositiveSmallIntegerField()),
            ("seed", models.CharField(max_length=32)),
            ("frame", models.JSONField()),
            ("strata", models.JSONField()),
            (
                "result",
                django.contrib.postgres.fields.ArrayField(
                    base_field=models.CharField(max_length=32), size=None
                ),
            ),
            ("by", to(settings.AUTH_USER_MODEL)),
            ("at", models.DateTimeField()),
        ],
        options={"abstract": False, "default_permissions": ()},
    ),
    migrations.CreateModel(
        name="FrameEntry",
        fields=[
            own_id(),
            ("panel", to("pilots.panel", related_name="entries")),
            ("reference", models.CharField(max_length=32)),
            ("stratum", models.CharField(max_length=20)),
            ("place", models.PositiveIntegerField()),
            ("case", to("cases.case")),
            ("suspect", to("cases.suspect")),
            ("decision", to("cases.decision", null=True)),
            ("event", to("victims.victimevent", null=True)),
        ],
        options={
            "abstract": False,
            "default_permissions": (),
            "constraints": [
                models.UniqueConstraint(fields=("panel", "reference"), name="reference_once"),
                models.UniqueConstraint(fields=("panel", "place"), name="place_once"),
                models.CheckConstraint(
                    condition=models.Q(
                        models.Q(("decision", None), ("event__isnull", False)),
                        models.Q(("decision__isnull", False), ("event", None)),
                        _connector="OR",
                    ),
                    name="entry_is_of_one_decision",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="PanelCase",
        fields=[
            own_id(),
            ("panel", to("pilots.panel", related_name="cases")),
            (
                "entry",
                models.OneToOneField(
                    on_delete=models.PROTECT, related_name="drawn", to="pilots.frameentry"
                ),
            ),
            ("number", models.PositiveSmallIntegerField()),
            (
                "status",
                models.CharField(
                    choices=[
                        ("ON_PANEL", "On the panel"),
                        ("OUT_ASKED", "Someone has asked to leave it out: a second person decides"),
                        ("OUT", "Left out"),
                    ],
                    default="ON_PANEL",
                    max_length=9,
                ),
            ),
            ("is_open", models.BooleanField(default=False, editable=False)),
            ("is_over", models.BooleanField(default=False, editable=False)),
            ("is_revealed", models.BooleanField(default=False, editable=False)),
            ("has_left", models.BooleanField(default=False, editable=False)),
            ("out_asked_by", to(settings.AUTH_USER_MODEL, null=True)),
        ],
        options={
            "abstract": False,
            "default_permissions": (),
            "constraints": [
                models.UniqueConstraint(fields=("panel", "number"), name="panel_case_number_once"),
                models.CheckConstraint(
                    condition=models.Q(
                        models.Q(("out_asked_by", None), ("status", "ON_PANEL")),
                        models.Q(
                            models.Q(("status", "ON_PANEL"), _negated=True),
                            ("out_asked_by__isnull", False),
                        ),
                        _connector="OR",
                    ),
                    name="leaving_out_is_asked_by_somebody",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="PanelConflict",
        fields=[
            own_id(),
            ("panel", to("pilots.panel")),
            ("panel_case", to("pilots.panelcase", related_name="conflicts")),
            ("user", to(settings.AUTH_USER_MODEL)),
            (
                "kind",
                models.CharField(
                    choices=[
                        ("DECIDED", "Decided, or countersigned"),
                        ("WORKED", "Worked on the case, or has a role on it"),
                        ("INTEREST", "Has a conflict of interest with the case"),
                        ("UNIT", "Is of a unit that has the case"),
                        ("DECLARED", "Declared it"),
                    ],
                    max_length=8,
                ),
            ),
            ("by", to(settings.AUTH_USER_MODEL, null=True)),
            ("at", models.DateTimeField()),
        ],
        options={
            "abstract": False,
            "default_permissions": (),
            "constraints": [
                models.UniqueConstraint(fields=("panel_case", "user"), name="panel_conflict_once"),
            ],
        },
    ),
    migrations.CreateModel(
        name="PanelStep",
        fields=[
            own_id(),
            ("panel", to("pilots.panel", related_name="steps")),
            ("panel_case", to("pilots.panelcase", null=True, related_name="steps")),
            ("verb", models.CharField(max_length=40)),
            ("note", models.TextField(blank=True)),
            ("by", to(settings.AUTH_USER_MODEL, null=True)),
            ("at", models.DateTimeField()),
        ],
        options={
            "abstract": False,
            "default_permissions": (),
            "indexes": [
                models.Index(fields=["panel", "at"], name="step_by_panel"),
            ],
        },
    ),
)


class Migration(migrations.Migration):
    replaces = [("pilots", "0002_only_grows")]
    dependencies = [("pilots", "0001_areas")]

    operations = [
        TABLES,
        only_grows("pilots_draw", "pilots_frameentry", "pilots_panelconflict", "pilots_panelstep"),
        nothing_goes(
            "pilots_panel",
            "decided_by",
            "from_on",
            "until_on",
            "waited_days",
            "quorum",
            "keeps_units_out",
            "by_id",
            "at",
        ),
        nothing_goes("pilots_panelmember", "panel_id", "user_id", "until_on", "by_id", "at"),
        nothing_goes("pilots_panelcase", "panel_id", "entry_id", "number"),
        migrations.RunSQL(LEAVES, STAYS),
    ]
