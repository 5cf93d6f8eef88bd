"""A victim was asked whether they support the case, and what they said."""

from django.conf import settings
from django.db import migrations, models

from people.ledgers import only_grows
from people.tables import Together, own_id, to

ANSWERS = [
    ("YES", "Supports the case"),
    ("NOT_SURE", "Is not sure"),
    ("NO", "Does not support the case"),
]
ASKERS = [("POLICE", "The police"), ("CPS", "The CPS"), ("WITNESS_CARE", "Witness care")]
ANSWERERS = [("VICTIM", "The victim"), ("REPRESENTATIVE", "Someone who represents the victim")]


class Migration(migrations.Migration):
    dependencies = [("victims", "0017_who_sees_to_it")]

    operations = [
        Together(
            migrations.CreateModel(
                name="CaseSupport",
                fields=[
                    own_id(),
                    ("case", to("cases.case", related_name="case_support")),
                    ("record", to("victims.victimrecord", related_name="case_support")),
                    ("answer", models.CharField(choices=ANSWERS, max_length=8)),
                    ("on", models.DateField()),
                    ("asked_by", models.CharField(choices=ASKERS, max_length=12)),
                    ("spoke_to", models.CharField(choices=ANSWERERS, max_length=14)),
                    ("by", to(settings.AUTH_USER_MODEL)),
                    ("at", models.DateTimeField()),
                ],
                options={
                    "abstract": False,
                    "default_permissions": (),
                    "indexes": [
                        models.Index(fields=["record", "-on", "-at"], name="case_support_by_record")
                    ],
                },
            ),
        ),
        only_grows("victims_casesupport"),
    ]
