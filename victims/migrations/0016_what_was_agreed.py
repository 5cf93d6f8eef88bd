"""Who came to a meeting with a victim, and what was agreed there: by whom, and by which day."""

from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models

from people.ledgers import only_grows
from people.tables import Together, own_id, to

CAME = [
    ("VICTIM", "The victim"),
    ("SUPPORTER", "Someone to support the victim"),
    ("ISVA", "An ISVA"),
    ("INTERPRETER", "An interpreter"),
    ("POLICE", "The police"),
    ("CPS", "The CPS"),
]
OWNERS = [
    ("POLICE", "The police"),
    ("CPS", "The CPS"),
    ("SERVICE", "The service that supports the victim"),
]


def came():
    return ArrayField(models.CharField(choices=CAME, max_length=11), default=list)


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0019_conflicts_of_a_human_being"),
        ("victims", "0015_wording_of_a_letter"),
    ]

    operations = [
        migrations.AddField("meeting", "came", came()),
        migrations.AddField("historicalmeeting", "came", came()),
        migrations.AddConstraint(
            "meeting",
            models.CheckConstraint(
                name="nobody_came_to_what_was_not_held",
                condition=models.Q(("came", []), ("status", "HELD"), _connector="OR"),
            ),
        ),
        Together(
            migrations.CreateModel(
                name="Agreed",
                fields=[
                    own_id(),
                    ("case", to("cases.case")),
                    ("record", to("victims.victimrecord")),
                    ("meeting", to("victims.meeting", related_name="agreed")),
                    ("number", models.PositiveSmallIntegerField()),
                    ("owner", models.CharField(choices=OWNERS, max_length=7)),
                    ("due_on", models.DateField()),
                    ("said", models.BinaryField()),
                ],
                options={
                    "abstract": False,
                    "default_permissions": (),
                    "constraints": [
                        models.UniqueConstraint(
                            fields=("meeting", "number"), name="agreed_by_number"
                        ),
                    ],
                },
            ),
        ),
        only_grows("victims_agreed"),
    ]
