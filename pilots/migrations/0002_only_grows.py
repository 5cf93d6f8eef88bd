"""What was registered, and what a pilot said before, stays."""

from django.db import migrations

from people.ledgers import nothing_goes, only_grows


class Migration(migrations.Migration):
    dependencies = [("pilots", "0001_pilots")]
    operations = [
        only_grows(
            "pilots_historicalpilot", "pilots_historicalpilotarea", "pilots_registeredmeasure"
        ),
        nothing_goes("pilots_pilot"),
        nothing_goes("pilots_pilotarea", "pilot_id", "area_id", may_repeat=True),
    ]
