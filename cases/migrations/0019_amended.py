"""An action may be amended, and a request for another date withdrawn."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0018_named_pairs"),
    ]

    operations = [
        migrations.AlterField(
            model_name="itementry",
            name="kind",
            field=models.CharField(
                choices=[
                    ("ANSWERED", "Done"),
                    ("CANNOT", "Cannot be provided"),
                    ("ACCEPTED", "Answer accepted"),
                    ("MISSING", "More is needed"),
                    ("CANCELLED", "Action cancelled"),
                    ("DATE_ASKED", "Another date asked for"),
                    ("DATE_AGREED", "Date agreed"),
                    ("DATE_REFUSED", "Date not agreed"),
                    ("DATE_DROPPED", "Request for another date withdrawn"),
                    ("AMENDED", "Action amended"),
                    ("TAKEN_ON", "Accepted by the police"),
                    ("VARIED", "Variation proposed"),
                    ("CHALLENGED", "Challenged"),
                    ("WITHDRAWN", "Question withdrawn: the action stands"),
                    ("AGREED", "Variation agreed"),
                    ("UPHELD", "Challenge upheld: action amended"),
                    ("HELD", "The prosecutor holds to the action"),
                    ("SENT_UP", "Two people are named to settle it"),
                    ("PROPOSED", "Outcome proposed"),
                    ("NOT_SETTLED", "Outcome not agreed"),
                    ("SETTLED", "Settled by the two people named"),
                ],
                max_length=12,
            ),
        ),
    ]
