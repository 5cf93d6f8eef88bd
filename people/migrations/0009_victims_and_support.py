"""A side for those who support victims, and the capacities of those who work with them."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0008_merged_units"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="unit",
            options={
                "default_permissions": (),
                "permissions": [
                    ("refer_cases", "Prepares cases and refers them to the CPS"),
                    (
                        "supervise_cases",
                        "Supervises the unit’s investigations and signs off referrals",
                    ),
                    (
                        "inspect_cases",
                        "Inspector or above: takes up what the CPS refuses or leaves unresolved",
                    ),
                    (
                        "contact_victims",
                        "Victim contact officer: tells victims, and records contact",
                    ),
                    ("triage_cases", "Checks what the police submit"),
                    ("manage_early_advice", "Decides which requests for early advice are taken on"),
                    ("allocate_cases", "Allocates cases to prosecutors"),
                    ("prosecute_cases", "Advises and decides on charge"),
                    (
                        "liaise_with_victims",
                        "Victim liaison officer: tells victims, and records contact",
                    ),
                    ("support_victims", "ISVA: supports the victims assigned to them"),
                    ("manage_support", "Manages an ISVA service, and reads what its ISVAs record"),
                    ("see_figures", "Sees the unit’s figures, never its cases"),
                    ("administer_accounts", "Manages agencies, units, people and what they hold"),
                    ("read_audit_log", "Reads the log of who opened what"),
                ],
            },
        ),
        migrations.AlterField(
            model_name="agency",
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
            model_name="historicalagency",
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
            model_name="historicalunit",
            name="kind",
            field=models.CharField(
                choices=[
                    ("RASSO", "RASSO unit"),
                    ("CPS_DIRECT", "CPS Direct"),
                    ("VICTIM_LIAISON", "Victim liaison unit"),
                    ("ISVA_SERVICE", "ISVA service"),
                    ("ADMINISTRATION", "Administration"),
                ],
                default="RASSO",
                max_length=20,
            ),
        ),
        migrations.AlterField(
            model_name="unit",
            name="kind",
            field=models.CharField(
                choices=[
                    ("RASSO", "RASSO unit"),
                    ("CPS_DIRECT", "CPS Direct"),
                    ("VICTIM_LIAISON", "Victim liaison unit"),
                    ("ISVA_SERVICE", "ISVA service"),
                    ("ADMINISTRATION", "Administration"),
                ],
                default="RASSO",
                max_length=20,
            ),
        ),
    ]
