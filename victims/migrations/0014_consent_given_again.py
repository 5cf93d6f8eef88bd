"""
A consent that the victim had taken back counts again once a second person has confirmed it, and
what police and CPS were shown by a consent is kept like what a service was.
"""

from django.conf import settings
from django.db import migrations, models

from people.ledgers import only_grows
from people.tables import own_id, to

GIVENS = [
    ("IN_PERSON", "In person"),
    ("PHONE", "By phone"),
    ("WRITING", "In writing"),
    ("ONLINE", "By email or online"),
]


class Migration(migrations.Migration):
    dependencies = [
        ("victims", "0013_words_of_an_identity"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField("consent", "is_given_again", models.BooleanField(default=False)),
        migrations.CreateModel(
            name="ConsentConfirmation",
            fields=[
                own_id(),
                ("case", to("cases.case")),
                ("support", to("victims.support", related_name="confirmations")),
                (
                    "consent",
                    models.OneToOneField(
                        on_delete=models.PROTECT,
                        related_name="confirmation",
                        to="victims.consent",
                    ),
                ),
                ("how", models.CharField(choices=GIVENS, max_length=9)),
                ("by", to(settings.AUTH_USER_MODEL)),
                ("at", models.DateTimeField()),
            ],
            options={"abstract": False, "default_permissions": ()},
        ),
        only_grows("victims_consentconfirmation"),
        migrations.RemoveConstraint("shown", "shown_first_once"),
        migrations.AddField("shown", "note", to("victims.notereceived", null=True)),
        migrations.AddConstraint(
            "shown",
            models.UniqueConstraint(
                fields=("support", "to", "category", "code", "number", "on", "note"),
                name="shown_first_once",
                nulls_distinct=False,
            ),
        ),
    ]
