"""
A conflict says what it is, who recorded it and why; it is lifted for a reason, never removed.

Every function that asks who is in conflict with a case asks for the open ones. No page recorded any
before this one: a row that somebody wrote by hand is kept, as recorded by the person it is about.
"""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from people.ledgers import nothing_goes, only_grows, only_where_null

SIDES = [
    ("POLICE", "Police"),
    ("CPS", "CPS"),
    ("SUPPORT", "Victim support"),
    ("LEARNING", "Pilots and learning"),
    ("OVERSIGHT", "Oversight"),
]
KEEP = """
CREATE TEMPORARY TABLE conflict_before ON COMMIT DROP AS
SELECT user_id, case_id, declared_at FROM cases_conflict;
"""
LIFTED_ONCE = """
CREATE TRIGGER never_lifted_anew BEFORE UPDATE ON cases_conflict
    FOR EACH ROW WHEN (OLD.lifted_at IS NOT NULL) EXECUTE FUNCTION refuse_change();
"""
BRING_BACK = """
INSERT INTO cases_conflict (id, user_id, case_id, kind, reason, declared_by_id, declared_at,
    only_side, lifted_because)
SELECT gen_random_uuid(), was.user_id, was.case_id, 'PARTY', 'Recorded before reasons were kept.',
    was.user_id, was.declared_at, agency.side, ''
FROM conflict_before was
JOIN people_user person ON person.id = was.user_id
JOIN people_agency agency ON agency.id = person.agency_id;
"""


def a_row_of_one_side(**fields):
    """The columns that each of the two tables has, with its own."""
    return [
        (
            "id",
            models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
        ),
        ("only_side", models.CharField(choices=SIDES, editable=False, max_length=9)),
        *fields.items(),
    ]


def to(model, **more):
    return models.ForeignKey(
        **{"on_delete": django.db.models.deletion.PROTECT, "related_name": "+", "to": model} | more
    )


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0047_learning_side"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunSQL(KEEP, migrations.RunSQL.noop),
        migrations.DeleteModel(name="Conflict"),
        migrations.CreateModel(
            name="Conflict",
            fields=a_row_of_one_side(
                case=to("cases.case", related_name="conflicts"),
                user=to(settings.AUTH_USER_MODEL, db_index=False),
                kind=models.CharField(
                    choices=[
                        ("PARTY", "A party to the case"),
                        ("RELATIVE", "A relative or close friend of somebody in it"),
                        ("WITNESS", "A witness"),
                        ("EX_PARTNER", "A partner or former partner of somebody in it"),
                        ("COMPLAINED_OF", "The subject of a complaint about it"),
                    ],
                    max_length=13,
                ),
                reason=models.TextField(),
                declared_by=to(settings.AUTH_USER_MODEL),
                declared_at=models.DateTimeField(),
                lifted_because=models.TextField(blank=True),
                lifted_by=to(settings.AUTH_USER_MODEL, null=True),
                lifted_at=models.DateTimeField(null=True),
            ),
            options={
                "abstract": False,
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("user", "case"),
                        condition=models.Q(lifted_at=None),
                        name="one_open_conflict",
                    ),
                    models.CheckConstraint(
                        name="conflict_lifted_whole",
                        condition=models.Q(lifted_at=None, lifted_by=None, lifted_because="")
                        | models.Q(lifted_at__isnull=False, lifted_by__isnull=False)
                        & ~models.Q(lifted_because=""),
                    ),
                    models.CheckConstraint(
                        name="conflict_has_a_reason", condition=~models.Q(reason="")
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ConflictAttempt",
            fields=a_row_of_one_side(
                case=to("cases.case"),
                conflict=to("cases.conflict", related_name="attempts"),
                on=models.DateField(),
                at=models.DateTimeField(),
            ),
            options={
                "abstract": False,
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("conflict", "on"), name="attempt_told_once_a_day"
                    )
                ],
            },
        ),
        nothing_goes(
            "cases_conflict", "case_id", "user_id", "kind", "reason", "declared_by_id",
            "declared_at", "only_side",
        ),
        migrations.RunSQL(LIFTED_ONCE, "DROP TRIGGER never_lifted_anew ON cases_conflict"),
        only_grows("cases_conflictattempt"),
        only_where_null("cases_conflict", "conflict", "lifted_at"),
        migrations.RunSQL(BRING_BACK, migrations.RunSQL.noop),
    ]  # fmt: skip
