"""A form does one thing, however often its button is pressed."""

from django.db import connection

from people.models import Posted

# The second of two at once waits here for the first, and then finds its row.
CLAIM = """
    INSERT INTO people_posted (user_id, key, verb, outcome, at) VALUES (%s, %s, %s, '', %s)
    ON CONFLICT (user_id, key) DO NOTHING
"""


def claim(*, key, verb, by, at):
    """Whether this form, by its one-time key, had not been acted on before; now it has."""
    with connection.cursor() as cursor:
        cursor.execute(CLAIM, [by.user_id, key, verb, at])
        return cursor.rowcount == 1


def is_claimed(*, key, by):
    """Whether this form has been acted on."""
    return Posted.objects.filter(user=by.user_id, key=key).exists()


def came_of(*, key, by, outcome):
    """Remember the id of what the form made, so that pressing again leads to the same page."""
    Posted.objects.filter(user=by.user_id, key=key).update(outcome=outcome)


def outcome(*, key, by):
    """The id of what the form made, or nothing."""
    return Posted.objects.values_list("outcome", flat=True).get(user=by.user_id, key=key)
