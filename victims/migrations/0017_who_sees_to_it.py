"""Who by name sees to what was agreed at a meeting with a victim, and that it was done."""

from django.conf import settings
from django.db import migrations, models

from people.ledgers import only_grows
from people.tables import Together, own_id, to


class Migration(migrations.Migration):
    dependencies = [("victims", "0016_what_was_agreed")]

    operations = [
        migrations.AddField("agreed", "person", to(settings.AUTH_USER_MODEL, null=True)),
        Together(
            migrations.CreateModel(
                name="AgreedDone",
                fields=[
                    own_id(),
                    ("case", to("cases.case")),
                    ("record", to("victims.victimrecord")),
                    (
                        "agreed",
                        models.OneToOneField(
                            on_delete=models.PROTECT, related_name="done", to="victims.agreed"
                        ),
                    ),
                    ("done_on", models.DateField()),
                    ("by", to(settings.AUTH_USER_MODEL)),
                    ("at", models.DateTimeField()),
                ],
                options={"abstract": False, "default_permissions": ()},
            ),
        ),
        only_grows("victims_agreeddone"),
    ]
