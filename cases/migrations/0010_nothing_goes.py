"""What was decided, reviewed or added stays as it was; no row of a case is ever removed."""

from django.db import migrations

from people.ledgers import nothing_goes, only_grows


class Migration(migrations.Migration):
    dependencies = [("cases", "0009_also_waits_for")]
    operations = [
        only_grows("cases_conflict", "cases_authorisedcharge", "cases_document"),
        nothing_goes(
            "cases_decision", "case_id", "suspect_id", "kind", "reason", "rationale", "by_id", "at"
        ),
        nothing_goes(
            "cases_review", "case_id", "evidence", "public_interest", "strategy", "by_id", "at"
        ),
        nothing_goes(
            "cases_allegation", "case_id", "victim_id", "suspect_id", "offence_id", "from_on",
            "to_on", "added_by_id", "added_at",
        ),
        nothing_goes("cases_case"),
        nothing_goes("cases_suspect"),
        nothing_goes("cases_referral"),
        nothing_goes("cases_turn"),
        nothing_goes("cases_daterequest"),
    ]  # fmt: skip
