"""
What was charged is reported charge by charge, corrected by a further report, and answered.

Reports made before said that the charges authorised were laid, so those are what they report.
"""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from people.ledgers import only_grows

AS_AUTHORISED = """
SET CONSTRAINTS ALL IMMEDIATE;
INSERT INTO cases_laidcharge (report_id, victim_id, offence_id)
SELECT report.id, allegation.victim_id, allegation.offence_id
FROM cases_reportedcharge AS report
JOIN cases_authorisedcharge AS authorised ON authorised.decision_id = report.decision_id
JOIN cases_allegation AS allegation ON allegation.id = authorised.allegation_id;
SET CONSTRAINTS ALL DEFERRED;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0037_wordings"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ChargeAnswer",
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
                        choices=[
                            ("ACCEPTED", "Accepted as reported"),
                            ("QUERIED", "Correction asked for"),
                        ],
                        max_length=8,
                    ),
                ),
                ("text", models.TextField()),
                ("at", models.DateTimeField()),
            ],
            options={
                "abstract": False,
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="LaidCharge",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
            ],
            options={
                "default_permissions": (),
            },
        ),
        migrations.AddField(
            model_name="reportedcharge",
            name="explanation",
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name="reportedcharge",
            name="number",
            field=models.PositiveSmallIntegerField(default=1),
        ),
        migrations.AlterField(
            model_name="historicalsuspect",
            name="state",
            field=models.CharField(
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
                ],
                default="INVESTIGATING",
                max_length=20,
            ),
        ),
        migrations.AlterField(
            model_name="reportedcharge",
            name="decision",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="reports",
                to="cases.decision",
            ),
        ),
        migrations.AlterField(
            model_name="suspect",
            name="state",
            field=models.CharField(
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
                ],
                max_length=20,
            ),
        ),
        migrations.AddConstraint(
            model_name="reportedcharge",
            constraint=models.UniqueConstraint(
                fields=("decision", "number"), name="charge_report_once"
            ),
        ),
        migrations.AddField(
            model_name="chargeanswer",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="chargeanswer",
            name="case",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="charge_answers",
                to="cases.case",
            ),
        ),
        migrations.AddField(
            model_name="chargeanswer",
            name="report",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="answer",
                to="cases.reportedcharge",
            ),
        ),
        migrations.AddField(
            model_name="laidcharge",
            name="offence",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.offence"
            ),
        ),
        migrations.AddField(
            model_name="laidcharge",
            name="report",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="charges",
                to="cases.reportedcharge",
            ),
        ),
        migrations.AddField(
            model_name="laidcharge",
            name="victim",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.victim"
            ),
        ),
        migrations.AddConstraint(
            model_name="chargeanswer",
            constraint=models.CheckConstraint(
                condition=models.Q(("text", ""), _negated=True), name="charge_answer_says_why"
            ),
        ),
        migrations.RunSQL(AS_AUTHORISED, migrations.RunSQL.noop),
        only_grows("cases_laidcharge", "cases_chargeanswer"),
    ]
