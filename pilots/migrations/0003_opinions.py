"""
What is given and found on a panel, and what it asks for, stays as it was said. Conveners of the
panel's area alone are told of a panel itself.
"""

import django.contrib.postgres.fields
from django.conf import settings
from django.db import migrations, models

from people.ledgers import nothing_goes, only_grows
from people.tables import Together, own_id, to

GRADES = [
    ("CONSISTENT", "Consistent with the evidence and policy"),
    ("OBSERVATIONS", "Appropriate, with observations"),
    ("INAPPROPRIATE", "Inappropriate"),
    ("CANNOT_CONCLUDE", "Cannot be concluded from the pack"),
]
THEMES = [
    ("SUSPECT_FOCUS", "Focus on the suspect"),
    ("WRITTEN_LANGUAGE", "Written language"),
    ("COERCIVE_CONTROL", "Coercive control"),
    ("INTOXICATION", "Intoxication and consent"),
    ("PREVIOUS_ALLEGATIONS", "Previous allegations"),
    ("HISTORIC", "Historic offences"),
    ("ACTION_PLANS", "Action plans"),
    ("THIRD_PARTY", "Third-party material"),
    ("INDICTMENTS", "Indictments"),
    ("CPS_DIRECT", "CPS Direct charging"),
    ("ADVOCATES", "Advocates"),
    ("COURT", "Court"),
    ("DELAY", "Delay"),
    ("VICTIM_ENGAGEMENT", "Victim engagement"),
    ("VICTIM_LETTERS", "Victim letters"),
    ("STAFF_WELFARE", "Staff welfare"),
    ("SHARING_PRACTICE", "Sharing practice"),
]
JUDGEDS = [
    ("YES", "Yes"),
    ("PARTLY", "Partly"),
    ("NO", "No"),
    ("CANNOT_TELL", "The pack does not tell"),
]

MAY_BE_TOLD = """
ALTER FUNCTION may_be_told(uuid, bigint, timestamptz) RENAME TO may_be_told_but_of_panels;

CREATE FUNCTION may_be_told(about uuid, person bigint, at timestamptz)
RETURNS boolean STABLE LANGUAGE sql AS $$
    SELECT may_be_told_but_of_panels($1, $2, $3) OR EXISTS (
        SELECT FROM pilots_panel panel
        JOIN people_unitgrant held ON held.content_object_id = panel.area_id
        JOIN auth_permission capacity ON capacity.id = held.permission_id
        JOIN people_user who ON who.id = held.user_id
        WHERE panel.id = $1 AND who.id = $2 AND who.is_active
          AND capacity.codename = 'convene_panels'
          AND (held.expires_at IS NULL OR held.expires_at > $3)
    )
$$;
"""
MAY_BE_TOLD_BACK = """
DROP FUNCTION may_be_told(uuid, bigint, timestamptz);
ALTER FUNCTION may_be_told_but_of_panels(uuid, bigint, timestamptz) RENAME TO may_be_told;
"""


TABLES = Together(
    migrations.CreateModel(
        name="Pack",
        fields=[
            own_id(),
            ("panel", to("pilots.panel")),
            (
                "panel_case",
                models.OneToOneField(
                    on_delete=models.PROTECT, related_name="pack", to="pilots.panelcase"
                ),
            ),
            ("facts", models.JSONField()),
            ("at", models.DateTimeField()),
        ],
        options={"abstract": False, "default_permissions": ()},
    ),
    migrations.CreateModel(
        name="Passage",
        fields=[
            own_id(),
            ("panel", to("pilots.panel")),
            ("panel_case", to("pilots.panelcase", related_name="passages")),
            ("text", models.TextField(blank=True)),
            ("by", to(settings.AUTH_USER_MODEL)),
            ("at", models.DateTimeField()),
        ],
        options={
            "abstract": False,
            "default_permissions": (),
            "indexes": [
                models.Index(fields=["panel_case", "-at"], name="passage_by_case"),
            ],
        },
    ),
    migrations.CreateModel(
        name="Opinion",
        fields=[
            own_id(),
            ("panel", to("pilots.panel")),
            ("grade", models.CharField(choices=GRADES, max_length=15)),
            (
                "themes",
                django.contrib.postgres.fields.ArrayField(
                    base_field=models.CharField(choices=THEMES, max_length=20),
                    default=list,
                    size=None,
                ),
            ),
            ("text", models.TextField()),
            ("by", to(settings.AUTH_USER_MODEL)),
            ("at", models.DateTimeField()),
            ("panel_case", to("pilots.panelcase", related_name="opinions")),
            ("is_suspect_focused", models.CharField(choices=JUDGEDS, max_length=11)),
            ("is_plan_proportionate", models.CharField(choices=JUDGEDS, max_length=11)),
            ("was_victim_told_well", models.CharField(choices=JUDGEDS, max_length=11)),
        ],
        options={
            "abstract": False,
            "default_permissions": (),
            "constraints": [
                models.UniqueConstraint(fields=("panel_case", "by"), name="one_opinion_a_member"),
                models.CheckConstraint(
                    condition=models.Q(("text", ""), _negated=True), name="opinion_says_why"
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="Finding",
        fields=[
            own_id(),
            ("panel", to("pilots.panel")),
            ("grade", models.CharField(choices=GRADES, max_length=15)),
            (
                "themes",
                django.contrib.postgres.fields.ArrayField(
                    base_field=models.CharField(choices=THEMES, max_length=20),
                    default=list,
                    size=None,
                ),
            ),
            ("text", models.TextField()),
            ("by", to(settings.AUTH_USER_MODEL)),
            ("at", models.DateTimeField()),
            (
                "panel_case",
                models.OneToOneField(
                    on_delete=models.PROTECT, related_name="finding", to="pilots.panelcase"
                ),
            ),
            ("refers_back", models.BooleanField()),
        ],
        options={
            "abstract": False,
            "default_permissions": (),
            "constraints": [
                models.CheckConstraint(
                    condition=models.Q(("text", ""), _negated=True), name="finding_says_why"
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="LearningAction",
        fields=[
            own_id(),
            ("panel", to("pilots.panel")),
            ("finding", to("pilots.finding", related_name="actions")),
            ("text", models.TextField()),
            ("owner", to(settings.AUTH_USER_MODEL)),
            ("due_on", models.DateField()),
            ("by", to(settings.AUTH_USER_MODEL)),
            ("at", models.DateTimeField()),
            ("evidence", models.TextField(blank=True)),
            ("done_by", to(settings.AUTH_USER_MODEL, null=True)),
            ("done_at", models.DateTimeField(null=True)),
        ],
        options={
            "abstract": False,
            "default_permissions": (),
            "constraints": [
                models.CheckConstraint(
                    condition=models.Q(
                        models.Q(("done_at", None), ("done_by", None), ("evidence", "")),
                        models.Q(
                            models.Q(("evidence", ""), _negated=True),
                            ("done_at__isnull", False),
                            ("done_by__isnull", False),
                        ),
                        _connector="OR",
                    ),
                    name="learning_action_done_whole",
                ),
            ],
        },
    ),
)


class Migration(migrations.Migration):
    replaces = [("pilots", "0003_learning")]
    dependencies = [("pilots", "0002_panels")]

    operations = [
        TABLES,
        only_grows("pilots_pack", "pilots_passage", "pilots_opinion", "pilots_finding"),
        nothing_goes(
            "pilots_learningaction",
            "panel_id",
            "finding_id",
            "text",
            "owner_id",
            "due_on",
            "by_id",
            "at",
        ),
        migrations.RunSQL(MAY_BE_TOLD, MAY_BE_TOLD_BACK),
    ]
