"""What became of each file that somebody sent, for the side that sent it."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from people.ledgers import only_grows


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0030_second_plans"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Upload",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("sending", models.UUIDField()),
                ("title", models.CharField(max_length=120)),
                (
                    "form",
                    models.CharField(
                        choices=[
                            ("MG0", "MG0"),
                            ("MG1", "MG1: file front sheet"),
                            ("MG2", "MG2: special measures assessment"),
                            ("MG3", "MG3: report for a charging decision"),
                            ("MG4", "MG4: charges"),
                            ("MG4A", "MG4A: bail, granted or varied"),
                            ("MG4B", "MG4B: request to vary bail"),
                            ("MG4C", "MG4C: surety or security"),
                            ("MG4D", "MG4D: postal requisition, youth"),
                            ("MG4E", "MG4E: postal requisition, adult"),
                            ("MG4F", "MG4F: letter that no further action is taken"),
                            ("MG5", "MG5: police report"),
                            ("MG6", "MG6: case file information"),
                            ("MG6A", "MG6A: briefing before interview"),
                            ("MG6B", "MG6B: officer misconduct"),
                            ("MG6C", "MG6C: schedule of unused material, not sensitive"),
                            ("MG6D", "MG6D: schedule of unused material, sensitive"),
                            ("MG6E", "MG6E: disclosure officer’s report"),
                            ("MG7", "MG7: remand application"),
                            ("MG8", "MG8: breach of bail"),
                            ("MG9", "MG9: witness list"),
                            ("MG10", "MG10: witness non-availability"),
                            ("MG11", "MG11: witness statement"),
                            ("MG12", "MG12: exhibit list"),
                            ("MG14", "MG14: conditional caution"),
                            ("MG15", "MG15: record of interview"),
                            ("MG16", "MG16: bad character evidence"),
                            ("MG18", "MG18: offences taken into consideration"),
                            ("MG19", "MG19: compensation claim"),
                            ("MG20", "MG20: further evidence or information"),
                            ("MG21", "MG21: submission of forensic exhibits"),
                            ("MG21A", "MG21A: additional submission of forensic exhibits"),
                            ("MG22", "MG22"),
                            ("PNC_PRINT", "PNC print"),
                            ("OTHER", "Something else"),
                        ],
                        max_length=9,
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[("KEPT", "Added"), ("REFUSED", "Not added")], max_length=8
                    ),
                ),
                ("why", models.TextField(blank=True)),
                (
                    "only_side",
                    models.CharField(
                        choices=[("POLICE", "Police"), ("CPS", "CPS"), ("OVERSIGHT", "Oversight")],
                        editable=False,
                        max_length=9,
                    ),
                ),
                ("at", models.DateTimeField()),
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
                        related_name="uploads",
                        to="cases.case",
                    ),
                ),
                (
                    "document",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cases.document",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "default_permissions": (),
                "indexes": [
                    models.Index(fields=["case", "only_side", "-at", "-id"], name="upload_by_case")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("only_side__in", ["POLICE", "CPS"])),
                        name="upload_is_of_one_side",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("document__isnull", False), ("status", "KEPT"), ("why", "")),
                            models.Q(
                                ("document", None),
                                ("status", "REFUSED"),
                                models.Q(("why", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="upload_became_a_document_or_says_why",
                    ),
                ],
            },
        ),
        only_grows("cases_upload"),
    ]
