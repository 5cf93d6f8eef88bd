"""What a victim wants in court, and whether she supports the case no longer."""

import django.contrib.postgres.fields
from django.conf import settings
from django.db import migrations, models

from people.ledgers import nothing_goes, only_grows
from people.tables import Together, own_id, to

TABLES = Together(
    migrations.CreateModel(
        name="SpecialMeasure",
        fields=[
            own_id(),
            ("case", to("cases.case", related_name="special_measures")),
            ("record", to("victims.victimrecord", related_name="special_measures")),
            (
                "measure",
                models.CharField(
                    choices=[
                        ("SCREENS", "Screens in court (section 23)"),
                        ("LIVE_LINK", "Evidence by live link (section 24)"),
                        ("PRIVATE", "Evidence in private (section 25)"),
                        ("WIGS", "Wigs and gowns removed (section 26)"),
                        ("RECORDED", "Video-recorded evidence in chief (section 27)"),
                        ("RECORDED_CROSS", "Pre-recorded cross-examination (section 28)"),
                        ("INTERMEDIARY", "An intermediary (section 29)"),
                        ("AIDS", "Aids to communication (section 30)"),
                    ],
                    max_length=14,
                ),
            ),
            (
                "step",
                models.CharField(
                    choices=[
                        ("WANTED", "The victim wants it"),
                        ("NOT_WANTED", "The victim does not want it"),
                        ("APPLIED", "Applied for"),
                        ("GRANTED", "Granted by the court"),
                        ("REFUSED", "Refused by the court"),
                    ],
                    max_length=10,
                ),
            ),
            ("on", models.DateField()),
            ("by", to(settings.AUTH_USER_MODEL)),
            ("at", models.DateTimeField()),
        ],
        options={
            "abstract": False,
            "default_permissions": (),
            "indexes": [
                models.Index(fields=["record", "measure", "-at"], name="measure_by_record"),
            ],
        },
    ),
    migrations.CreateModel(
        name="StatementEntry",
        fields=[
            own_id(),
            ("case", to("cases.case", related_name="statement_entries")),
            ("record", to("victims.victimrecord", related_name="statement_entries")),
            (
                "step",
                models.CharField(
                    choices=[
                        ("OFFERED", "Offered"),
                        ("TAKEN", "Taken"),
                        ("ADDED", "Added to"),
                        ("DECLINED", "Declined"),
                    ],
                    max_length=8,
                ),
            ),
            (
                "reading",
                models.CharField(
                    choices=[
                        ("NOT_ASKED", "Not asked yet"),
                        ("HERSELF", "The victim reads it out"),
                        ("BY_ANOTHER", "Someone else reads it out"),
                        ("NOT_READ", "It is not read out"),
                    ],
                    default="NOT_ASKED",
                    max_length=10,
                ),
            ),
            ("on", models.DateField()),
            ("by", to(settings.AUTH_USER_MODEL)),
            ("at", models.DateTimeField()),
        ],
        options={
            "abstract": False,
            "default_permissions": (),
            "indexes": [
                models.Index(fields=["record", "-at"], name="statement_by_record"),
            ],
            "constraints": [
                models.CheckConstraint(
                    condition=models.Q(
                        models.Q(("step", "DECLINED"), _negated=True),
                        ("reading", "NOT_ASKED"),
                        _connector="OR",
                    ),
                    name="statement_declined_is_not_read",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="Withdrawal",
        fields=[
            own_id(),
            ("case", to("cases.case", related_name="victim_withdrawals")),
            ("record", to("victims.victimrecord", related_name="withdrawals")),
            ("on", models.DateField()),
            (
                "reasons",
                django.contrib.postgres.fields.ArrayField(
                    base_field=models.CharField(max_length=11), size=None
                ),
            ),
            (
                "stage",
                models.CharField(
                    choices=[
                        ("INVESTIGATION", "During the investigation"),
                        ("DECISION", "While the CPS was deciding"),
                        ("CHARGED", "After charge, before the trial"),
                        ("TRIAL", "At the trial"),
                    ],
                    max_length=13,
                ),
            ),
            (
                "told_by",
                models.CharField(
                    choices=[
                        ("VICTIM", "The victim"),
                        ("REPRESENTATIVE", "Someone who represents the victim"),
                        ("ISVA", "The ISVA"),
                        ("OTHER", "Someone else"),
                    ],
                    max_length=14,
                ),
            ),
            (
                "told_to",
                models.CharField(
                    choices=[
                        ("POLICE", "The police"),
                        ("CPS", "The CPS"),
                        ("WITNESS_CARE", "Witness care"),
                    ],
                    max_length=12,
                ),
            ),
            ("is_isva_offered", models.BooleanField()),
            ("is_statement_taken", models.BooleanField()),
            ("is_evidence_led_considered", models.BooleanField()),
            ("by", to(settings.AUTH_USER_MODEL)),
            ("at", models.DateTimeField()),
            (
                "confirmed_by",
                models.CharField(
                    blank=True,
                    choices=[
                        ("VICTIM", "The victim"),
                        ("REPRESENTATIVE", "Someone who represents the victim"),
                    ],
                    max_length=14,
                ),
            ),
            ("confirmed_on", models.DateField(null=True)),
            ("taken_back_on", models.DateField(null=True)),
            ("taken_back_by", to(settings.AUTH_USER_MODEL, null=True)),
            ("taken_back_at", models.DateTimeField(null=True)),
        ],
        options={
            "abstract": False,
            "default_permissions": (),
            "constraints": [
                models.UniqueConstraint(
                    condition=models.Q(("taken_back_at", None)),
                    fields=("record",),
                    name="one_withdrawal_at_a_time",
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        models.Q(("confirmed_by", ""), ("confirmed_on", None)),
                        models.Q(
                            models.Q(("confirmed_by", ""), _negated=True),
                            ("confirmed_on__isnull", False),
                        ),
                        _connector="OR",
                    ),
                    name="withdrawal_is_confirmed_whole",
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        models.Q(
                            ("taken_back_at", None),
                            ("taken_back_by", None),
                            ("taken_back_on", None),
                        ),
                        models.Q(
                            ("taken_back_at__isnull", False),
                            ("taken_back_by__isnull", False),
                            ("taken_back_on__isnull", False),
                        ),
                        _connector="OR",
                    ),
                    name="withdrawal_is_taken_back_whole",
                ),
                models.CheckConstraint(
                    condition=models.Q(("reasons", []), _negated=True),
                    name="withdrawal_has_a_reason",
                ),
            ],
        },
    ),
)


class Migration(migrations.Migration):
    replaces = [("victims", "0006_letters")]
    dependencies = [("victims", "0005_right_to_review")]

    operations = [
        TABLES,
        only_grows("victims_specialmeasure", "victims_statemententry"),
        nothing_goes(
            "victims_withdrawal",
            "case_id",
            "record_id",
            '"on"',
            "reasons",
            "stage",
            "told_by",
            "told_to",
            "is_isva_offered",
            "is_statement_taken",
            "is_evidence_led_considered",
            "by_id",
            "at",
            may_repeat=True,
        ),
    ]
