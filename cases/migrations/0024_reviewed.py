"""
Whether a prosecutor has reviewed what was submitted about a suspect, kept on the suspect's row.

For what is there: a review of the suspect since the submission that triage accepted last was signed
off, or any review where there is no such submission.
"""

from django.db import migrations, models

REVIEWED = """
UPDATE cases_suspect suspect SET is_reviewed = true
WHERE EXISTS (
    SELECT FROM cases_review review
    JOIN cases_review_suspects about ON about.review_id = review.id
    WHERE about.suspect_id = suspect.id AND review.at >= coalesce((
        SELECT referral.signed_off_at FROM cases_referral referral
        JOIN cases_referral_suspects of_it ON of_it.referral_id = referral.id
        WHERE of_it.suspect_id = suspect.id AND referral.status = 'ACCEPTED'
        ORDER BY referral.number DESC LIMIT 1
    ), review.at)
)
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0023_ends_of_custody")]
    operations = [
        migrations.AddField(
            "suspect",
            "is_reviewed",
            models.BooleanField(db_default=False, default=False, editable=False),
        ),
        migrations.RunSQL(REVIEWED, migrations.RunSQL.noop),
    ]
