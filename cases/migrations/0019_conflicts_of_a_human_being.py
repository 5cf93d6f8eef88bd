"""
A conflict of interest holds for every account of the human being, whenever they were joined.

cases_kept_from says which accounts are kept from which case now. Each side records its own, and
lifts its own: there may be one of each side about the same person.
"""

from django.db import migrations, models
from django.db.models import Q

FORWARDS = """
CREATE VIEW cases_kept_from AS
SELECT conflict.case_id, conflict.user_id
FROM cases_conflict conflict WHERE conflict.lifted_at IS NULL
UNION ALL
SELECT conflict.case_id, joined.id
FROM cases_conflict conflict
JOIN people_user about ON about.id = conflict.user_id
JOIN people_user joined ON joined.human_id = about.human_id AND joined.id <> about.id
WHERE conflict.lifted_at IS NULL;
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0018_overdue_counted")]

    operations = [
        migrations.RemoveConstraint("conflict", "one_open_conflict"),
        migrations.AddConstraint(
            "conflict",
            models.UniqueConstraint(
                name="one_open_conflict",
                fields=["user", "case", "only_side"],
                condition=Q(lifted_at=None),
            ),
        ),
        migrations.RunSQL(FORWARDS, "DROP VIEW cases_kept_from"),
    ]
