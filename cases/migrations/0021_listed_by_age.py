"""
Rows without a date are listed by how long they have waited, and no longer in no order at all.

They stand so far ahead that every date comes before them (cases.models.suspect.by_age). What the
police have not sent yet, of a suspect whom the CPS knows, waits since the CPS last had a turn. The
mark of a red suspect without a date, and rows that nobody waits for, stay as they are.
"""

from django.db import migrations

UNSENT = """('INVESTIGATING', 'ADVICE_SIGN_OFF', 'ADVICE_RETURNED', 'ADVICE_REFUSED',
    'AWAITING_SIGN_OFF', 'RETURNED')"""
BY_AGE = f"""
UPDATE cases_suspect suspect SET listed_at = coalesce((
        SELECT max(told.ended_at) FROM cases_turn told
        WHERE told.suspect_id = suspect.id AND told.state NOT IN {UNSENT}
            AND suspect.only_side = '' AND suspect.state IN {UNSENT}
    ), suspect.turn_began_at) + interval '48000000 hours'
WHERE is_open AND due_at IS NULL AND turn_began_at IS NOT NULL
    AND listed_at >= timestamptz '9999-01-01 00:00:00+00'
"""  # noqa: S608 - joined from the texts above
IN_NO_ORDER = """
UPDATE cases_suspect SET listed_at = timestamptz '9999-01-01 00:00:00+00'
WHERE is_open AND due_at IS NULL AND listed_at > timestamptz '5000-01-01 00:00:00+00'
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0020_lists_of_charges")]
    operations = [migrations.RunSQL(BY_AGE, IN_NO_ORDER)]
