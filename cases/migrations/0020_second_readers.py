"""
No further action is proposed, rests on a recorded meeting, and is read by another human being.

What was decided before readers were asked stays in force: two of the constraints are asked of new
rows and changes alone.
"""

import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models

from people.ledgers import FIX, only_grows

WHO_WROTE = "UPDATE cases_decision SET authors = ARRAY[by_id]"
ANOTHER_READS = """
CREATE FUNCTION refuse_own_reader() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM people_user reader JOIN people_user author ON author.id = ANY (NEW.authors)
        WHERE reader.id = NEW.read_by_id
          AND (reader.id = author.id OR reader.human_id = author.human_id)
    ) THEN
        RAISE EXCEPTION 'the reader of a decision is one of its authors'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER another_reads BEFORE INSERT OR UPDATE OF read_by_id ON cases_decision
    FOR EACH ROW WHEN (NEW.read_by_id IS NOT NULL) EXECUTE FUNCTION refuse_own_reader();
CREATE TRIGGER never_read_anew BEFORE UPDATE OF reading, reading_text, read_by_id, read_at
    ON cases_decision FOR EACH ROW WHEN (OLD.read_at IS NOT NULL)
    EXECUTE FUNCTION refuse_change();
"""
THE_SAME_READS = """
DROP TRIGGER never_read_anew ON cases_decision;
DROP TRIGGER another_reads ON cases_decision;
DROP FUNCTION refuse_own_reader;
"""
FIXED = FIX.format(table="cases_decision", columns="consultation_id, number, authors").replace(
    "never_reworded", "never_ascribed_anew"
)
UNFIXED = "DROP TRIGGER never_ascribed_anew ON cases_decision"


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0019_amended"),
        ("people", "0005_one_human"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Consultation",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("held_on", models.DateField()),
                (
                    "mode",
                    models.CharField(
                        choices=[("FACE_TO_FACE", "In person"), ("VIRTUAL", "By video")],
                        max_length=12,
                    ),
                ),
                ("summary", models.TextField()),
                ("at", models.DateTimeField()),
            ],
            options={
                "abstract": False,
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="TookPart",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("officer_in_case", "Officer in the case"),
                            ("inspect_cases", "Inspector"),
                            ("supervise_cases", "Supervisor"),
                            ("refer_cases", "Officer of the unit"),
                            ("reviewing_prosecutor", "Reviewing prosecutor"),
                            ("covering_prosecutor", "Covering prosecutor"),
                            ("allocate_cases", "Legal manager"),
                            ("prosecute_cases", "Prosecutor of the unit"),
                        ],
                        max_length=20,
                    ),
                ),
            ],
            options={
                "default_permissions": (),
            },
        ),
        migrations.RemoveConstraint(
            model_name="decision",
            name="one_live_decision",
        ),
        migrations.RemoveField(
            model_name="decision",
            name="is_live",
        ),
        migrations.AddField(
            model_name="decision",
            name="authors",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.BigIntegerField(), default=list, size=None
            ),
        ),
        migrations.RunSQL(WHO_WROTE, migrations.RunSQL.noop),
        migrations.AddField(
            model_name="decision",
            name="number",
            field=models.PositiveSmallIntegerField(default=1),
        ),
        migrations.AddField(
            model_name="decision",
            name="only_side",
            field=models.CharField(
                blank=True,
                choices=[("POLICE", "Police"), ("CPS", "CPS"), ("OVERSIGHT", "Oversight")],
                editable=False,
                max_length=9,
            ),
        ),
        migrations.AddField(
            model_name="decision",
            name="read_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="decision",
            name="read_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="decision",
            name="reading",
            field=models.CharField(
                blank=True,
                choices=[("COUNTERSIGNED", "Countersigned"), ("DECLINED", "Not countersigned")],
                max_length=13,
            ),
        ),
        migrations.AddField(
            model_name="decision",
            name="reading_text",
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name="decision",
            name="status",
            field=models.CharField(
                choices=[
                    ("PROPOSED", "Waiting for a second reader"),
                    ("LIVE", "In force"),
                    ("REPLACED", "Replaced by a later wording"),
                    ("DECLINED", "Read and not countersigned"),
                    ("WITHDRAWN", "Withdrawn by the prosecutor"),
                ],
                default="LIVE",
                editable=False,
                max_length=9,
            ),
        ),
        migrations.AddField(
            model_name="suspect",
            name="is_consulted",
            field=models.BooleanField(default=False, editable=False),
        ),
        migrations.AddField(
            model_name="suspect",
            name="proposed_by",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.BigIntegerField(), default=list, editable=False, size=None
            ),
        ),
        migrations.AlterField(
            model_name="historicalsuspect",
            name="state",
            field=models.CharField(
                choices=[
                    ("INVESTIGATING", "Under investigation"),
                    ("AWAITING_SIGN_OFF", "Waiting for supervisor’s sign-off"),
                    ("TRIAGE", "With CPS triage"),
                    ("RETURNED", "Returned at triage"),
                    ("READY_TO_ALLOCATE", "Ready to allocate"),
                    ("WITH_PROSECUTOR", "With the prosecutor"),
                    ("ACTION_PLAN", "Action plan set"),
                    ("SECOND_READER", "Waiting for a second reader"),
                    ("CHARGE_AUTHORISED", "Charge authorised"),
                    ("CHARGED", "Charged"),
                    ("NO_FURTHER_ACTION", "No further action"),
                ],
                default="INVESTIGATING",
                max_length=20,
            ),
        ),
        migrations.AlterField(
            model_name="suspect",
            name="state",
            field=models.CharField(
                choices=[
                    ("INVESTIGATING", "Under investigation"),
                    ("AWAITING_SIGN_OFF", "Waiting for supervisor’s sign-off"),
                    ("TRIAGE", "With CPS triage"),
                    ("RETURNED", "Returned at triage"),
                    ("READY_TO_ALLOCATE", "Ready to allocate"),
                    ("WITH_PROSECUTOR", "With the prosecutor"),
                    ("ACTION_PLAN", "Action plan set"),
                    ("SECOND_READER", "Waiting for a second reader"),
                    ("CHARGE_AUTHORISED", "Charge authorised"),
                    ("CHARGED", "Charged"),
                    ("NO_FURTHER_ACTION", "No further action"),
                ],
                default="INVESTIGATING",
                max_length=20,
            ),
        ),
        migrations.AlterField(
            model_name="turn",
            name="state",
            field=models.CharField(
                choices=[
                    ("INVESTIGATING", "Under investigation"),
                    ("AWAITING_SIGN_OFF", "Waiting for supervisor’s sign-off"),
                    ("TRIAGE", "With CPS triage"),
                    ("RETURNED", "Returned at triage"),
                    ("READY_TO_ALLOCATE", "Ready to allocate"),
                    ("WITH_PROSECUTOR", "With the prosecutor"),
                    ("ACTION_PLAN", "Action plan set"),
                    ("SECOND_READER", "Waiting for a second reader"),
                    ("CHARGE_AUTHORISED", "Charge authorised"),
                    ("CHARGED", "Charged"),
                    ("NO_FURTHER_ACTION", "No further action"),
                ],
                max_length=20,
            ),
        ),
        migrations.AddField(
            model_name="consultation",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="consultation",
            name="case",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="consultations",
                to="cases.case",
            ),
        ),
        migrations.AddField(
            model_name="consultation",
            name="suspects",
            field=models.ManyToManyField(related_name="consultations", to="cases.suspect"),
        ),
        migrations.AddField(
            model_name="decision",
            name="consultation",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="decisions",
                to="cases.consultation",
            ),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status__in", ["PROPOSED", "LIVE"])),
                fields=("suspect",),
                name="one_decision_proposed_or_live",
            ),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.UniqueConstraint(
                fields=("suspect", "number"), name="decision_number_once"
            ),
        ),
        AddConstraintNotValid(
            model_name="decision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("kind", "CHARGE"), ("consultation__isnull", False), _connector="OR"
                ),
                name="nfa_rests_on_a_consultation",
            ),
        ),
        AddConstraintNotValid(
            model_name="decision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("kind", "CHARGE"),
                    models.Q(("status", "LIVE"), _negated=True),
                    ("reading", "COUNTERSIGNED"),
                    _connector="OR",
                ),
                name="nfa_in_force_is_countersigned",
            ),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("read_at", None), ("read_by", None), ("reading", "")),
                    models.Q(
                        models.Q(("reading", ""), _negated=True),
                        ("read_at__isnull", False),
                        ("read_by__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="decision_read_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("read_by", None),
                    models.Q(("read_by", models.F("by")), _negated=True),
                    _connector="OR",
                ),
                name="nobody_reads_their_own_decision",
            ),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("only_side", ""), ("status", "LIVE")),
                    models.Q(models.Q(("status", "LIVE"), _negated=True), ("only_side", "CPS")),
                    _connector="OR",
                ),
                name="decision_not_in_force_is_the_cps_s_alone",
            ),
        ),
        migrations.AddField(
            model_name="tookpart",
            name="consultation",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="took_part",
                to="cases.consultation",
            ),
        ),
        migrations.AddField(
            model_name="tookpart",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddConstraint(
            model_name="consultation",
            constraint=models.CheckConstraint(
                condition=models.Q(("summary", ""), _negated=True),
                name="consultation_says_something",
            ),
        ),
        migrations.AddConstraint(
            model_name="tookpart",
            constraint=models.UniqueConstraint(
                fields=("consultation", "person"), name="took_part_once"
            ),
        ),
        only_grows("cases_consultation", "cases_consultation_suspects", "cases_tookpart"),
        migrations.RunSQL(ANOTHER_READS, THE_SAME_READS),
        migrations.RunSQL(FIXED, UNFIXED),
    ]
