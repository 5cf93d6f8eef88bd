"""
A case is offered to another CPS unit, and follows it.

Whoever may read an offer is decided by copies that triggers keep: the unit it is offered to, or
once it is accepted whatever unit has the case. Of an offer that waits its managers may be told.
"""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from people.ledgers import nothing_goes

COPIES = """
CREATE FUNCTION transfer_copies_case() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    SELECT known.police_unit_id, known.is_restricted,
        CASE NEW.status WHEN 'ACCEPTED' THEN known.cps_unit_id ELSE NEW.to_unit_id END
    INTO NEW.police_unit_id, NEW.is_restricted, NEW.cps_unit_id
    FROM cases_case known WHERE known.id = NEW.case_id FOR SHARE;
    RETURN NEW;
END $$;

CREATE TRIGGER transfer_copies_case
    BEFORE INSERT OR UPDATE OF status, police_unit_id, cps_unit_id, is_restricted
    ON cases_transfer FOR EACH ROW EXECUTE FUNCTION transfer_copies_case();

CREATE FUNCTION case_tells_transfers() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE cases_transfer SET police_unit_id = NEW.police_unit_id WHERE case_id = NEW.id;
    RETURN NULL;
END $$;

CREATE TRIGGER case_tells_transfers
    AFTER UPDATE OF police_unit_id, cps_unit_id, is_restricted ON cases_case FOR EACH ROW
    WHEN ((OLD.police_unit_id, OLD.cps_unit_id, OLD.is_restricted)
          IS DISTINCT FROM (NEW.police_unit_id, NEW.cps_unit_id, NEW.is_restricted))
    EXECUTE FUNCTION case_tells_transfers();
"""
COPIES_BACK = "DROP FUNCTION transfer_copies_case, case_tells_transfers CASCADE;"

MAY_BE_TOLD = """
ALTER FUNCTION may_be_told(uuid, bigint, timestamptz) RENAME TO may_be_told_of_case;
CREATE FUNCTION may_be_told(about uuid, person bigint, at timestamptz)
RETURNS boolean STABLE LANGUAGE sql AS $$
    SELECT may_be_told_of_case($1, $2, $3) OR EXISTS (
        SELECT FROM cases_transfer offered
        CROSS JOIN LATERAL cases_held_on(offered.cps_unit_id, $3) held
        WHERE offered.id = $1 AND offered.is_open AND NOT offered.is_restricted
          AND held.user_id = $2 AND held.capacity = 'allocate_cases'
          AND NOT EXISTS (
              SELECT FROM cases_conflict conflict
              WHERE conflict.case_id = offered.case_id AND conflict.user_id = held.user_id
          )
    )
$$;
"""
MAY_BE_TOLD_BACK = """
DROP FUNCTION may_be_told(uuid, bigint, timestamptz);
ALTER FUNCTION may_be_told_of_case(uuid, bigint, timestamptz) RENAME TO may_be_told;
"""
ALLOCATED = """
SET CONSTRAINTS ALL IMMEDIATE;
UPDATE cases_case SET is_allocated = true WHERE prosecutor_id IS NOT NULL;
SET CONSTRAINTS ALL DEFERRED;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0031_uploads"),
        ("people", "0007_sealed_drafts"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Transfer",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("is_restricted", models.BooleanField(default=False)),
                (
                    "urgency",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("RED", "Red: in custody, decision wanted now"),
                            ("GREEN_PRIORITY", "Green priority"),
                            ("GREEN", "Green"),
                        ],
                        max_length=14,
                    ),
                ),
                ("reason", models.CharField(max_length=500)),
                ("at", models.DateTimeField()),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("PROPOSED", "Waiting for an answer"),
                            ("ACCEPTED", "Accepted"),
                            ("DECLINED", "Declined"),
                            ("WITHDRAWN", "Withdrawn"),
                            ("OVERTAKEN", "Overtaken: the case went to a unit by another way"),
                        ],
                        default="PROPOSED",
                        max_length=9,
                    ),
                ),
                ("answer", models.CharField(blank=True, max_length=500)),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "only_side",
                    models.CharField(
                        choices=[("POLICE", "Police"), ("CPS", "CPS"), ("OVERSIGHT", "Oversight")],
                        default="CPS",
                        editable=False,
                        max_length=9,
                    ),
                ),
                ("is_open", models.BooleanField(default=True, editable=False)),
                ("listed_at", models.DateTimeField(editable=False)),
            ],
            options={
                "abstract": False,
                "default_permissions": (),
            },
        ),
        migrations.AddField(
            model_name="case",
            name="is_allocated",
            field=models.BooleanField(default=False, editable=False),
        ),
        migrations.AddField(
            model_name="case",
            name="offered_to",
            field=models.ForeignKey(
                db_index=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="people.unit",
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("offered_to__isnull", False)),
                fields=["cps_unit"],
                name="case_offered",
            ),
        ),
        migrations.AddField(
            model_name="transfer",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="transfer",
            name="case",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="transfers",
                to="cases.case",
            ),
        ),
        migrations.AddField(
            model_name="transfer",
            name="cps_unit",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="people.unit",
            ),
        ),
        migrations.AddField(
            model_name="transfer",
            name="ended_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="transfer",
            name="from_unit",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.unit"
            ),
        ),
        migrations.AddField(
            model_name="transfer",
            name="police_unit",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="people.unit",
            ),
        ),
        migrations.AddField(
            model_name="transfer",
            name="to_unit",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.unit"
            ),
        ),
        migrations.AddIndex(
            model_name="transfer",
            index=models.Index(
                condition=models.Q(("is_open", True), ("is_restricted", False)),
                fields=["cps_unit", "listed_at", "id"],
                name="transfer_waiting",
            ),
        ),
        migrations.AddConstraint(
            model_name="transfer",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status", "PROPOSED")),
                fields=("case",),
                name="one_transfer_waits",
            ),
        ),
        migrations.AddConstraint(
            model_name="transfer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("ended_at", None),
                        ("ended_by", None),
                        ("is_open", True),
                        ("status", "PROPOSED"),
                    ),
                    models.Q(
                        models.Q(("status", "PROPOSED"), _negated=True),
                        ("ended_at__isnull", False),
                        ("ended_by__isnull", False),
                        ("is_open", False),
                    ),
                    _connector="OR",
                ),
                name="transfer_waits_or_has_ended",
            ),
        ),
        migrations.AddConstraint(
            model_name="transfer",
            constraint=models.CheckConstraint(
                condition=models.Q(("to_unit", models.F("from_unit")), _negated=True),
                name="transfer_leads_elsewhere",
            ),
        ),
        migrations.AddConstraint(
            model_name="transfer",
            constraint=models.CheckConstraint(
                condition=models.Q(("only_side", "CPS")), name="transfer_is_of_the_cps"
            ),
        ),
        migrations.RunSQL(COPIES, COPIES_BACK),
        nothing_goes(
            "cases_transfer",
            "case_id",
            "from_unit_id",
            "to_unit_id",
            "urgency",
            "reason",
            "by_id",
            "at",
        ),
        migrations.RunSQL(MAY_BE_TOLD, MAY_BE_TOLD_BACK),
        migrations.RunSQL(ALLOCATED, migrations.RunSQL.noop),
    ]
