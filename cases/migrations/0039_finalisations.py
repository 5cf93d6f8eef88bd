"""A suspect's case is closed without a decision, and perhaps taken up again."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from people.ledgers import nothing_goes


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0038_charges_compared"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
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
                    ("FINALISED", "Administratively finalised"),
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
                    ("FINALISED", "Administratively finalised"),
                ],
                max_length=20,
            ),
        ),
        migrations.CreateModel(
            name="Finalisation",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("NO_REPLY", "The police have not replied after reminders"),
                            ("NOT_FOUND", "The suspect cannot be found"),
                            ("REGISTERED_TWICE", "The case was registered twice"),
                            ("OTHER", "Another administrative reason"),
                        ],
                        max_length=16,
                    ),
                ),
                ("text", models.TextField()),
                ("at", models.DateTimeField()),
                ("reopened_because", models.TextField(blank=True)),
                ("reopened_at", models.DateTimeField(null=True)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="finalisations",
                        to="cases.case",
                    ),
                ),
                (
                    "reopened_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "suspect",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="finalisations",
                        to="cases.suspect",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("reopened_at", None)),
                        fields=("suspect",),
                        name="finalised_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("text", ""), _negated=True),
                        name="finalisation_says_why",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("reopened_at", None),
                                ("reopened_because", ""),
                                ("reopened_by", None),
                            ),
                            models.Q(
                                models.Q(("reopened_because", ""), _negated=True),
                                ("reopened_at__isnull", False),
                                ("reopened_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="reopened_whole",
                    ),
                ],
            },
        ),
        nothing_goes(
            "cases_finalisation", "case_id", "suspect_id", "reason", "text", "by_id", "at"
        ),
    ]
