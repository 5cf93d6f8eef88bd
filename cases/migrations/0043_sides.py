"""A side that no case is held by has joined the others."""

import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0042_merged_units"),
    ]

    operations = [
        migrations.AlterField(
            model_name="actionitem",
            name="date_asked_by",
            field=models.CharField(
                blank=True,
                choices=[
                    ("POLICE", "Police"),
                    ("CPS", "CPS"),
                    ("SUPPORT", "Victim support"),
                    ("OVERSIGHT", "Oversight"),
                ],
                max_length=9,
            ),
        ),
        migrations.AlterField(
            model_name="advicestep",
            name="only_side",
            field=models.CharField(
                blank=True,
                choices=[
                    ("POLICE", "Police"),
                    ("CPS", "CPS"),
                    ("SUPPORT", "Victim support"),
                    ("OVERSIGHT", "Oversight"),
                ],
                editable=False,
                max_length=9,
            ),
        ),
        migrations.AlterField(
            model_name="advicestep",
            name="side",
            field=models.CharField(
                choices=[
                    ("POLICE", "Police"),
                    ("CPS", "CPS"),
                    ("SUPPORT", "Victim support"),
                    ("OVERSIGHT", "Oversight"),
                ],
                max_length=9,
            ),
        ),
        migrations.AlterField(
            model_name="allegation",
            name="only_side",
            field=models.CharField(
                blank=True,
                choices=[
                    ("POLICE", "Police"),
                    ("CPS", "CPS"),
                    ("SUPPORT", "Victim support"),
                    ("OVERSIGHT", "Oversight"),
                ],
                default="POLICE",
                editable=False,
                max_length=9,
            ),
        ),
        migrations.AlterField(
            model_name="daterequest",
            name="side",
            field=models.CharField(
                choices=[
                    ("POLICE", "Police"),
                    ("CPS", "CPS"),
                    ("SUPPORT", "Victim support"),
                    ("OVERSIGHT", "Oversight"),
                ],
                max_length=9,
            ),
        ),
        migrations.AlterField(
            model_name="decision",
            name="only_side",
            field=models.CharField(
                blank=True,
                choices=[
                    ("POLICE", "Police"),
                    ("CPS", "CPS"),
                    ("SUPPORT", "Victim support"),
                    ("OVERSIGHT", "Oversight"),
                ],
                editable=False,
                max_length=9,
            ),
        ),
        migrations.AlterField(
            model_name="document",
            name="only_side",
            field=models.CharField(
                blank=True,
                choices=[
                    ("POLICE", "Police"),
                    ("CPS", "CPS"),
                    ("SUPPORT", "Victim support"),
                    ("OVERSIGHT", "Oversight"),
                ],
                editable=False,
                max_length=9,
            ),
        ),
        migrations.AlterField(
            model_name="document",
            name="side",
            field=models.CharField(
                choices=[
                    ("POLICE", "Police"),
                    ("CPS", "CPS"),
                    ("SUPPORT", "Victim support"),
                    ("OVERSIGHT", "Oversight"),
                ],
                max_length=9,
            ),
        ),
        migrations.AlterField(
            model_name="earlyadvice",
            name="only_side",
            field=models.CharField(
                blank=True,
                choices=[
                    ("POLICE", "Police"),
                    ("CPS", "CPS"),
                    ("SUPPORT", "Victim support"),
                    ("OVERSIGHT", "Oversight"),
                ],
                default="POLICE",
                editable=False,
                max_length=9,
            ),
        ),
        migrations.AlterField(
            model_name="event",
            name="only_side",
            field=models.CharField(
                blank=True,
                choices=[
                    ("POLICE", "Police"),
                    ("CPS", "CPS"),
                    ("SUPPORT", "Victim support"),
                    ("OVERSIGHT", "Oversight"),
                ],
                max_length=9,
            ),
        ),
        migrations.AlterField(
            model_name="failurereason",
            name="only_side",
            field=models.CharField(
                choices=[
                    ("POLICE", "Police"),
                    ("CPS", "CPS"),
                    ("SUPPORT", "Victim support"),
                    ("OVERSIGHT", "Oversight"),
                ],
                default="CPS",
                editable=False,
                max_length=9,
            ),
        ),
        migrations.AlterField(
            model_name="historicalactionitem",
            name="date_asked_by",
            field=models.CharField(
                blank=True,
                choices=[
                    ("POLICE", "Police"),
                    ("CPS", "CPS"),
                    ("SUPPORT", "Victim support"),
                    ("OVERSIGHT", "Oversight"),
                ],
                max_length=9,
            ),
        ),
        migrations.AlterField(
            model_name="historicalreferral",
            name="only_side",
            field=models.CharField(
                blank=True,
                choices=[
                    ("POLICE", "Police"),
                    ("CPS", "CPS"),
                    ("SUPPORT", "Victim support"),
                    ("OVERSIGHT", "Oversight"),
                ],
                default="POLICE",
                editable=False,
                max_length=9,
            ),
        ),
        migrations.AlterField(
            model_name="historicalsuspect",
            name="only_side",
            field=models.CharField(
                blank=True,
                choices=[
                    ("POLICE", "Police"),
                    ("CPS", "CPS"),
                    ("SUPPORT", "Victim support"),
                    ("OVERSIGHT", "Oversight"),
                ],
                default="POLICE",
                editable=False,
                max_length=9,
            ),
        ),
        migrations.AlterField(
            model_name="itementry",
            name="side",
            field=models.CharField(
                choices=[
                    ("POLICE", "Police"),
                    ("CPS", "CPS"),
                    ("SUPPORT", "Victim support"),
                    ("OVERSIGHT", "Oversight"),
                ],
                max_length=9,
            ),
        ),
        migrations.AlterField(
            model_name="itemversion",
            name="side",
            field=models.CharField(
                choices=[
                    ("POLICE", "Police"),
                    ("CPS", "CPS"),
                    ("SUPPORT", "Victim support"),
                    ("OVERSIGHT", "Oversight"),
                ],
                max_length=9,
            ),
        ),
        migrations.AlterField(
            model_name="marking",
            name="only_side",
            field=models.CharField(
                choices=[
                    ("POLICE", "Police"),
                    ("CPS", "CPS"),
                    ("SUPPORT", "Victim support"),
                    ("OVERSIGHT", "Oversight"),
                ],
                default="POLICE",
                editable=False,
                max_length=9,
            ),
        ),
        migrations.AlterField(
            model_name="message",
            name="side",
            field=models.CharField(
                choices=[
                    ("POLICE", "Police"),
                    ("CPS", "CPS"),
                    ("SUPPORT", "Victim support"),
                    ("OVERSIGHT", "Oversight"),
                ],
                max_length=9,
            ),
        ),
        migrations.AlterField(
            model_name="note",
            name="only_side",
            field=models.CharField(
                choices=[
                    ("POLICE", "Police"),
                    ("CPS", "CPS"),
                    ("SUPPORT", "Victim support"),
                    ("OVERSIGHT", "Oversight"),
                ],
                editable=False,
                max_length=9,
            ),
        ),
        migrations.AlterField(
            model_name="proposal",
            name="only_side",
            field=models.CharField(
                choices=[
                    ("POLICE", "Police"),
                    ("CPS", "CPS"),
                    ("SUPPORT", "Victim support"),
                    ("OVERSIGHT", "Oversight"),
                ],
                default="CPS",
                editable=False,
                max_length=9,
            ),
        ),
        migrations.AlterField(
            model_name="proposedplan",
            name="only_side",
            field=models.CharField(
                choices=[
                    ("POLICE", "Police"),
                    ("CPS", "CPS"),
                    ("SUPPORT", "Victim support"),
                    ("OVERSIGHT", "Oversight"),
                ],
                default="CPS",
                editable=False,
                max_length=9,
            ),
        ),
        migrations.AlterField(
            model_name="referral",
            name="only_side",
            field=models.CharField(
                blank=True,
                choices=[
                    ("POLICE", "Police"),
                    ("CPS", "CPS"),
                    ("SUPPORT", "Victim support"),
                    ("OVERSIGHT", "Oversight"),
                ],
                default="POLICE",
                editable=False,
                max_length=9,
            ),
        ),
        migrations.AlterField(
            model_name="suspect",
            name="also_waits_for",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(
                    choices=[
                        ("POLICE", "Police"),
                        ("CPS", "CPS"),
                        ("SUPPORT", "Victim support"),
                        ("OVERSIGHT", "Oversight"),
                    ],
                    max_length=9,
                ),
                default=list,
                size=None,
            ),
        ),
        migrations.AlterField(
            model_name="suspect",
            name="holder_side",
            field=models.CharField(
                blank=True,
                choices=[
                    ("POLICE", "Police"),
                    ("CPS", "CPS"),
                    ("SUPPORT", "Victim support"),
                    ("OVERSIGHT", "Oversight"),
                ],
                max_length=9,
            ),
        ),
        migrations.AlterField(
            model_name="suspect",
            name="only_side",
            field=models.CharField(
                blank=True,
                choices=[
                    ("POLICE", "Police"),
                    ("CPS", "CPS"),
                    ("SUPPORT", "Victim support"),
                    ("OVERSIGHT", "Oversight"),
                ],
                default="POLICE",
                editable=False,
                max_length=9,
            ),
        ),
        migrations.AlterField(
            model_name="transfer",
            name="only_side",
            field=models.CharField(
                choices=[
                    ("POLICE", "Police"),
                    ("CPS", "CPS"),
                    ("SUPPORT", "Victim support"),
                    ("OVERSIGHT", "Oversight"),
                ],
                default="CPS",
                editable=False,
                max_length=9,
            ),
        ),
        migrations.AlterField(
            model_name="turn",
            name="side",
            field=models.CharField(
                choices=[
                    ("POLICE", "Police"),
                    ("CPS", "CPS"),
                    ("SUPPORT", "Victim support"),
                    ("OVERSIGHT", "Oversight"),
                ],
                max_length=9,
            ),
        ),
        migrations.AlterField(
            model_name="upload",
            name="only_side",
            field=models.CharField(
                choices=[
                    ("POLICE", "Police"),
                    ("CPS", "CPS"),
                    ("SUPPORT", "Victim support"),
                    ("OVERSIGHT", "Oversight"),
                ],
                editable=False,
                max_length=9,
            ),
        ),
        migrations.AlterField(
            model_name="victim",
            name="only_side",
            field=models.CharField(
                blank=True,
                choices=[
                    ("POLICE", "Police"),
                    ("CPS", "CPS"),
                    ("SUPPORT", "Victim support"),
                    ("OVERSIGHT", "Oversight"),
                ],
                default="POLICE",
                editable=False,
                max_length=9,
            ),
        ),
    ]
