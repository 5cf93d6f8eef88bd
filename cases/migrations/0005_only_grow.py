"""What was said, decided and done on a case, and its history: added to, never changed."""

from django.db import migrations

from people.ledgers import only_grows


class Migration(migrations.Migration):
    dependencies = [("cases", "0004_offences"), ("people", "0003_only_grows")]
    operations = [
        only_grows(
            "cases_event",
            "cases_itementry",
            "cases_allocation",
            "cases_referralreturn",
            "cases_returnreason",
            "cases_reportedcharge",
            "cases_historicalcase",
            "cases_historicalsuspect",
            "cases_historicalreferral",
            "cases_historicalactionitem",
        )
    ]
