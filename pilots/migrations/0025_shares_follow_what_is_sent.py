"""A share follows a duty too when something that tells it was sent, or came back."""

from django.db import migrations

COLUMNS = ("is_open", "kept_at", "ended_because", "listed_at", "sent_at")
FOLLOW = """
DROP TRIGGER shares_follow ON victims_duty;
CREATE TRIGGER shares_follow AFTER UPDATE OF {columns} ON victims_duty FOR EACH ROW
    WHEN (({old}) IS DISTINCT FROM ({new})) EXECUTE FUNCTION case_is_touched();
"""


def follow(columns):
    """The trigger that puts a case in the queue whenever one of these columns of a duty changes."""
    old, new = (", ".join(f"{row}.{each}" for each in columns) for row in ("OLD", "NEW"))
    return FOLLOW.format(columns=", ".join(columns), old=old, new=new)


class Migration(migrations.Migration):
    dependencies = [
        ("pilots", "0024_no_cells_any_more"),
        ("victims", "0012_known_to_have_been_told"),
    ]

    operations = [migrations.RunSQL(follow(COLUMNS), follow(COLUMNS[:-1]))]
