"""What a person has typed so far, kept on the server until it is sent or thrown away."""

import json

from django.utils.translation import gettext_lazy as _

from people.models import Draft
from people.rules import Refused

LONGEST = 400_000  # characters of JSON: twice the longest referral


def key_of(verb, row):
    """The key of the draft of one form about one row."""
    return f"{verb}:{row.pk}"


def save(*, key, data, by, at):
    """
    Keep this as the person's one draft under the key, in place of the one before.

    Raises Refused when it is longer than any of our forms could be.
    """
    data = _storable(data)
    if len(json.dumps(data, ensure_ascii=False)) > LONGEST:
        raise Refused(_("This is too long to keep as a draft."), is_stage=True)
    Draft.objects.bulk_create(
        [Draft(user_id=by.user_id, key=key, data=data, saved_at=at)],
        update_conflicts=True,
        unique_fields=["user", "key"],
        update_fields=["data", "saved_at"],
    )


def discard(*, key, by):
    """Throw the person's draft under this key away, if there is one."""
    Draft.objects.filter(user=by.user_id, key=key).delete()


def _storable(typed):
    """What was typed without the null character, the one that Postgres cannot keep."""
    if isinstance(typed, dict):
        return {name: _storable(value) for name, value in typed.items()}
    if isinstance(typed, (list, tuple)):
        return [_storable(value) for value in typed]
    return typed.replace("\0", "") if isinstance(typed, str) else typed
